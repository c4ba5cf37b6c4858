import { memo } from "react";
import { type Row, textIn } from "../api/row";
import { cellKey, type Edit, type Edits } from "../editing/edits";
import { FieldEditor } from "../fields/field-editor";
import type { EditorProps, Setting, Step } from "../fields/field-type";
import { FieldValue } from "../fields/field-value";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { Picture } from "../frame/picture";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import type { CellRange } from "./selection";

/** The columns before the chosen ones: the tick, the picture where there is one, the Id. */
export interface Lead {
  readonly hasPicture: boolean;
  readonly pictureWidth: number;
  readonly count: number;
  /** How wide they are together. */
  readonly width: number;
}

/** How wide the tick and the Id are, as the stylesheet has them: the Id with room for six digits beside what is done with a row. */
export const LEAD_WIDTH = 32 + 108;

/** A field whose value marks a row, as unread notes are, and what the mark says. */
export interface RowMark {
  readonly field: string;
  readonly value: string;
  readonly label: string;
}

export interface RowActions {
  readonly onCell: (line: number, column: number, isExtending: boolean) => void;
  readonly onEdit: (line: number, column: number) => void;
  readonly onTick: (line: number, isExtending: boolean) => void;
  readonly onOpen: (line: number) => void;
  readonly onMenu: (line: number, at: HTMLElement) => void;
  readonly onPicture: (line: number) => void;
  readonly onCopyId: (id: number) => void;
  readonly onDone: (value: unknown, step?: Step) => void;
  readonly onCancel: (step?: Step) => void;
}

interface Props {
  readonly gridId: string;
  readonly line: number;
  readonly start: number;
  readonly height: number;
  /** Undefined while its page is on the way. */
  readonly row: Row | undefined;
  readonly columns: readonly Column[];
  readonly lead: Lead;
  readonly mark?: RowMark | undefined;
  readonly isRetired: boolean;
  readonly setting: Setting;
  readonly projectId: number | null;
  /** The edits of this row; the same object while there are none. */
  readonly edits: Edits;
  /** The column of the cursor; null where it is in another row. */
  readonly cursor: number | null;
  readonly range: CellRange | null;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly editing: { readonly typed?: string } | null;
  readonly actions: RowActions;
}

/** One row. It is drawn anew only where something of it changed: scrolling moves it, and no more. */
export const GridRow = memo(function GridRow(props: Props) {
  const { gridId, line, start, height, row, columns, lead, mark, isRetired, cursor, isSelected, isOpen } =
    props;
  const { actions } = props;
  const { say } = useWords();
  const isMarked = mark !== undefined && row?.values[mark.field] === mark.value;
  return (
    <div
      role="row"
      aria-rowindex={line + 2}
      aria-selected={isSelected}
      data-id={row?.id}
      data-open={isOpen || undefined}
      data-marked={isMarked || undefined}
      data-retired={isRetired || undefined}
      className={classes.row}
      style={{ height, transform: `translateY(${start}px)` }}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className={classes.tick}
        onClick={(event) => actions.onTick(line, event.shiftKey)}
      >
        <span className={classes.box} data-checked={isSelected || undefined} />
        <span className="hidden-but-said">{say(isSelected ? "grid.selected" : "grid.notSelected")}</span>
      </div>
      {lead.hasPicture && (
        <div
          role="gridcell"
          aria-colindex={2}
          className={classes.picture}
          style={{ width: lead.pictureWidth }}
        >
          {row && (
            <button
              type="button"
              tabIndex={-1}
              className={classes.look}
              disabled={textIn(row, "image") === null}
              aria-label={say("grid.look")}
              title={`${say("grid.look")} (V)`}
              onClick={() => actions.onPicture(line)}
            >
              {textIn(row, "image") !== null && (
                <Picture
                  address={textIn(row, "image")}
                  width="100%"
                  height="100%"
                  of={{ row, field: "image" }}
                />
              )}
            </button>
          )}
        </div>
      )}
      <div role="gridcell" aria-colindex={lead.count} className={classes.id}>
        {row && (
          <>
            {isRetired && (
              <>
                <span className={classes.retiredMark} title={say("grid.isRetired")}>
                  <Icon name="trash" size={13} />
                </span>
                <span className="hidden-but-said">{say("grid.isRetired")}</span>
              </>
            )}
            {isMarked && !isRetired && (
              <span className={classes.mark} title={mark.label}>
                <span className="hidden-but-said">{mark.label}</span>
              </span>
            )}
            <span className={classes.rowActions}>
              <IconButton
                icon="open"
                size="small"
                tabIndex={-1}
                label={say("grid.openPanel")}
                keys="Enter"
                onClick={() => actions.onOpen(line)}
              />
              <IconButton
                icon="more"
                size="small"
                tabIndex={-1}
                label={say("grid.rowMenu")}
                onClick={(event) => actions.onMenu(line, event.currentTarget)}
              />
            </span>
            <button
              type="button"
              tabIndex={-1}
              className={classes.idNumber}
              title={say("grid.copyId")}
              onClick={() => actions.onCopyId(row.id)}
            >
              {row.id}
            </button>
          </>
        )}
      </div>
      {columns.map((column, at) => (
        <Cell
          key={column.path}
          {...props}
          id={`${gridId}-${line}-${at}`}
          column={column}
          at={at}
          isCursor={cursor === at}
        />
      ))}
    </div>
  );
});

/** What a cell has at its sides. */
const PADDING = 16;

function Cell(
  props: Props & {
    readonly id: string;
    readonly column: Column;
    readonly at: number;
    readonly isCursor: boolean;
  },
) {
  const { id, line, row, column, at, lead, setting, edits, isCursor, range, editing, actions } = props;
  const { field, type, path } = column;
  const edit = row && edits.get(cellKey({ type: row.type, id: row.id, code: path }));
  const value = edit === undefined ? row?.values[path] : edit.after;
  const isEditing = isCursor && editing !== null && row !== undefined;
  const isInRange =
    range !== null && at >= range.left && at <= range.right && line >= range.top && line <= range.bottom;
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={lead.count + 1 + at}
      aria-readonly={!column.isEditable || undefined}
      className={classes.cell}
      data-alignment={type.alignment}
      data-cursor={isCursor || undefined}
      data-in-range={isInRange || undefined}
      data-edit={stateOf(edit)}
      data-editing={isEditing || undefined}
      style={{ width: `var(--column-${at})` }}
      onClick={(event) => {
        // Links of rows are followed with Ctrl or from the panel: here a click is for the cell.
        const isFollowing = event.ctrlKey || event.metaKey;
        if (!isFollowing && event.target instanceof Element && event.target.closest("a[data-row]"))
          event.preventDefault();
        actions.onCell(line, at, event.shiftKey);
      }}
      onDoubleClick={() => actions.onEdit(line, at)}
    >
      {isEditing ? (
        <FieldEditor {...editorProps(props, value)} typed={editing.typed} />
      ) : row === undefined ? (
        <span className={classes.bone} />
      ) : (
        <FieldValue
          value={value}
          field={field}
          setting={setting}
          of={{ row, field: path }}
          room={column.width - PADDING}
        />
      )}
    </div>
  );
}

function editorProps(props: Props & { readonly column: Column }, value: unknown): EditorProps {
  const { column, setting, projectId, actions } = props;
  return {
    value,
    field: column.field,
    setting,
    label: column.label,
    projectId: projectId ?? undefined,
    onDone: actions.onDone,
    onCancel: actions.onCancel,
  };
}

function stateOf(edit: Edit | undefined): string | undefined {
  return edit?.state.is;
}
