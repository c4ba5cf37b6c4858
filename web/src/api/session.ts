import { Store } from "../state/store";
import { readAccount } from "./account";
import type { Call } from "./call";
import type { Described } from "./described";
import { failureOf, isRecord, RequestFailed } from "./failure";
import { told } from "./reachable";
import { send } from "./sending";

/** Who is signed in. */
export interface Signed {
  readonly type: string;
  readonly id: number;
}

/**
 * How it stands with the session of this window.
 *
 * `over` is a session that ended while its page was shown: the page stays, and its requests wait for somebody to sign in again.
 */
export type Standing =
  | { readonly is: "unknown" }
  | { readonly is: "in"; readonly who: Signed }
  | { readonly is: "over"; readonly who: Signed }
  | { readonly is: "out" };

/** What somebody shows to be let in. */
export interface Shown {
  readonly login: string;
  readonly password: string;
  readonly code: string;
}

// A page of another site cannot send it, and without it the site looks at no cookie. The refresh token is in one that no script can read.
const BY_COOKIE = { "Slatehouse-Session": "cookie" };
const LOCK = "slatehouse.session";
const EARLY = 30_000;

/** The session of this window. The access token is in its memory alone. */
export const standing = new Store<Standing>({ is: "unknown" });

let token: { readonly text: string; readonly until: number } | null = null;
let renewing: Promise<void> | null = null;

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK);
channel?.addEventListener("message", (event: MessageEvent<"in" | "out">) => {
  if (event.data === "out") forget("out");
  else if (standing.get().is === "over" || standing.get().is === "out") void begin();
});

/** Take up the session that the browser keeps, where it keeps one; tells whether somebody is signed in. */
export async function begin(): Promise<boolean> {
  const { is } = standing.get();
  if (is === "in") return true;
  try {
    await renew();
  } catch (thrown) {
    if (failureOf(thrown)?.kind !== "signed out") throw thrown;
  }
  return standing.get().is === "in";
}

/** Sign in with a password; throws `RequestFailed` with what the site says against it. */
export async function signIn(shown: Shown): Promise<void> {
  const form = { grant_type: "password", username: shown.login, password: shown.password };
  await alone(() => letIn(shown.code === "" ? form : { ...form, auth_token: shown.code }));
  channel?.postMessage("in");
}

/** Sign in as whom the studio's provider sent back: its page leaves a session token in a cookie, to be spent here. */
export async function signInFromElsewhere(): Promise<void> {
  await alone(() => letIn({ grant_type: "session_token" }));
  channel?.postMessage("in");
}

/** A token that is good for a while. Where the session is over, waits until somebody signed in again. */
export async function accessToken(signal?: AbortSignal): Promise<string> {
  for (;;) {
    if (token !== null && token.until - Date.now() > EARLY) return token.text;
    if (standing.get().is === "out") throw new RequestFailed({ kind: "signed out" });
    if (standing.get().is === "over") await signedInAgain(signal);
    else await renewed();
  }
}

/** Say that the site refused a token: the next one is another. */
export function isRefused(refused: string): void {
  if (token?.text === refused) token = null;
}

/** End this session, here and in the browser's other windows. */
export async function signOut(): Promise<void> {
  const session = await currentSession();
  if (session !== null)
    await asSigned({ method: "DELETE", path: `/account/sessions/${session}`, read: () => null });
  forget("out");
  channel?.postMessage("out");
}

/** End all sessions of the account, this one last. */
export async function signOutEverywhere(): Promise<void> {
  await asSigned({ method: "DELETE", path: "/account/sessions", read: () => null });
  await signOut();
}

async function currentSession(): Promise<string | null> {
  const { body } = await asSigned(readAccount());
  return (body as Described<"read_own_account">).data.session;
}

async function asSigned(call: Call) {
  return send(call, { ...BY_COOKIE, Authorization: `Bearer ${await accessToken()}` });
}

/** As many as ask at once get one new token. */
async function renewed(): Promise<void> {
  renewing ??= renew().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renew(): Promise<void> {
  try {
    await alone(() => letIn({ grant_type: "refresh_token" }));
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure?.kind === "unreachable") told(false);
    if (failure?.kind !== "refused" || failure.status >= 429) throw thrown;
    forget("over");
    if (standing.get().is === "out") throw new RequestFailed({ kind: "signed out" });
  }
}

/** Windows of one browser renew one after the other, each with what the last one left in the cookie. */
async function alone<Result>(what: () => Promise<Result>): Promise<Result> {
  return navigator.locks === undefined ? what() : navigator.locks.request(LOCK, what);
}

async function letIn(form: Record<string, string>): Promise<void> {
  const call: Call = {
    method: "POST",
    path: "/auth/access_token",
    body: new URLSearchParams(form),
    contentType: "application/x-www-form-urlencoded",
    read: () => null,
  };
  const { body } = await send(call, BY_COOKIE);
  const found = tokenIn(body);
  if (found === null) throw new RequestFailed({ kind: "unreadable", status: 200 });
  const before = standing.get();
  if (before.is === "over" && !isSame(before.who, found.who)) {
    // What the page shows was for somebody else's eyes.
    location.reload();
  }
  token = { text: found.text, until: Date.now() + found.seconds * 1000 };
  if (before.is !== "in" || !isSame(before.who, found.who)) standing.set({ is: "in", who: found.who });
}

function isSame(one: Signed, other: Signed): boolean {
  return one.id === other.id && one.type === other.type;
}

function forget(how: "out" | "over"): void {
  token = null;
  const before = standing.get();
  const was = before.is === "in" || before.is === "over" ? before.who : null;
  standing.set(how === "over" && was !== null ? { is: "over", who: was } : { is: "out" });
}

function signedInAgain(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = standing.watch(() => {
      if (standing.get().is === "over") return;
      stop();
      resolve();
    });
    signal?.addEventListener("abort", () => {
      stop();
      reject(signal.reason);
    });
  });
}

/** The token in an answer, and whom it says that it is of. */
export function tokenIn(body: unknown): { text: string; seconds: number; who: Signed } | null {
  if (!isRecord(body) || typeof body.access_token !== "string" || typeof body.expires_in !== "number")
    return null;
  const who = whoIn(body.access_token);
  return who === null ? null : { text: body.access_token, seconds: body.expires_in, who };
}

function whoIn(jwt: string): Signed | null {
  try {
    const claims: unknown = JSON.parse(
      atob((jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")),
    );
    const user = isRecord(claims) ? claims.user : null;
    if (!isRecord(user) || typeof user.type !== "string" || typeof user.id !== "number") return null;
    return { type: user.type, id: user.id };
  } catch {
    return null;
  }
}
