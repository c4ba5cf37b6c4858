import type { Extent } from "../api/extent";

/** How a picture lies in the viewer: how large a pixel of it is, and where its middle is from the middle of the stage. */
export interface Lie {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A point of the stage, from its middle. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const SMALLEST = 0.02;
const LARGEST = 32;

/** What is smaller than this, in both directions, is enlarged until it is seen. */
const TINY = 64;

/** Whole, and in the middle; what is smaller than the stage is not enlarged, unless it is tiny. */
export function fitted(picture: Extent, stage: Extent): Lie {
  if (picture.width === 0 || picture.height === 0) return { scale: 1, x: 0, y: 0 };
  const most = Math.max(1, Math.floor(TINY / Math.max(picture.width, picture.height)));
  const scale = Math.min(most, stage.width / picture.width, stage.height / picture.height);
  return { scale, x: 0, y: 0 };
}

/** Larger or smaller by a factor, so that what is at a point of the stage, told from its middle, stays there. */
export function zoomed(lie: Lie, factor: number, at: Point): Lie {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, lie.scale * factor));
  const by = scale / lie.scale;
  return { scale, x: at.x - (at.x - lie.x) * by, y: at.y - (at.y - lie.y) * by };
}

export function moved(lie: Lie, by: Point): Lie {
  return { ...lie, x: lie.x + by.x, y: lie.y + by.y };
}

/** How a picture lies after fingers went from some points to others: what was between them still is. */
export function drawn(begun: Lie, from: readonly Point[], to: readonly Point[]): Lie {
  const [a, b] = [middle(from), middle(to)];
  const spread = span(from);
  const larger = spread === 0 ? begun : zoomed(begun, span(to) / spread, a);
  return moved(larger, { x: b.x - a.x, y: b.y - a.y });
}

function middle([one = { x: 0, y: 0 }, other = one]: readonly Point[]): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function span([one = { x: 0, y: 0 }, other = one]: readonly Point[]): number {
  return Math.hypot(other.x - one.x, other.y - one.y);
}
