import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Call } from "../api/call";
import { endOtherSessions, endSession, type OpenSession, readSessions } from "../api/own-account";
import { perform } from "../api/perform";
import { Bones } from "../frame/bones";
import { FailureNote } from "../frame/failure-note";
import { tell } from "../frame/notices";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { useWords } from "../words/say";
import classes from "./account.module.css";

const KEY = ["site", "sessions"];

/** Where the person is signed in; each sign-in can be ended from here. */
export function Sessions() {
  const { say } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => perform(readSessions(), signal),
    // The feed tells nothing of sessions.
    staleTime: 0,
  });
  if (data === undefined)
    return error === null ? <Bones lines={3} /> : <FailureNote thrown={error} retry={() => void refetch()} />;
  async function end(call: Call<null>) {
    try {
      await write(call);
    } catch (thrown) {
      tell({ thrown });
    }
    await cache.invalidateQueries({ queryKey: KEY });
  }
  const sessions = data.toSorted(
    (one, other) =>
      Number(other.is_current) - Number(one.is_current) || other.last_used_at.localeCompare(one.last_used_at),
  );
  return (
    <div className={classes.form}>
      <ul className={classes.sessions}>
        {sessions.map((session) => (
          <Session key={session.id} session={session} onEnd={() => void end(endSession(session.id))} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <div>
          <Button variant="default" onClick={() => void end(endOtherSessions())}>
            {say("account.endOthers")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Session({ session, onEnd }: { readonly session: OpenSession; readonly onEnd: () => void }) {
  const { say, format } = useWords();
  const program = programOf(session.client ?? "");
  return (
    <li>
      <div>
        <b dir="auto" title={session.client ?? undefined}>
          {program || say("account.someProgram")}
        </b>
        <p>
          {[
            session.address,
            say("account.since", { at: format.moment(session.created_at) }),
            say("account.used", { ago: format.ago(session.last_used_at) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {session.is_current ? (
        <span className={classes.here}>{say("account.here")}</span>
      ) : (
        <Button size="compact-sm" variant="default" onClick={onEnd}>
          {say("account.endThere")}
          <span className="hidden-but-said">: {program}</span>
        </Button>
      )}
    </li>
  );
}

const BROWSERS = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const SYSTEMS = [
  ["Windows", "Windows"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Mac OS X", "macOS"],
  ["Android", "Android"],
  ["Linux", "Linux"],
] as const;

/** What a program calls itself, as people call it: "Firefox · Linux"; of others the name before the version. */
export function programOf(client: string): string {
  const named = (of: readonly (readonly [string, string])[]) =>
    of.find(([sign]) => client.includes(sign))?.[1];
  if (!client.startsWith("Mozilla/")) return client.slice(0, 60);
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(" · ") || client.slice(0, 60);
}
