import type { FieldType, ShowProps } from "./field-type";
import classes from "./fields.module.css";
import { READ_ONLY } from "./plain";
import { withoutFormula } from "./text";
import { Unreadable } from "./unreadable";

interface File {
  readonly url?: string;
  readonly name?: string;
  readonly link_type?: string;
  readonly local_path?: string;
  readonly relative_path?: string;
}

/** A web address, an upload or a path (contract data-types §3.17). Only addresses of the web are followed: never `javascript:`. */
export const url: FieldType = {
  ...READ_ONLY,
  dataType: "url",
  Show,
  input: "url",
  spelled: (value) => (isUpload(value) ? "" : addressOf(value)),
  text: nameOf,
  csv: (value) => withoutFormula(addressOf(value) || nameOf(value)),
  read: readAddress,
  width: 200,
};

function Show({ value }: ShowProps) {
  const address = addressOf(value);
  const name = nameOf(value);
  if (!isOfTheWeb(address)) return <span dir="auto">{name}</span>;
  return (
    <a
      className={classes.link}
      href={address}
      target="_blank"
      rel="noreferrer"
      data-file={isUpload(value) ? value.id : undefined}
      title={name}
      tabIndex={-1}
      dir="auto"
    >
      {name}
    </a>
  );
}

export function readAddress(text: string): { url: string; name: string } | null | Unreadable {
  const spelled = text.trim();
  if (spelled === "") return null;
  const address = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(spelled) ? spelled : `https://${spelled}`;
  const isPlace = address === spelled || /^[^/]*[.:]/.test(spelled);
  if (!isPlace || !isOfTheWeb(address) || /\s/.test(address))
    return new Unreadable("address", "https://example.com/reference");
  return { url: address, name: spelled.replace(/^https?:\/\//, "") };
}

/** Whether a value is a file that was uploaded. */
export function isUpload(value: unknown): value is { readonly id: number; readonly url: string } {
  return fileOf(value)?.link_type === "upload";
}

function fileOf(value: unknown): File | undefined {
  return typeof value === "object" && value !== null ? (value as File) : undefined;
}

function addressOf(value: unknown): string {
  return typeof value === "string" ? value : (fileOf(value)?.url ?? "");
}

function nameOf(value: unknown): string {
  const file = fileOf(value);
  if (file === undefined) return typeof value === "string" ? value : "";
  return file.name || file.relative_path || file.local_path || file.url || "";
}

function isOfTheWeb(address: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(address, "https://here.invalid").protocol);
  } catch {
    return false;
  }
}
