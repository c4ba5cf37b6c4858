import { addressOf, type Call, JSON_BODY } from "./call";
import { failureIn, RequestFailed } from "./failure";

/** The answer to one exchange: what the body says, and its headers. */
export interface Answer {
  readonly body: unknown;
  readonly headers: Headers;
}

/** Send a call, once. Whatever is no success is thrown as `RequestFailed`. */
export async function send(
  call: Call,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await exchange(addressOf(call), {
    method: call.method,
    headers: { Accept: JSON_BODY, ...headersOf(call), ...headers },
    body: bodyOf(call),
    signal,
  });
  const body = await bodyIn(answer, signal);
  if (!answer.ok) throw new RequestFailed(failureIn(answer.status, body, answer.headers.get("Retry-After")));
  if (body === undefined) throw new RequestFailed({ kind: "unreadable", status: answer.status });
  return { body, headers: answer.headers };
}

/** `fetch`, whose every failure but being given up is the same: nobody answered. */
export async function exchange(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: "same-origin", cache: "no-store", ...request });
  } catch (thrown) {
    if (request.signal?.aborted) throw thrown;
    throw new RequestFailed({ kind: "unreachable" });
  }
}

function headersOf(call: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  if (call.body !== undefined) headers["Content-Type"] = call.contentType ?? JSON_BODY;
  if (call.prefer !== undefined) headers.Prefer = call.prefer;
  if (call.ifMatch !== undefined) headers["If-Match"] = call.ifMatch;
  return headers;
}

function bodyOf(call: Call): BodyInit | undefined {
  if (call.body === undefined) return undefined;
  return call.body instanceof URLSearchParams ? call.body : JSON.stringify(call.body);
}

/** What a body says: null where there is none, and undefined where it is no JSON. */
async function bodyIn(answer: Response, signal: AbortSignal | undefined): Promise<unknown> {
  let text: string;
  try {
    text = await answer.text();
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new RequestFailed({ kind: "unreachable" });
  }
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
