/** Who follows a row, and what happened to it (contract rest/70). */
import type { Call } from "./call";
import { dataIn, isLink, type Link } from "./row";
import { slugOf } from "./slug";

/** Something that happened to a row, or to one that belongs to it. */
export interface Update {
  readonly id: number;
  readonly update_type: "create" | "update" | "delete" | "create_reply";
  readonly meta: {
    readonly entity_type?: string;
    readonly attribute_name?: string;
    readonly field_data_type?: string;
    readonly old_value?: unknown;
    readonly new_value?: unknown;
    readonly added?: readonly unknown[];
    readonly removed?: readonly unknown[];
    readonly content?: string;
  };
  readonly created_at: string;
  readonly primary_entity: (Link & { readonly image?: string | null }) | null;
  readonly created_by: (Link & { readonly image?: string | null }) | null;
}

export interface Activity {
  readonly updates: readonly Update[];
  /** Where the next, older page ends; 0 where there is none. */
  readonly earliest_update_id: number;
}

const PAGE = 25;
/** Rows that are looked at rather than read. */
const PICTURED = ["Version", "Shot", "Asset", "PublishedFile"];

/** A page of what happened, the newest first; before an update where one is given. */
export function readActivity({ type, id }: Link, before: number | null): Call<Activity> {
  return {
    method: "GET",
    path: `/entity/${slugOf(type)}/${id}/activity_stream`,
    about: { type, id },
    query: {
      limit: String(PAGE),
      ...Object.fromEntries(PICTURED.map((each) => [`entity_fields[${each}]`, "image"])),
      ...(before === null ? {} : { max_id: String(before) }),
    },
    read: (body) => dataIn(body) as Activity,
  };
}

export function readFollowers({ type, id }: Link): Call<readonly Link[]> {
  return {
    method: "GET",
    path: `/entity/${slugOf(type)}/${id}/followers`,
    about: { type, id },
    read: (body) => {
      const data = dataIn(body);
      return Array.isArray(data) ? data.filter(isLink) : [];
    },
  };
}

/** Let a person follow a row, or not any more. */
export function setFollowing({ type, id }: Link, person: number, isFollowing: boolean): Call<null> {
  const read = () => null;
  if (!isFollowing) {
    const path = `/entity/${slugOf(type)}/${id}/unfollow`;
    return { method: "PUT", path, about: { type, id }, body: { user_id: person }, read };
  }
  const body = { entities: [{ record_id: id, entity: type }] };
  return { method: "POST", path: `/entity/human_users/${person}/follow`, about: { type, id }, body, read };
}
