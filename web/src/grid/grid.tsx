import { useVirtualizer } from "@tanstack/react-virtual";
import type React from "react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { refusalOf } from "../api/failure";
import type { Group } from "../api/question";
import { type Row, textIn } from "../api/row";
import { type Edits, edits, editsByRow } from "../editing/edits";
import type { Setting, Summary } from "../fields/field-type";
import { copyAndTell } from "../frame/copying";
import { Empty } from "../frame/empty";
import { FailureNote } from "../frame/failure-note";
import { isForbidden } from "../frame/sentences";
import { useAccount } from "../site/person";
import { useStore } from "../state/store";
import { type Density, ROW_HEIGHTS } from "../theme/choices";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import { RowBones } from "./grid-bones";
import { GridFooter } from "./grid-footer";
import { GridHeader } from "./grid-header";
import { actOn } from "./grid-keys";
import { GridRow, LEAD_WIDTH, type Lead, type RowActions, type RowMark } from "./grid-row";
import { GroupRow } from "./group-row";
import { aboveOf, type Level, withLevel } from "./groups";
import { enterLine, onLineKey } from "./outer-lines";
import { revealColumn } from "./reveal";
import { type Place, toggled, withAll } from "./selection";
import { useCells } from "./use-cells";
import { useClipboard } from "./use-clipboard";
import { useCursor } from "./use-cursor";
import { useGroups } from "./use-groups";
import { askAgain, useRows } from "./use-rows";
import { useStable } from "./use-stable";
import type { Grouping, ShownSummary, SortKey } from "./view";
import { sortKeyText } from "./view";

const HEADER = 34;
const OVERSCAN = 10;
const NO_EDITS: Edits = new Map();

export interface GridProps {
  readonly type: string;
  readonly label: string;
  readonly project: number | null;
  readonly filters: Group;
  readonly columns: readonly Column[];
  readonly hasPicture: boolean;
  /** What is read of each row besides the columns, and what marks a row as new to the reader. */
  readonly mark?: RowMark | undefined;
  /** Whether a click on a cell opens its row. */
  readonly opensByClick?: boolean | undefined;
  readonly sort: readonly SortKey[];
  readonly levels: readonly Level[];
  readonly summaries: readonly ShownSummary[];
  readonly density: Density;
  readonly setting: Setting;
  /** Whether the rows are those that are retired: they are read, and not written. */
  readonly isRetired?: boolean | undefined;
  /** The row whose panel is open. */
  readonly open: number | null;
  readonly selected: ReadonlySet<number>;
  readonly onSelected: (selected: ReadonlySet<number>) => void;
  readonly onSelectAll: () => void;
  readonly onOpen: (row: Row | null, isWholePage?: boolean) => void;
  /** Told of the rows with pictures, as far as they are here, in their order, and which of them is asked for. */
  readonly onPictures: (rows: readonly Row[], at: number) => void;
  readonly onMenu: (row: Row, at: HTMLElement) => void;
  readonly onSort: (path: string, direction: "asc" | "desc" | null, isAdded: boolean) => void;
  readonly onWidth: (path: string, width: number) => void;
  readonly onMove: (path: string, to: number) => void;
  readonly onHide: (path: string) => void;
  readonly onGroup: (grouping: Grouping) => void;
  readonly onSummary: (path: string, kind: Summary | null) => void;
  readonly empty: React.ReactNode;
}

/** Rows in columns: the ARIA grid. Other rows, or the same in another order, are another grid. */
export function Grid(props: GridProps) {
  const { filters, sort, levels, isRetired } = props;
  const sortedByKey = useRef<string | null>(null);
  const asked = JSON.stringify([filters, sort, levels.map(({ by }) => by), isRetired]);
  return <Rows key={asked} {...props} sortedByKey={sortedByKey} />;
}

interface RowsProps extends GridProps {
  /** The head by which somebody sorted without a pointer: the focus goes back there. */
  readonly sortedByKey: RefObject<string | null>;
}

