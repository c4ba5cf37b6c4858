import { type Call, isReading } from "./call";
import { failureOf, type Refusal, refusalOf } from "./failure";
import { isBack, told } from "./reachable";
import { type Answer, send } from "./sending";
import { accessToken, isRefused } from "./session";

/** The most tries of a call that the site is too busy for. */
const TRIES = 4;
const LONGEST_WAIT = 10;

/**
 * Send a call as whoever is signed in, and read its answer; throws `RequestFailed`.
 *
 * A token that has ended is renewed on the way. What the site was too busy for is sent again. A call that reads fails when nobody answers; one
 * that writes waits until the site is back, and goes under a key, so that however often it is sent it is done once.
 */
export async function perform<Result>(call: Call<Result>, signal?: AbortSignal): Promise<Result> {
  return call.read((await answered(call, signal)).body);
}

/** The same, with the answer as it came. */
export async function answered(call: Call, signal?: AbortSignal): Promise<Answer> {
  const isRead = isReading(call);
  const waits = !isRead || call.waits === true;
  const key: Record<string, string> = isRead || call.keyless ? {} : { "Idempotency-Key": newKey() };
  for (let tries = 1; ; tries += 1) {
    const token = await tokenFor(waits, signal);
    try {
      const answer = await send(call, { ...key, Authorization: `Bearer ${token}` }, signal);
      told(true);
      return answer;
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure === null) throw thrown;
      told(failure.kind !== "unreachable");
      if (failure.kind === "unreachable" && !call.keyless && (waits || tries === 1)) {
        if (waits) await isBack(signal);
        else await passed(0.3, signal);
      } else if (refusalOf(thrown, 401) !== null && tries < TRIES) isRefused(token);
      else if (failure.kind === "refused" && isBusy(failure) && tries < TRIES)
        await passed(failure.retryAfter ?? tries, signal);
      else throw thrown;
    }
  }
}

/** A token; what waits for the site does so where nobody is there to renew it, too. */
async function tokenFor(waits: boolean, signal?: AbortSignal): Promise<string> {
  for (;;) {
    try {
      return await accessToken(signal);
    } catch (thrown) {
      if (failureOf(thrown)?.kind !== "unreachable") throw thrown;
      told(false);
      if (!waits) throw thrown;
      await isBack(signal);
    }
  }
}

function isBusy(refusal: Refusal): boolean {
  return (refusal.status === 503 || refusal.status === 429) && (refusal.retryAfter ?? 0) <= LONGEST_WAIT;
}

function passed(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** A key that nobody else has. Pages that come without TLS know no UUIDs. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
