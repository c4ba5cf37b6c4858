/** Where the API is; every address of the application's requests begins so. */
export const PREFIX = "/api/v1.1";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Content types of bodies, by what they say. */
export const JSON_BODY = "application/json";
export const ARRAY_FILTERS = "application/vnd+shotgun.api3_array+json";
export const HASH_FILTERS = "application/vnd+shotgun.api3_hash+json";

/**
 * A request as a value: it can be sent (`perform`), and shown as curl or Python (`spelling`), and the two are the same.
 *
 * A path is relative to the API's prefix. `read` makes what the caller wants of the body of the answer.
 */
export interface Call<Answer = unknown> {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly prefer?: string;
  /** The tag of the row as it was read: the write is refused with 412 where it is another by now. */
  readonly ifMatch?: string;
  /** Of the few writes that refuse a key: those with secrets, and bytes. They are not sent twice. */
  readonly keyless?: true;
  /** Of a reading that a change begins with: it waits for a site that is away, as the change does. */
  readonly waits?: true;
  /** The entity type, or the row, that it is about. */
  readonly about?: { readonly type: string; readonly id?: number };
  readonly read: (body: unknown) => Answer;
}

/** Whether a call changes nothing, so that it may be sent twice. */
export function isReading(call: Pick<Call, "method" | "path">): boolean {
  return call.method === "GET" || /\/(_search|_summarize|_text_search|_expand)$/.test(call.path);
}

/** The address of a call below a site; parameters keep their brackets readable. */
export function addressOf(call: Pick<Call, "path" | "query">, site = ""): string {
  const pairs = Object.entries(call.query ?? {}).map(([name, value]) => `${written(name)}=${written(value)}`);
  return `${site}${PREFIX}${call.path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
}

function written(text: string): string {
  return encodeURIComponent(text).replaceAll("%5B", "[").replaceAll("%5D", "]").replaceAll("%2C", ",");
}
