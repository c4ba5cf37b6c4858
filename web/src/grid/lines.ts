/** The lines of a grid from top to bottom: the heads of groups, groups in them, and the rows of those that are open. */
import type { RowGroup } from "./groups";

/** A group with its head and the rows below it; all rows at once, without a head, where they are in no groups. */
export interface Section {
  /** `""` where rows are not in groups. */
  readonly key: string;
  readonly group: RowGroup | null;
  /** How many rows stand below it: none where it is closed, or has groups in it. */
  readonly rows: number;
  readonly isOpen: boolean;
}

export type Line =
  | { readonly kind: "group"; readonly section: Section }
  | { readonly kind: "row"; readonly section: Section; readonly index: number };

/** The sections of groups in the order in which they stand, without those that are in a closed one. */
export function sectionsOf(groups: readonly RowGroup[], closed: ReadonlySet<string>): readonly Section[] {
  const sections: Section[] = [];
  const add = (group: RowGroup) => {
    const isOpen = group.conditions !== null && !closed.has(group.key);
    const isLeaf = group.groups.length === 0;
    sections.push({ key: group.key, group, rows: isOpen && isLeaf ? group.count : 0, isOpen });
    if (isOpen) group.groups.forEach(add);
  };
  groups.forEach(add);
  return sections;
}

/** Where sections begin, so that the line at any height is found at once among thousands of groups. */
export class Lines {
  readonly sections: readonly Section[];
  readonly count: number;
  private readonly starts: readonly number[];

  constructor(sections: readonly Section[]) {
    const starts: number[] = [];
    let start = 0;
    for (const section of sections) {
      starts.push(start);
      start += head(section) + section.rows;
    }
    this.sections = sections;
    this.starts = starts;
    this.count = start;
  }

  at(position: number): Line | undefined {
    if (position < 0 || position >= this.count) return undefined;
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      // A section without lines begins where the next one does: the last that begins here has the line.
      if ((this.starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    const section = this.sections[low];
    if (section === undefined) return undefined;
    const inside = position - (this.starts[low] ?? 0) - head(section);
    return inside < 0 ? { kind: "group", section } : { kind: "row", section, index: inside };
  }

  /** The position of a section's first line. */
  startOf(key: string): number | undefined {
    return this.starts[this.sections.findIndex((section) => section.key === key)];
  }
}

function head({ group }: Section): number {
  return group === null ? 0 : 1;
}
