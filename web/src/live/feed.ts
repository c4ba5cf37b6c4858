import { failureOf, refusalOf } from "../api/failure";
import { type Change, follow } from "../api/following";
import { isBack, reachable } from "../api/reachable";
import { standing } from "../api/session";
import { Store } from "../state/store";

const NAME = "slatehouse.feed";
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const SHORTEST_STREAM = 5000;

export type Live = "connecting" | "live" | "lost";

/** Whether this window is told of what happens at the site. */
export const live = new Store<Live>("connecting");

type Listener = (changes: readonly Change[]) => void;
/** What windows of one browser tell one another. `changes` null: something may have been missed. */
interface News {
  readonly state: Live;
  readonly cursor: string | null;
  readonly changes: readonly Change[] | null;
}

const listeners = new Set<Listener>();
const missers = new Set<() => void>();
let cursor: string | null = null;
let following: AbortController | null = null;

/** Be told of changes as they happen. */
export function onChanges(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Be told where changes may have been missed, so that everything has to be read again. */
export function onMissed(listener: () => void): () => void {
  missers.add(listener);
  return () => missers.delete(listener);
}

/**
 * Follow the site's changes until nobody is signed in. Of a browser's windows one holds the stream, and tells the others; when it closes,
 * the next one goes on from where it was.
 */
export function followSite(): void {
  if (following !== null) return;
  following = new AbortController();
  const { signal } = following;
  // Pages that come without TLS have no locks: each of their windows holds a stream of its own.
  const held = navigator.locks === undefined ? stream(signal, hear) : followTogether(navigator.locks, signal);
  held.catch(() => undefined);
}

async function followTogether(locks: LockManager, signal: AbortSignal): Promise<void> {
  const channel = new BroadcastChannel(NAME);
  let isHolder = false;
  channel.addEventListener("message", (event: MessageEvent<News | "ask">) => {
    if (event.data !== "ask") hear(event.data);
    else if (isHolder) channel.postMessage({ state: live.get(), cursor, changes: [] } satisfies News);
  });
  channel.postMessage("ask");
  try {
    await locks.request(NAME, { signal }, async () => {
      isHolder = true;
      await stream(signal, (news) => {
        channel.postMessage(news);
        hear(news);
      });
    });
  } finally {
    channel.close();
  }
}

/** Stop following. */
export function stopFollowing(): void {
  following?.abort();
  following = null;
  cursor = null;
  live.set("connecting");
}

standing.watch(() => {
  const { is } = standing.get();
  if (is === "in") followSite();
  else if (is === "out") stopFollowing();
});

function hear(news: News): void {
  cursor = news.cursor ?? cursor;
  live.set(news.state);
  const { changes } = news;
  if (changes === null) for (const each of missers) each();
  else if (changes.length > 0) for (const each of listeners) each(changes);
}

async function stream(signal: AbortSignal, tell: (news: News) => void): Promise<void> {
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    // A stream from now on does not tell what happened between what the page has read and its beginning.
    let isFromNow = cursor === null;
    const begun = Date.now();
    try {
      await follow(
        cursor,
        (changes, reached) => {
          pause = FIRST_PAUSE;
          tell({ state: "live", cursor: reached, changes: isFromNow ? null : changes });
          isFromNow = false;
        },
        signal,
      );
      // A stream ends with its token. What ends sooner, as behind a proxy that lets none through, is not begun again at once.
      if (Date.now() - begun < SHORTEST_STREAM) {
        await rest(pause, signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      tell({ state: "lost", cursor, changes: isLost(thrown) ? missed() : [] });
      if (failureOf(thrown)?.kind === "signed out") return;
      if (refusalOf(thrown, 401) === null) await rest(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}

/** What followed the cursor is not kept any more, or the site was put back to a backup. */
function isLost(thrown: unknown): boolean {
  return refusalOf(thrown, 410) !== null || refusalOf(thrown, 400) !== null;
}

function missed(): null {
  cursor = null;
  return null;
}

/** Some time; of a site that is away as long as it is away, and no longer. */
async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (reachable.get()) {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      const stop = reachable.watch(done);
    });
  }
  await isBack(signal);
}
