import { type PointerEvent, type ReactNode, useState } from "react";
import { IconButton, IconLink } from "../frame/icon-button";
import { keep, kept } from "../state/remembered";
import { useWords } from "../words/say";
import classes from "./panel.module.css";

const WIDTH = "slatehouse.panel";
const USUAL = 420;
const NARROWEST = 280;
const WIDEST = 900;
const STEP = 24;

const between = (width: number) => Math.max(NARROWEST, Math.min(WIDEST, width));

interface Props {
  readonly type: string;
  readonly id: number;
  readonly name: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What stands beside the grid: it pushes the grid aside, and keeps the width that it was drawn to. */
export function SidePanel({ type, id, name, onClose, children }: Props) {
  const { say } = useWords();
  const [width, setWidth] = useState(() => Number(kept(WIDTH) ?? USUAL) || USUAL);
  function drawn(to: number) {
    setWidth(to);
    keep(WIDTH, String(to));
  }
  function draw(event: PointerEvent<HTMLElement>) {
    event.preventDefault();
    const edge = event.currentTarget;
    edge.setPointerCapture(event.pointerId);
    const at = (moved: { clientX: number }) => between(window.innerWidth - moved.clientX);
    const onMove = (moved: globalThis.PointerEvent) => setWidth(at(moved));
    edge.addEventListener("pointermove", onMove);
    edge.addEventListener(
      "pointerup",
      (up) => {
        edge.removeEventListener("pointermove", onMove);
        drawn(at(up as globalThis.PointerEvent));
      },
      { once: true },
    );
  }
  return (
    <aside className={classes.panel} style={{ width }} aria-label={say("grid.panel", { name })}>
      <span
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        aria-label={say("grid.panelWidth")}
        className={classes.edge}
        onPointerDown={draw}
        onKeyDown={(event) => {
          const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          drawn(between(width + by));
        }}
      />
      <header className={classes.head}>
        <h2 dir="auto">{name || `${type} ${id}`}</h2>
        <IconLink
          icon="open"
          href={`/detail/${type}/${id}`}
          label={say("grid.wholePage")}
          keys="Shift Enter"
        />
        <IconButton icon="close" label={say("frame.close")} keys="Esc" onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}
