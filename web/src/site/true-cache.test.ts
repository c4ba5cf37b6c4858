import { QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { TrueCache } from "./true-cache";

it.each(["one question", "everything"])("asks a first question under way once more: %s", async (meant) => {
  const cache = new TrueCache();
  const answers: ((value: string) => void)[] = [];
  const queryKey = ["row", "Note", 5];
  const observer = new QueryObserver(cache, {
    queryKey,
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const leave = observer.subscribe(() => undefined);
  const invalid = cache.invalidateQueries(meant === "everything" ? undefined : { queryKey });
  const other = cache.invalidateQueries({ queryKey: ["row", "Note", 6] });
  await other;
  expect(answers).toHaveLength(1);

  answers[0]?.("of before");
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.("of after");
  await invalid;
  expect(cache.getQueryData(queryKey)).toBe("of after");
  expect(answers).toHaveLength(2);
  leave();
});
