import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { signIn } from "../api/session";
import { cache } from "../site/cache";
import { history, retire, revive, undo } from "./undo";

const CLAIMS = btoa(JSON.stringify({ user: { type: "HumanUser", id: 7 } }));
const TOKEN = { token_type: "Bearer", access_token: `head.${CLAIMS}.7`, expires_in: 600 };
let sent: string[] = [];

beforeEach(async () => {
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("fetch", async (address: string, { method = "GET" }: RequestInit) => {
    const path = address.replace("/api/v1.1", "");
    sent.push(`${method} ${path}`);
    return Response.json(path === "/auth/access_token" ? TOKEN : { data: [true] });
  });
  await signIn({ login: "noor", password: "secret", code: "" });
  sent = [];
});

afterEach(() => {
  cache.clear();
  history.set({ done: [], undone: [] });
  vi.unstubAllGlobals();
});

it.each([
  ["retired", retire, ["POST /entity/_batch", "POST /entity/shots/5?revive=1"]],
  ["brought back", revive, ["POST /entity/shots/5?revive=1", "POST /entity/_batch"]],
])("rows that are %s are there to be undone as soon as somebody can see it", async (_, turn, calls) => {
  const answers: (() => void)[] = [];
  const leave = new QueryObserver(cache, {
    queryKey: ["rows", "Shot"],
    queryFn: () => new Promise<null>((resolve) => answers.push(() => resolve(null))),
  }).subscribe(() => undefined);
  answers.pop()?.();
  await expect.poll(() => cache.isFetching()).toBe(0);

  const turning = turn("Shot", [5]);
  await expect.poll(() => answers.length).toBe(1);
  const undoing = undo();
  await expect.poll(() => sent).toEqual(calls);
  leave();
  for (const answer of answers) answer();
  await Promise.all([turning, undoing]);
});
