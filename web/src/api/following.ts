import { PREFIX } from "./call";
import type { Described } from "./described";
import { EventReader } from "./events";
import { failureIn, isRecord, RequestFailed } from "./failure";
import type { Link } from "./row";
import { exchange } from "./sending";
import { accessToken, isRefused } from "./session";

/** Something that happened, as the site tells it. */
type Told = Described<"follow_changes">["data"][number];

/** Something that happened to a row. */
export interface Change {
  readonly id: number;
  readonly operation: Told["operation"];
  readonly entity: Link;
  readonly project: Link | null;
  readonly user: Link | null;
  /** The field that has another value. */
  readonly field: string | null;
}

/** So long after the last sign of life, which the site gives every few seconds, a stream is taken to be cut. */
const SILENCE = 60_000;
/** How often it is looked whether the machine was asleep: its clock went on, and this window's did not. Hidden windows wake each minute. */
const LOOK = 5000;
const ASLEEP = 100_000;

/** How a stream ended by itself: it can be taken up again at `cursor`. */
export interface Ended {
  readonly cursor: string | null;
}

/**
 * Follow what happens at the site, from a cursor on or from now; each piece of news has the cursor after it.
 *
 * Resolves when the stream ends, as it does with its token; throws `RequestFailed` where there is none to be had.
 */
export async function follow(
  after: string | null,
  heard: (changes: readonly Change[], cursor: string | null) => void,
  signal: AbortSignal,
): Promise<Ended> {
  const token = await accessToken(signal);
  const silence = new AbortController();
  const cut = () => silence.abort();
  let alarm = setTimeout(cut, SILENCE);
  const isAlive = () => {
    clearTimeout(alarm);
    alarm = setTimeout(cut, SILENCE);
  };
  // Who comes into another network has lost the stream. Where the browser is wrong about that, another is begun at once.
  addEventListener("offline", cut);
  addEventListener("online", cut);
  let seen = Date.now();
  const looking = setInterval(() => {
    // Who slept has lost the stream, and would be told so when the silence has lasted.
    if (Date.now() - seen > ASLEEP) cut();
    seen = Date.now();
  }, LOOK);
  try {
    return await read(token, after, heard, isAlive, AbortSignal.any([signal, silence.signal]));
  } catch (thrown) {
    // Cut: the same as if nobody had answered.
    if (silence.signal.aborted && !signal.aborted) throw new RequestFailed({ kind: "unreachable" });
    throw thrown;
  } finally {
    removeEventListener("offline", cut);
    removeEventListener("online", cut);
    clearTimeout(alarm);
    clearInterval(looking);
  }
}

async function read(
  token: string,
  after: string | null,
  heard: (changes: readonly Change[], cursor: string | null) => void,
  isAlive: () => void,
  signal: AbortSignal,
): Promise<Ended> {
  const answer = await exchange(`${PREFIX}/changes`, {
    headers: {
      Accept: "text/event-stream",
      Authorization: `Bearer ${token}`,
      ...(after === null ? {} : { "Last-Event-ID": after }),
    },
    signal,
  });
  if (!answer.ok || answer.body === null) {
    if (answer.status === 401) isRefused(token);
    const body: unknown = await answer.json().catch(() => null);
    throw new RequestFailed(failureIn(answer.status, body, answer.headers.get("Retry-After")));
  }
  const reader = new EventReader();
  reader.lastId = after;
  try {
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      isAlive();
      const events = reader.read(piece);
      heard(
        events.filter((event) => event.name === "message").flatMap((event) => changeIn(event.data)),
        reader.lastId,
      );
    }
  } catch (thrown) {
    if (signal.aborted) throw thrown;
  }
  return { cursor: reader.lastId };
}

/** The change in an event's data; none where it is of no row. */
export function changeIn(data: string): readonly Change[] {
  const told = JSON.parse(data) as Told;
  const entity = told.entity ?? entityOf(told.meta);
  if (entity === null) return [];
  return [
    {
      id: told.id,
      operation: told.operation,
      entity: { type: entity.type, id: entity.id },
      project: told.project,
      user: told.user,
      field: told.attribute_name || null,
    },
  ];
}

/** Of a row that is retired the log names no entity any more, but what was told of it still does. */
function entityOf(meta: unknown): Link | null {
  if (!isRecord(meta) || typeof meta.entity_type !== "string" || typeof meta.entity_id !== "number")
    return null;
  return { type: meta.entity_type, id: meta.entity_id };
}
