import type { DescribedError } from "./described";

/** What the site said against a request: the contract's error envelope. */
export interface Refusal {
  readonly kind: "refused";
  readonly status: number;
  readonly code: number | null;
  readonly title: string;
  readonly detail: string | null;
  /** What is wrong, by the parameter or field that it is wrong with. */
  readonly source: Readonly<Record<string, unknown>>;
  /** The request's number, by which the site's log tells more. */
  readonly id: string | null;
  /** Seconds to wait, where the site names them. */
  readonly retryAfter: number | null;
}

/** Why a request came to nothing. */
export type Failure =
  | Refusal
  /** Nobody answered: the network, or the site, is away. */
  | { readonly kind: "unreachable" }
  /** An answer that is none of the API's. */
  | { readonly kind: "unreadable"; readonly status: number }
  /** It was not asked for: the API takes files by upload alone, and would keep an address of one that is good for a while. */
  | { readonly kind: "an upload" }
  /** Nobody is signed in. */
  | { readonly kind: "signed out" };

/** What a request throws when it came to nothing. */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === "refused" ? `${failure.status} ${failure.detail ?? failure.title}` : failure.kind);
    this.name = "RequestFailed";
    this.failure = failure;
  }
}

/** The failure in what was thrown; null where it was not a request that failed. */
export function failureOf(thrown: unknown): Failure | null {
  return thrown instanceof RequestFailed ? thrown.failure : null;
}

/** The refusal in what was thrown, where it is one of this status. */
export function refusalOf(thrown: unknown, status?: number): Refusal | null {
  const failure = failureOf(thrown);
  return failure?.kind === "refused" && (status === undefined || failure.status === status) ? failure : null;
}

/** What an answer that is no success says. */
export function failureIn(status: number, body: unknown, retryAfter: string | null): Failure {
  const error = firstError(body);
  if (error === null) return { kind: "unreadable", status };
  const { code, title, source, id } = error;
  // A few calls of the contract say the whole reason where others name what is wrong.
  const detail = error.detail ?? (typeof source === "string" ? source : null);
  return {
    kind: "refused",
    status,
    code,
    title,
    detail,
    source: isRecord(source) ? source : {},
    id,
    retryAfter: secondsIn(retryAfter),
  };
}

function firstError(body: unknown): DescribedError | null {
  const errors = isRecord(body) ? body.errors : null;
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isRecord(first) && typeof first.title === "string" ? (first as DescribedError) : null;
}

function secondsIn(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** Whether a value is an object with names, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
