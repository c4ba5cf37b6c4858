/** Files on their way to the site, by the API's own protocol (contract rest/40): begun, sent in one or in parts, completed. */
import { type Call, PREFIX } from "./call";
import { failureIn, failureOf, isRecord, RequestFailed } from "./failure";
import { perform } from "./perform";
import { isBack, told as tellReachable } from "./reachable";
import type { Link } from "./row";
import { slugOf } from "./slug";

/** A file larger than this goes in parts of this size. */
const PART = 32 * 1024 * 1024;
/** How often a step is tried that nobody answered, although the site is there again. */
const TRIES = 6;

interface Begun {
  readonly info: Readonly<Record<string, unknown>>;
  readonly upload: string;
  readonly nextPart: string | null;
  readonly complete: string;
}

/** An upload in parts that came to nothing yet: what is there of it, and where the rest goes. */
interface Interrupted {
  readonly path: string;
  readonly info: Begun["info"];
  readonly complete: string;
  readonly etags: readonly string[];
  readonly upload: string;
  readonly nextPart: string | null;
}

const interrupted = new WeakMap<File, Interrupted>();

/**
 * Attach a file to a row, or put it into a field of it; `told` hears how much of it is there, from 0 to 1.
 *
 * Where the network is cut it waits for the site, and goes on from the part that it was at. What was refused goes on from there when it is
 * tried again; what was given up by `signal` is forgotten at the site, too.
 */
export async function attach(
  to: Link,
  file: File,
  told: (done: number) => void,
  signal?: AbortSignal,
  field = "attachments",
): Promise<void> {
  const path = `/entity/${slugOf(to.type)}/${to.id}/${field}/_upload`;
  const isInParts = file.size > PART;
  const before = interrupted.get(file);
  let at: Interrupted =
    before?.path === path
      ? before
      : { path, etags: [], ...(await begin(path, file.name, isInParts, signal)) };
  try {
    for (let from = at.etags.length * PART; from === 0 || from < file.size; from += PART) {
      const part = isInParts ? file.slice(from, from + PART) : file;
      const sent = (count: number) => told((from + count) / Math.max(1, file.size));
      const { upload } = at;
      const etag = await lasting(() => put(upload, part, sent, signal), signal);
      at = { ...at, etags: [...at.etags, etag] };
      if (!isInParts) break;
      if (at.nextPart !== null && from + PART < file.size)
        at = { ...at, ...(await next(at.nextPart, signal)) };
      interrupted.set(file, at);
    }
    const { info, etags, complete } = at;
    const body = { upload_info: isInParts ? { ...info, etags } : info, upload_data: {} };
    // Completed twice it is there once, so that an answer that was not heard is asked for again.
    await lasting(() => perform(posting(below(complete), body), signal), signal);
    interrupted.delete(file);
  } catch (thrown) {
    if (signal?.aborted && isInParts) {
      interrupted.delete(file);
      void perform(posting(`${path}/multipart_abort`, at.info)).catch(() => undefined);
    }
    throw thrown;
  }
}

function begin(path: string, filename: string, isInParts: boolean, signal?: AbortSignal): Promise<Begun> {
  const query = { filename, ...(isInParts ? { multipart_upload: "true" } : {}) };
  return lasting(() => perform(reading(path, query, begunIn), signal), signal);
}

async function next(path: string, signal?: AbortSignal): Promise<Pick<Begun, "upload" | "nextPart">> {
  const { upload, nextPart } = await lasting(
    () => perform(reading(below(path), undefined, begunIn), signal),
    signal,
  );
  return { upload, nextPart };
}

/** A step that can be done twice: where nobody answers, it waits for the site and is done again. */
async function lasting<Result>(step: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (thrown) {
      if (failureOf(thrown)?.kind !== "unreachable" || tries === TRIES) throw thrown;
      tellReachable(false);
      await isBack(signal);
    }
  }
}

function posting(path: string, body: unknown): Call<null> {
  return { method: "POST", path, keyless: true, body, read: () => null };
}

function reading<Answer>(
  path: string,
  query: Record<string, string> | undefined,
  read: (body: unknown) => Answer,
): Call<Answer> {
  return { method: "GET", path, query, read };
}

function begunIn(body: unknown): Begun {
  const { data, links } = isRecord(body) ? body : {};
  const said = isRecord(links) ? links : {};
  return {
    info: isRecord(data) ? data : {},
    upload: String(said.upload ?? ""),
    nextPart: typeof said.get_next_part === "string" ? said.get_next_part : null,
    complete: String(said.complete_upload ?? ""),
  };
}

/** The site names paths from its root, in whichever version; calls are below the prefix. */
function below(path: string): string {
  return path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path.replace(/^\/api\/v1(\.\d+)?/, "");
}

/** Send bytes to where the site said; the tag that the storage gave them. `fetch` does not tell how far it is. */
function put(
  address: string,
  bytes: Blob,
  sent: (count: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.upload.addEventListener("progress", (event) => sent(event.loaded));
    request.addEventListener("error", () => reject(new RequestFailed({ kind: "unreachable" })));
    request.addEventListener("abort", () => reject(signal?.reason));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve((request.getResponseHeader("ETag") ?? "").replaceAll('"', ""));
      else reject(new RequestFailed(failureIn(request.status, parsed(request.responseText), null)));
    });
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(bytes);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
