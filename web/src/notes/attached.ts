import { isRecord } from "../api/failure";
import type { ThreadItem } from "../api/threads";

/** A file of a thread, as it is shown. */
export interface Attached {
  readonly id: number;
  readonly name: string;
  /** Of its picture; null where there is none. */
  readonly picture: string | null;
  /** Of the file itself. */
  readonly address: string | null;
  readonly isFilm: boolean;
  /** Whether the viewer has something to show of it. */
  readonly isSeen: boolean;
}

export function attachedIn({ id, values }: ThreadItem): Attached {
  const { display_name: displayed, this_file: held, image } = values;
  const file = isRecord(held) ? held : {};
  const isFilm = /^video\//.test(String(file.content_type ?? ""));
  const picture = typeof image === "string" ? image : null;
  return {
    id,
    name: String(displayed || file.name || `#${id}`),
    picture,
    address: typeof file.url === "string" ? file.url : null,
    isFilm,
    isSeen: picture !== null || isFilm,
  };
}
