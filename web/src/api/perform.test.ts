import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failureOf } from "./failure";
import { perform } from "./perform";
import { isBack } from "./reachable";
import { createRow, readRow } from "./rows";
import { begin, signIn, standing } from "./session";

interface Sent {
  readonly path: string;
  readonly headers: Headers;
}

/** What the site answers, one after the other; `null` is a site that is away. */
type Answers = (readonly [status: number, body: unknown, headers?: Record<string, string>] | null)[];

const READ = readRow("Shot", 5, ["code"]);
const WRITE = createRow("Shot", { code: "HRB010" });
const ROW = [200, { data: { type: "Shot", id: 5, attributes: { code: "HRB010" } } }] as const;
const SHOWN = { login: "noor", password: "secret", code: "" };

function refused(status: number, headers: Record<string, string> = {}) {
  return [
    status,
    { errors: [{ id: "1", status, code: 100, title: "No", source: null, detail: null }] },
    headers,
  ] as const;
}

function token(id: number) {
  const claims = btoa(JSON.stringify({ user: { type: "HumanUser", id } }));
  return [
    200,
    { token_type: "Bearer", access_token: `head.${claims}.${Math.random()}`, expires_in: 600 },
  ] as const;
}

let sent: Sent[] = [];

function site(...answers: Answers): void {
  sent = [];
  vi.stubGlobal("fetch", async (address: string, request: RequestInit) => {
    const [path = ""] = address.replace("/api/v1.1", "").split("?");
    sent.push({ path, headers: new Headers(request.headers) });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`Nobody expected ${path}.`);
    if (answer === null) throw new TypeError("Failed to fetch");
    const [status, body, headers] = answer;
    return new Response(JSON.stringify(body), { status, headers });
  });
}

const paths = () => sent.map((each) => each.path);
const keys = () =>
  new Set(sent.map((each) => each.headers.get("Idempotency-Key")).filter((key) => key !== null));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("document", new EventTarget());
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  site(token(7));
  await signIn(SHOWN);
});

afterEach(async () => {
  // Whoever looks for the site has to find it, or it is looked for in the next test.
  site([200, {}]);
  await later(isBack());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Let time pass until the promise is settled. */
async function later<Result>(promise: Promise<Result>): Promise<Result> {
  let isOver = false;
  promise.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  for (let turn = 0; turn < 100 && !isOver; turn += 1) await vi.advanceTimersByTimeAsync(500);
  return promise;
}

describe("a call", () => {
  it("is sent with the token, and read", async () => {
    site(ROW);
    expect((await perform(READ)).values.code).toBe("HRB010");
    expect(sent[0]?.headers.get("Authorization")).toMatch(/^Bearer head\./);
    expect(keys().size).toBe(0);
  });

  it("whose token was refused is sent again with another", async () => {
    site(refused(401), token(7), ROW);
    await perform(READ);
    expect(paths()).toEqual(["/entity/shots/5", "/auth/access_token", "/entity/shots/5"]);
    expect(sent[1]?.headers.get("Slatehouse-Session")).toBe("cookie");
    expect(sent[0]?.headers.get("Authorization")).not.toBe(sent[2]?.headers.get("Authorization"));
  });

  it("that the site is too busy for is sent again, a write under the same key", async () => {
    site(refused(503, { "Retry-After": "1" }), refused(429, { "Retry-After": "2" }), ROW);
    await later(perform(WRITE));
    expect(sent).toHaveLength(3);
    expect(keys().size).toBe(1);
  });

  it("that has to wait too long is refused", async () => {
    site(refused(429, { "Retry-After": "60" }));
    await expect(perform(WRITE)).rejects.toThrow("429");
  });

  it("that reads fails when nobody answers twice", async () => {
    site(null, null);
    const thrown = await later(perform(READ)).catch((each: unknown) => each);
    expect(failureOf(thrown)?.kind).toBe("unreachable");
  });

  it("that a change begins with waits as the change does", async () => {
    site(null, [200, {}], ROW);
    expect((await later(perform({ ...READ, waits: true }))).id).toBe(5);
    expect(paths()).toEqual(["/entity/shots/5", "/", "/entity/shots/5"]);
  });

  it("that writes waits until the site is back, and is done once", async () => {
    site(null, null, [200, {}], ROW);
    await later(perform(WRITE));
    expect(paths()).toEqual(["/entity/shots", "/", "/", "/entity/shots"]);
    expect(keys().size).toBe(1);
  });
});

describe("a session that is over", () => {
  it("lets calls wait until somebody signs in again", async () => {
    site(refused(401), refused(401));
    const waiting = perform(READ);
    await vi.waitFor(() => expect(standing.get()).toMatchObject({ is: "over", who: { id: 7 } }));
    site(token(7), ROW);
    await signIn(SHOWN);
    expect((await waiting).id).toBe(5);
    expect(standing.get().is).toBe("in");
  });

  it("is not ended by a site that is away", async () => {
    site(refused(401), null, null, [200, {}], token(7), ROW);
    await later(perform(WRITE));
    expect(standing.get().is).toBe("in");
    expect(await begin()).toBe(true);
  });
});
