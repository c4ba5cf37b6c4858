import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { perform } from "../api/perform";
import type { Link } from "../api/row";
import { readFollowers, setFollowing } from "../api/social";
import { Icon } from "../frame/icon";
import { tell } from "../frame/notices";
import { cache } from "../site/cache";
import { useSigned } from "../site/person";
import { write } from "../site/writes";
import { useWords } from "../words/say";

/** Whether the person follows a row, to be changed by a click. Scripts follow nothing. */
export function FollowButton({ row }: { readonly row: Link }) {
  const { say } = useWords();
  const me = useSigned();
  const queryKey = ["row", row.type, row.id, "followers"];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => perform(readFollowers(row), signal),
  });
  if (me?.type !== "HumanUser" || data === undefined) return null;
  const isFollowing = data.some(({ id }) => id === me.id);
  async function toggle(person: Link) {
    const others = (data ?? []).filter(({ id }) => id !== person.id);
    cache.setQueryData(queryKey, isFollowing ? others : [...others, person]);
    try {
      await write(setFollowing(row, person.id, !isFollowing));
    } catch (thrown) {
      tell({ thrown, retry: () => void toggle(person) });
    }
    await cache.invalidateQueries({ queryKey });
  }
  return (
    <Button
      size="compact-sm"
      variant={isFollowing ? "light" : "default"}
      aria-pressed={isFollowing}
      leftSection={<Icon name={isFollowing ? "check" : "eye"} size={13} />}
      onClick={() => void toggle(me)}
    >
      {say(isFollowing ? "detail.following" : "detail.follow")}
    </Button>
  );
}
