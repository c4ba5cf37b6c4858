import { addressOf } from "./call";
import { type Extent, extentIn, isTooLarge } from "./extent";
import { failureIn, RequestFailed } from "./failure";
import type { Link } from "./row";
import { exchange } from "./sending";
import { accessToken } from "./session";
import { slugOf } from "./slug";

/** A file that a field of a row holds. */
export interface Held {
  readonly of: Link;
  readonly field: string;
}

export type Size = "thumbnail" | "large" | "original";

/** What is known of a file before its bytes are here. */
export interface FileFacts {
  readonly contentType: string;
  /** In bytes; null where the storage does not tell. */
  readonly size: number | null;
  /** In pixels; null where it is no picture that tells it. */
  readonly extent: Extent | null;
}

/** So many bytes of a file tell what it is. */
const HEAD = 128 * 1024;

/** The path, below the API's prefix, that leads to the file. */
export function pathOfFile({ of, field }: Held): string {
  return `/entity/${slugOf(of.type)}/${of.id}/${field}`;
}

/** The bytes of a file, in one of its sizes. */
export async function readFile(held: Held, size: Size, signal?: AbortSignal): Promise<Blob> {
  return await (await asked(held, size, {}, signal)).blob();
}

/** What an original is, of which the first bytes are read. */
export async function factsOf(held: Held, signal?: AbortSignal): Promise<FileFacts> {
  const answer = await asked(held, "original", { Range: `bytes=0-${HEAD - 1}` }, signal);
  const told = /\/(\d+)$/.exec(answer.headers.get("Content-Range") ?? "")?.[1];
  const whole = answer.status === 200 ? answer.headers.get("Content-Length") : null;
  const size = told ?? whole;
  const contentType = (answer.headers.get("Content-Type") ?? "").split(";")[0]?.trim() ?? "";
  const extent = contentType.startsWith("image/") ? extentIn(await headOf(answer)) : null;
  await answer.body?.cancel().catch(() => undefined);
  return { contentType, size: size === null ? null : Number(size), extent };
}

/** Whether bytes are those of a picture that would hold up the page. */
export async function holdsUp(bytes: Blob): Promise<boolean> {
  return isTooLarge(extentIn(new Uint8Array(await bytes.slice(0, HEAD).arrayBuffer())));
}

/** A clock here may be so much behind the site's. */
const EARLY = 30_000;

/** Whether a signed address is not good any more; one without a date is good for good. */
export function isSpent(address: string, now = Date.now()): boolean {
  const { searchParams } = new URL(address, "https://here.invalid");
  const signed = searchParams
    .get("X-Amz-Date")
    ?.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5");
  const seconds = Number(searchParams.get("X-Amz-Expires") ?? Number.NaN);
  return Date.parse(signed ?? "") + seconds * 1000 - EARLY < now;
}

/** The site's stand-in for a picture that is still being made. */
export function isPending(address: string): boolean {
  return /\/images\/status\/transient\//.test(address);
}

/** Whether an address in a row leads to the small picture that the site made; else to the file as it was uploaded. */
export function isThumbnail(address: string): boolean {
  return /_t\.jpg(\?|$)/.test(address);
}

/** Whether what a signed address leads to would hold up the page. */
export async function wouldHoldUp(address: string, signal?: AbortSignal): Promise<boolean> {
  const headers = { Range: `bytes=0-${HEAD - 1}` };
  return isTooLarge(extentIn(await headOf(await exchange(address, { headers, signal }))));
}

/** The first bytes of an answer, of which no more is read. */
async function headOf(answer: Response): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD);
  let length = 0;
  const reader = answer.body?.getReader();
  while (reader !== undefined && length < HEAD) {
    const { done, value } = await reader.read();
    if (done) break;
    head.set(value.subarray(0, HEAD - length), length);
    length += value.length;
  }
  await reader?.cancel().catch(() => undefined);
  return head.subarray(0, Math.min(length, HEAD));
}

async function asked(
  held: Held,
  alt: Size,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Response> {
  const token = await accessToken(signal);
  const answer = await exchange(addressOf({ path: pathOfFile(held), query: { alt } }), {
    headers: { ...headers, Authorization: `Bearer ${token}` },
    signal,
  });
  if (answer.ok) return answer;
  const body: unknown = await answer.json().catch(() => null);
  throw new RequestFailed(failureIn(answer.status, body, answer.headers.get("Retry-After")));
}
