/** The pictograms, as strokes on a field of 16 by 16. */
const STROKES = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
  down: "m4 6 4 4 4-4",
  right: "m6 4 4 4-4 4",
  left: "m10 4-4 4 4 4",
  up: "m4 10 4-4 4 4",
  close: "m4 4 8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  check: "m3 8.5 3.5 3.5L13 4.5",
  filter: "M2 4h12M4.5 8h7M6.5 12h3",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  brackets: "M5.5 3.5C3.8 6 3.8 10 5.5 12.5M10.5 3.5c1.7 2.5 1.7 6.5 0 9",
  code: "m5 5-3 3 3 3M11 5l3 3-3 3M9 3.5l-2 9",
  download: "M8 2.5v7.5M5 7l3 3 3-3M3 13h10",
  person: "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8ZM3 13.5c.6-2.3 2.5-3.5 5-3.5s4.4 1.2 5 3.5",
  film: "M2.5 3h11v10h-11zM5.5 3v10M10.5 3v10M2.5 8h3M10.5 8h3",
  image: "M2.5 3h11v10h-11zM2.5 11l3.2-3.2L9 11l1.7-1.7 2.8 2.7M10.5 6h.01",
  note: "M3 2.5h10v8l-3 3H3zM10 13.5v-3h3M5.5 5.5h5M5.5 8h3",
  reply: "M6.5 4 3 7.5 6.5 11M3 7.5h6.5A3.5 3.5 0 0 1 13 11v1.5",
  clip: "m12.5 7.5-4.7 4.7a2.6 2.6 0 0 1-3.7-3.7l5.2-5.2a1.7 1.7 0 0 1 2.4 2.4L6.7 10.7",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  link: "M7 9a2.5 2.5 0 0 0 3.5 0l2-2A2.5 2.5 0 0 0 9 3.5l-.7.7M9 7a2.5 2.5 0 0 0-3.5 0l-2 2A2.5 2.5 0 0 0 7 12.5l.7-.7",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  group: "M2.5 3.5h11M5.5 8h8M5.5 12.5h8M2.5 8h.01M2.5 12.5h.01",
  sort: "M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  warning: "M8 2 1.5 13.5h13zM8 6.5v3M8 11.5h.01",
  undo: "M5.5 3 2.5 6l3 3M2.5 6h7a3.5 3.5 0 0 1 0 7H6",
  trash: "M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9",
  open: "M9 3h4v4M13 3 7.5 8.5M11.5 9.5V13h-8.5V4.5H6.5",
  edit: "M3 13l.7-3L11 2.8 13.2 5 6 12.3z",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.5",
  page: "M4 2h5.5L12.5 5v9H4zM9.5 2v3h3",
  bolt: "M9 1.5 3 9h4.5L7 14.5 13 7H8.5z",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.01M6.5 6.5h.01M9 6.5h.01M11.5 6.5h.01M5 9.5h6",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
  leave: "M6.5 2.5h-4v11h4M6 8h7.5M10.5 5l3 3-3 3",
  everywhere:
    "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c2 2 2.5 4 2.5 6S10 12 8 14M8 2C6 4 5.5 6 5.5 8S6 12 8 14",
  away: "M2 2l12 12M3.5 8.5A6.5 6.5 0 0 1 6 7M5.5 11a3.5 3.5 0 0 1 2.5-1M8 6.2a6.5 6.5 0 0 1 4.5 2.3M8 13h.01",
} as const;

export type IconName = keyof typeof STROKES;

/** A pictogram. It says nothing to screen readers: what it stands beside, or the button's label, does. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={STROKES[name]} />
    </svg>
  );
}
