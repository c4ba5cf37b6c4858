import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { refusalOf } from "../api/failure";
import { reviveRow } from "../api/rows";
import { cellValue, edits } from "../editing/edits";
import { FailureNote } from "../frame/failure-note";
import { useKey } from "../frame/keys";
import { tell } from "../frame/notices";
import { PanelField, type PanelProps } from "../grid/panel-field";
import { SidePanel } from "../grid/side-panel";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import classes from "./notes.module.css";
import { markAsRead } from "./reading";
import { ReplyBox } from "./reply-box";
import { Thread, useConversation } from "./thread";

const EDITED = ["sg_status_list", "sg_note_type", "note_links", "tasks", "addressings_to", "addressings_cc"];

/** A note beside the grid: what it is about, its thread, and where it is replied to. */
export function ThreadPanel({ id, project, fields, setting, onClose }: PanelProps) {
  const { say } = useWords();
  const { data, error, refetch } = useConversation(id);
  const all = useStore(edits);
  const place = useRef<HTMLDivElement>(null);
  const isGone = refusalOf(error, 404) !== null;
  const row = data?.row;
  const isUnread = data?.isWhole === true && row?.values.read_by_current_user === "unread";
  useEffect(() => {
    if (isUnread) void markAsRead(id);
  }, [id, isUnread]);

  useKey("j", () => handToGrid("j"), { label: say("notes.keyNext") });
  useKey("k", () => handToGrid("k"), { label: say("notes.keyPrevious") });
  useKey("r", () => place.current?.querySelector("textarea")?.focus(), { label: say("notes.keyReply") });

  const retry = () => void refetch();
  const bringBack = () =>
    void write(reviveRow("Note", id)).then(
      () => cache.invalidateQueries({ queryKey: ["row", "Note", id] }),
      (thrown) => tell({ thrown }),
    );
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    gridBeside()?.focus();
  };
  return (
    <SidePanel
      type="Note"
      id={id}
      name={row === undefined ? "" : String(cellValue(row, "subject", all) ?? "")}
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is within has its own; Esc leaves it. */}
      <div ref={place} className={classes.conversation} key={id} onKeyDown={leave}>
        <div className={classes.panel}>
          {isGone ? (
            <div className={classes.gone} role="alert">
              <b>{say("notes.gone")}</b>
              <span>{say("notes.goneWhy")}</span>
              <Button size="compact-xs" variant="default" onClick={bringBack}>
                {say("notes.bringBack")}
              </Button>
            </div>
          ) : (
            error !== null && data !== undefined && <FailureNote thrown={error} retry={retry} />
          )}
          {row !== undefined && (
            <dl className={classes.fields}>
              {EDITED.map((code) => fields.get(code))
                .filter((field) => field !== undefined)
                .filter(({ code }) => !QUIET.has(code) || hasValue(cellValue(row, code, all)))
                .map((field) => (
                  <PanelField
                    key={field.code}
                    row={row}
                    field={field}
                    setting={setting}
                    project={project}
                    editKey={field.code === "sg_status_list" ? "s" : undefined}
                  />
                ))}
            </dl>
          )}
          <Thread note={id} />
        </div>
        <div className={classes.replying}>
          <ReplyBox note={id} isOff={isGone} />
        </div>
      </div>
    </SidePanel>
  );
}

/** Shown where they say something. */
const QUIET: ReadonlySet<string> = new Set(["tasks", "addressings_cc", "sg_note_type"]);

function hasValue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== "";
}

function gridBeside(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[role=grid]");
}

/** The grid knows which note is next, and opens it. */
function handToGrid(key: string): void {
  const grid = gridBeside();
  grid?.focus({ preventScroll: true });
  grid?.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}
