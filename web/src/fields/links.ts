/** Links as rows have them: one, or a list. */
import { isLink, type Link } from "../api/row";

export function linksOf(value: unknown): readonly Link[] {
  if (Array.isArray(value)) return value.filter(isLink);
  return isLink(value) ? [value] : [];
}

/** The name of a linked row, which some rows do not have. */
export function linkName(link: Link): string {
  return link.name || `${link.type} ${link.id}`;
}

export function linkKey(link: Link): string {
  return `${link.type}:${link.id}`;
}
