/** What people see to of their own account (docs/manual/accounts.md): sessions, the password, the second factor. */
import type { Call } from "./call";
import type { Described } from "./described";

/** A sign-in that has not ended. */
export type OpenSession = Described<"list_own_sessions">["data"][number];

/** How it stands with the second factor. */
export type TwoFactor = Described<"read_own_two_factor">["data"];

/** What an authenticator app is told, once. */
export interface Enrolment {
  readonly secret: string;
  readonly url: string;
}

export function readSessions(): Call<readonly OpenSession[]> {
  return {
    method: "GET",
    path: "/account/sessions",
    read: (body) => (body as Described<"list_own_sessions">).data,
  };
}

export function endSession(id: string): Call<null> {
  return { method: "DELETE", path: `/account/sessions/${id}`, keyless: true, read: () => null };
}

/** End all but the one in which this is asked. */
export function endOtherSessions(): Call<null> {
  return { method: "DELETE", path: "/account/sessions", keyless: true, read: () => null };
}

/** Ends all sessions but this one. */
export function changePassword(password: string, another: string): Call<null> {
  const body = { password, new_password: another };
  return { method: "PUT", path: "/account/password", keyless: true, body, read: () => null };
}

export function readTwoFactor(): Call<TwoFactor> {
  return {
    method: "GET",
    path: "/account/two_factor",
    read: (body) => (body as Described<"read_own_two_factor">).data,
  };
}

/** A secret, which is good for nothing until it is confirmed. */
export function beginTwoFactor(password: string): Call<Enrolment> {
  return {
    method: "POST",
    path: "/account/two_factor",
    keyless: true,
    body: { password },
    read: (body) => (body as { data: Enrolment }).data,
  };
}

/** Switch it on by what the app shows now; the answer is the recovery codes, shown this once. */
export function confirmTwoFactor(code: string): Call<readonly string[]> {
  return {
    method: "PUT",
    path: "/account/two_factor",
    keyless: true,
    body: { code },
    read: (body) => (body as Described<"confirm_two_factor">).data.recovery_codes,
  };
}

export function disableTwoFactor(code: string): Call<null> {
  return {
    method: "POST",
    path: "/account/two_factor/disable",
    keyless: true,
    body: { code },
    read: () => null,
  };
}
