import { Store } from "../state/store";
import { PREFIX } from "./call";
import { exchange } from "./sending";

const FIRST_LOOK = 1000;
const LONGEST_PAUSE = 15_000;

/** Whether the site answered when it was last asked. While it does not, it is asked again and again. */
export const reachable = new Store(true);

let looking = false;

/** Say that somebody answered, or that nobody did. */
export function told(answered: boolean): void {
  reachable.set(answered);
  if (!answered && !looking) void look();
}

/** Resolves when the site answers again. */
export function isBack(signal?: AbortSignal): Promise<void> {
  if (reachable.get()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = reachable.watch(() => {
      if (!reachable.get()) return;
      stop();
      resolve();
    });
    signal?.addEventListener("abort", () => {
      stop();
      reject(signal.reason);
    });
  });
}

async function look(): Promise<void> {
  looking = true;
  for (let pause = FIRST_LOOK; !reachable.get(); pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    await paused(pause);
    try {
      await exchange(`${PREFIX}/`, { method: "HEAD" });
      reachable.set(true);
    } catch {
      // Still nobody there.
    }
  }
  looking = false;
}

/** Some time, cut short when the browser says that there is a network again, or somebody looks at the page again. */
function paused(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", done);
  });
}
