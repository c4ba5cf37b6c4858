import { failureOf, RequestFailed } from "../api/failure";
import type { Link } from "../api/row";
import { attach } from "../api/uploads";
import { counted } from "../site/writes";
import type { Sending } from "./composer";
import type { Composition } from "./use-composition";

/** A file that the site does not take, and why. */
export class FileRefused extends RequestFailed {
  constructor(
    readonly file: File,
    thrown: RequestFailed,
  ) {
    super(thrown.failure);
  }
}

/** Send the files of a composition to a note, one after the other. Each that is there leaves the composition: none is sent twice. */
export async function sendFiles(
  to: Link,
  { files, removeFile, sends }: Composition,
  { told, signal }: Sending,
): Promise<void> {
  for (const file of files) told(file, 0);
  for (const file of files) {
    sends(file);
    try {
      await counted(attach(to, file, (done) => told(file, done), signal));
    } catch (thrown) {
      throw failureOf(thrown) !== null ? new FileRefused(file, thrown as RequestFailed) : thrown;
    } finally {
      sends(null);
    }
    removeFile(file);
  }
}
