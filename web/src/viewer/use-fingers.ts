import { type PointerEvent, useRef } from "react";
import { drawn, type Lie, type Point } from "./zoom";

interface Gesture {
  readonly lie: Lie;
  readonly from: readonly Point[];
}

/** Pointers on the stage: one draws the picture about, two make it larger or smaller between them. */
export function useFingers(now: () => Lie, draw: (lie: Lie) => void) {
  const fingers = useRef(new Map<number, Point>());
  const last = useRef<Lie | null>(null);
  const gesture = useRef<Gesture | null>(null);

  /** Another finger is there, or one is gone: what follows begins with how the picture lies now. */
  function begin() {
    if (last.current === null) last.current = now();
    gesture.current = { lie: last.current, from: [...fingers.current.values()] };
    if (fingers.current.size === 0) last.current = null;
  }

  function leave(event: PointerEvent<HTMLElement>) {
    if (fingers.current.delete(event.pointerId)) begin();
  }

  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, pointOf(event));
      begin();
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!fingers.current.has(event.pointerId) || gesture.current === null) return;
      fingers.current.set(event.pointerId, pointOf(event));
      last.current = drawn(gesture.current.lie, gesture.current.from, [...fingers.current.values()]);
      draw(last.current);
    },
    onPointerUp: leave,
    onPointerCancel: leave,
  };
}

/** Where a pointer is, from the middle of the stage. */
export function pointOf(event: {
  clientX: number;
  clientY: number;
  currentTarget: EventTarget | null;
}): Point {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return {
    x: event.clientX - box.left - box.width / 2,
    y: event.clientY - box.top - box.height / 2,
  };
}