/** The grid itself has the focus, and names the cell that the cursor is on; in its heads and below its rows they have it themselves. */
function Rows(props: RowsProps) {
  const {
    type,
    project,
    filters,
    columns,
    sort,
    levels,
    summaries,
    density,
    setting,
    selected,
    onSelected,
    onOpen,
    sortedByKey,
    isRetired = false,
  } = props;
  const { say } = useWords();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const all = useStore(edits);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const ticked = useRef<number | null>(null);
  const isTouched = useRef(false);
  const tapped = useRef<Place | null>(null);
  const heads = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLDivElement>(null);

  const grouped = useGroups({ type, filters, levels, summaries, closed, isRetired });
  const { total } = grouped;
  const lines = grouped.lines.count;
  const height = ROW_HEIGHTS[density];
  const lead: Lead = useMemo(() => {
    const pictureWidth = props.hasPicture ? Math.round(height * 1.6) + 8 : 0;
    return {
      hasPicture: props.hasPicture,
      pictureWidth,
      count: props.hasPicture ? 3 : 2,
      width: LEAD_WIDTH + pictureWidth,
    };
  }, [props.hasPicture, height]);
  const leadWidth = lead.width;

  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    paddingStart: HEADER,
    scrollPaddingStart: HEADER + 4,
    scrollPaddingEnd: 20,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights that were measured are of the other density.
  useEffect(() => virtual.measure(), [height, virtual]);
  const shown = virtual.getVirtualItems();
  const fields = useMemo(
    () => [
      ...new Set([
        ...(props.hasPicture ? ["image"] : []),
        ...(props.mark ? [props.mark.field] : []),
        ...columns.map(({ path }) => path),
      ]),
    ],
    [columns, props.hasPicture, props.mark],
  );
  const sortTexts = useMemo(() => sort.map(sortKeyText), [sort]);
  const rows = useRows({
    type,
    filters,
    fields,
    sort: sortTexts,
    isRetired,
    lines: grouped.lines,
    groups: grouped.groups,
    first: shown[0]?.index ?? 0,
    last: shown.at(-1)?.index ?? 0,
  });

  const ways = {
    leave: (column: number) => {
      goTo({ line: place.line, column });
      focus();
    },
    reach: (column: number) => revealColumn(scroller.current, column, leadWidth),
  };
  // Before the cursor takes a focus that is nowhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the rows come.
  useEffect(() => {
    const at = columns.findIndex(({ path }) => path === sortedByKey.current);
    sortedByKey.current = null;
    if (at >= 0) enterLine(heads.current, at, ways);
  }, []);

  const cursor = useCursor({
    type,
    lines,
    columnCount: columns.length,
    rowHeight: height,
    leadWidth,
    rows,
    scroller,
    virtual,
    open: props.open,
    onOpen,
  });
  const { goTo, pointTo, focus, range } = cursor;
  const place = cursor.cursor;
  const cells = useCells({ type, columns, rows, cursor, selected, isRetired });
  const clipboard = useClipboard({ columns, rows, cursor, cells, setting, scroller });

  function tick(line: number, isExtending: boolean) {
    const row = rows.rowAt(line);
    if (row === undefined) return;
    if (isExtending && ticked.current !== null) {
      const [from, to] = [Math.min(ticked.current, line), Math.max(ticked.current, line)];
      const between = Array.from({ length: to - from + 1 }, (_, at) => rows.rowAt(from + at)?.id);
      onSelected(
        withAll(
          selected,
          between.filter((id) => id !== undefined),
        ),
      );
    } else onSelected(toggled(selected, row.id));
    ticked.current = line;
  }

  function showPicture(line: number) {
    const here = Array.from({ length: lines }, (_, at) => rows.rowAt(at)).filter((row) => row !== undefined);
    const pictured = here.filter((row) => textIn(row, "image") !== null);
    const at = pictured.findIndex(({ id }) => id === rows.rowAt(line)?.id);
    if (at >= 0) props.onPictures(pictured, at);
  }

  const actions = useStable<RowActions>({
    onCell: (line, column, isExtending) => {
      if (cells.editing !== null) return;
      // A finger has no second button, and no key: what it comes to again is edited.
      const isAgain = tapped.current?.line === line && tapped.current.column === column;
      tapped.current = isTouched.current ? { line, column } : null;
      if (isTouched.current && isAgain) return cells.begin(line, column);
      pointTo({ line, column }, isExtending);
      focus();
      const row = rows.rowAt(line);
      if (props.opensByClick && !isExtending && row !== undefined && row.id !== props.open) onOpen(row);
    },
    onEdit: (line, column) => isTouched.current || cells.begin(line, column),
    onTick: tick,
    onOpen: (line) => {
      goTo({ line, column: place.column });
      const row = rows.rowAt(line);
      if (row !== undefined) onOpen(row);
    },
    onMenu: (line, at) => {
      const row = rows.rowAt(line);
      if (row !== undefined) props.onMenu(row, at);
    },
    onPicture: showPicture,
    onCopyId: (id) => copyAndTell(String(id), say("grid.copiedId", { id: String(id) })),
    onDone: cells.done,
    onCancel: cells.leave,
  });

  function toggleGroup(key: string) {
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  /** Keys on the head of a group: they open and close it, with `Shift` all of its level, and lead to the one that it is in. */
  function onGroupKey(event: KeyboardEvent): boolean {
    const line = grouped.lines.at(place.line);
    if (line?.kind !== "group" || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { isOpen, key, group } = line.section;
    const isArrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (event.shiftKey && isArrow) setClosed(withLevel(grouped.groups, group?.depth ?? 0, closed, event.key));
    else if (event.key === "Enter" || event.key === " ") toggleGroup(key);
    else if (isArrow && isOpen === (event.key === "ArrowLeft")) toggleGroup(key);
    else if (event.key === "ArrowLeft" && (group?.depth ?? 0) > 0)
      goTo({ line: grouped.lines.startOf(aboveOf(grouped.groups, key)) ?? 0, column: place.column });
    else return false;
    return true;
  }

  /** Up from the first row to the heads, down from the last to what the columns come to. */
  function leaveRows(event: KeyboardEvent): boolean {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "ArrowUp" && place.line === 0) return enterLine(heads.current, place.column, ways);
    const isLast = event.key === "ArrowDown" && place.line >= lines - 1;
    return isLast && enterLine(below.current, place.column, ways);
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== scroller.current || event.nativeEvent.isComposing) return;
    const { row } = cursor;
    const isDone =
      leaveRows(event) ||
      onGroupKey(event) ||
      cursor.move(event) ||
      actOn(event, {
        open: () => row !== undefined && onOpen(row),
        openPage: () => row !== undefined && onOpen(row, true),
        edit: () => cells.begin(place.line, place.column),
        look: () => showPicture(place.line),
        clear: cells.clear,
        goBack: () => (selected.size > 0 ? onSelected(new Set()) : onOpen(null)),
        tick: (isExtending) => tick(place.line, isExtending),
        selectAll: props.onSelectAll,
        menu: () => {
          const cell = document.getElementById(`${gridId}-${place.line}-${place.column}`);
          if (row !== undefined && cell !== null) props.onMenu(row, cell);
        },
      });
    if (isDone) event.preventDefault();
  }

  const byRow = useMemo(() => editsByRow(all, type), [all, type]);
  const widths = Object.fromEntries(columns.map(({ width }, at) => [`--column-${at}`, `${width}px`]));
  const width = columns.reduce((sum, column) => sum + column.width, leadWidth);
  const error = grouped.error ?? rows.error;
  const refusal = refusalOf(error);
  const isHidden = refusal !== null && isForbidden(refusal);
  const columnCount = lead.count + columns.length;
  const isCursorShown = shown.some(({ index }) => index === place.line);
  return (
    <div className={classes.frame}>
      {error !== null && !isHidden && (
        <div className={classes.failed}>
          <FailureNote thrown={error} retry={() => askAgain(type)} />
        </div>
      )}
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={lines + 1}
        aria-colcount={columnCount}
        aria-multiselectable="true"
        aria-busy={total === undefined}
        aria-activedescendant={
          isCursorShown && lines > 0
            ? `${gridId}-${place.line}-${grouped.lines.at(place.line)?.kind === "group" ? 0 : place.column}`
            : undefined
        }
        className={classes.grid}
        data-density={density}
        style={
          {
            ...widths,
            "--picture-width": `${lead.pictureWidth}px`,
          } as React.CSSProperties
        }
        onPointerDown={(event) => {
          isTouched.current = event.pointerType === "touch";
        }}
        onKeyDown={onKeyDown}
        onCopy={clipboard.onCopy}
        onPaste={clipboard.onPaste}
      >
        <div role="rowgroup" className={classes.headGroup} style={{ width: Math.max(width, 0) }}>
          <GridHeader
            columns={columns}
            lead={lead}
            sort={sort}
            levels={levels}
            isRetired={isRetired}
            isAllSelected={total !== undefined && total > 0 && selected.size >= total}
            onSelectAll={props.onSelectAll}
            line={heads}
            onKeyDown={(event) => onLineKey(event, "ArrowDown", ways)}
            onSort={props.onSort}
            onSortedByKey={(path) => {
              sortedByKey.current = path;
            }}
            onWidth={props.onWidth}
            onMove={props.onMove}
            onHide={props.onHide}
            onGroup={props.onGroup}
          />
        </div>
        <div
          role={shown.length > 0 ? "rowgroup" : "presentation"}
          className={classes.body}
          style={{ height: virtual.getTotalSize() - HEADER, width }}
        >
          {shown.map(({ index, start }) => {
            const line = grouped.lines.at(index);
            const isCursor = place.line === index;
            const group = line?.kind === "group" ? line.section.group : null;
            const level = group === null ? undefined : levels[group.depth];
            if (line !== undefined && group !== null && level !== undefined) {
              return (
                <GroupRow
                  key={`group ${group.key}`}
                  id={`${gridId}-${index}-0`}
                  line={index}
                  start={start - HEADER}
                  height={height}
                  group={group}
                  isOpen={line.section.isOpen}
                  level={level}
                  columns={columns}
                  lead={lead}
                  summaries={summaries}
                  summed={grouped.summed}
                  setting={setting}
                  isCursor={isCursor}
                  onToggle={() => {
                    goTo({ line: index, column: place.column });
                    toggleGroup(group.key);
                    focus();
                  }}
                />
              );
            }
            const row = rows.rowOf(line);
            return (
              <GridRow
                key={index}
                gridId={gridId}
                line={index}
                start={start - HEADER}
                height={height}
                row={row}
                columns={columns}
                lead={lead}
                mark={props.mark}
                isRetired={isRetired}
                setting={setting}
                projectId={project}
                edits={(row && byRow.get(row.id)) ?? NO_EDITS}
                cursor={isCursor ? place.column : null}
                range={cursor.hasRange && index >= range.top && index <= range.bottom ? range : null}
                isSelected={row !== undefined && selected.has(row.id)}
                isOpen={row !== undefined && row.id === props.open}
                editing={isCursor ? cells.editing : null}
                actions={actions}
              />
            );
          })}
        </div>
        {total === undefined && error === null && <RowBones />}
      </div>
      {(total === 0 || isHidden) && (
        <div className={classes.instead}>{isHidden ? <Hidden /> : props.empty}</div>
      )}
      <GridFooter
        columns={columns}
        lead={lead}
        setting={setting}
        grouped={grouped}
        summaries={summaries}
        onSummary={props.onSummary}
        selected={selected.size}
        scroller={scroller}
        width={width}
        outer={below}
        onKeyDown={(event) => onLineKey(event, "ArrowUp", ways)}
      />
    </div>
  );
}

/** Says that a rule of the site hides these rows, and who can change that. */
function Hidden() {
  const { say } = useWords();
  const role = useAccount()?.permission_rule_set?.name ?? "–";
  return <Empty icon="person" title={say("forbidden.title")} why={say("forbidden.why", { role })} />;
}
