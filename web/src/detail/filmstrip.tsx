import { type PointerEvent, useRef, useState } from "react";
import type { Row } from "../api/row";
import { textIn } from "../api/row";
import { Picture } from "../frame/picture";
import classes from "./versions-tab.module.css";

const USUAL_SHAPE = 16 / 9;

/** How many frames stand side by side in a strip, of which each has the shape of the picture: strips come smaller than they were made. */
export function framesIn(strip: Shape, picture: Shape | null): number {
  return Math.max(1, Math.round(shapeOf(strip) / (picture === null ? USUAL_SHAPE : shapeOf(picture))));
}

type Shape = Pick<HTMLImageElement, "naturalWidth" | "naturalHeight">;

function shapeOf({ naturalWidth, naturalHeight }: Shape): number {
  return naturalWidth > 0 && naturalHeight > 0 ? naturalWidth / naturalHeight : USUAL_SHAPE;
}

/** The picture of a version; where there is a filmstrip of it, moving over it looks through its film. */
export function Filmstrip({ row }: { readonly row: Row }) {
  const strip = textIn(row, "filmstrip_image");
  const [isOver, setOver] = useState(false);
  const [frames, setFrames] = useState(1);
  const [at, setAt] = useState(0);
  const look = useRef<HTMLSpanElement>(null);
  const moved = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setAt(Math.min(0.999, Math.max(0, (clientX - left) / width)));
    setOver(true);
  };
  return (
    <span ref={look} className={classes.look} onPointerMove={moved} onPointerLeave={() => setOver(false)}>
      <Picture
        address={textIn(row, "image")}
        width="100%"
        height="100%"
        icon="film"
        of={{ row, field: "image" }}
      />
      {isOver && strip !== null && (
        <span className={classes.strip}>
          <img
            src={strip}
            alt=""
            draggable={false}
            referrerPolicy="no-referrer"
            style={{
              width: `${frames * 100}%`,
              transform: `translateX(${(-100 * Math.floor(at * frames)) / frames}%)`,
            }}
            onLoad={({ currentTarget }) =>
              setFrames(framesIn(currentTarget, look.current?.querySelector("img") ?? null))
            }
            onError={() => setOver(false)}
          />
          <span className={classes.played} style={{ width: `${at * 100}%` }} />
        </span>
      )}
    </span>
  );
}
