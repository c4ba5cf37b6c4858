/** Values as the API is sent them, and whether two of them are the same. */
import { isRecord } from "../api/failure";
import { isLink } from "../api/row";

/** Links by type and id alone. */
export function wireValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireValue);
  return isLink(value) && !("url" in value) ? { type: value.type, id: value.id } : value;
}

/** Whether two values are the same to the site: links by type and id, those of many in any order. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return comparable(one) === comparable(other);
}

function comparable(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (isRecord(value) && isFile(value)) return JSON.stringify(fileIn(value));
  if (Array.isArray(value)) return `[${value.map(comparable).toSorted().join()}]`;
  return JSON.stringify(wireValue(value));
}

/** Whether a value is of a field of files and addresses (contract data-types §3.17). */
function isFile(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value.link_type === "string" || (typeof value.url === "string" && !("id" in value));
}

/** What tells one file from another: an upload has another address at each reading, and a link of the web another row at each writing. */
function fileIn({ link_type, id, url, name, local_storage, relative_path }: Record<string, unknown>) {
  if (link_type === "upload") return { id };
  return link_type === "local" ? { local_storage, relative_path } : { url, name };
}
