import { lazy, Suspense } from "react";
import type { Row } from "../api/row";

const Viewer = lazy(() => import("../viewer/viewer").then((room) => ({ default: room.Viewer })));

/** The rows of a grid that have pictures, and which of them is looked at. */
export interface Pictures {
  readonly rows: readonly Row[];
  readonly at: number;
}

interface Props extends Pictures {
  readonly nameOf: (row: Row) => string;
  /** Told what is to be looked at next; of nothing where the viewer is left. */
  readonly onView: (pictures: Pictures | null) => void;
}

/** The pictures of a grid's rows, one after another; the grid has the focus again afterwards. */
export function PictureViewer({ rows, at, nameOf, onView }: Props) {
  return (
    <Suspense>
      <Viewer
        items={rows.map((row) => ({ held: { of: row, field: "image" }, name: nameOf(row) }))}
        at={at}
        onMove={(next) => onView({ rows, at: next })}
        onClose={() => {
          onView(null);
          document.querySelector<HTMLElement>("[role=grid]")?.focus();
        }}
      />
    </Suspense>
  );
}
