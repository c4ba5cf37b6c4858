import { keyOf } from "./drafts";

/** Files that somebody chose and has not sent yet: the browser keeps them by the name of their draft, through a reload, too. */

const NAME = "slatehouse";
const STORE = "files";

type Asked = Pick<IDBRequest, "result" | "error" | "addEventListener">;

export async function filesOf(draft: string): Promise<readonly File[]> {
  const found: unknown = await done("readonly", (store) => store.get(keyOf(draft))).catch(() => undefined);
  return Array.isArray(found) ? found.filter((each) => each instanceof File) : [];
}

/** Where the browser keeps nothing, they are there until the window closes. */
export async function keepFiles(draft: string, files: readonly File[]): Promise<void> {
  await done("readwrite", (store) =>
    files.length === 0 ? store.delete(keyOf(draft)) : store.put([...files], keyOf(draft)),
  ).catch(() => undefined);
}

/** Forget all of them, as when somebody signs out. */
export async function forgetFiles(): Promise<void> {
  await done("readwrite", (store) => store.clear()).catch(() => undefined);
}

async function done(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Asked): Promise<unknown> {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE));
  await settled(opening);
  const base = opening.result;
  try {
    return await settled(act(base.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    base.close();
  }
}

function settled(request: Asked): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
