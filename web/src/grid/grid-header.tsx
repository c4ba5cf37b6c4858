import { Menu } from "@mantine/core";
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useRef,
  useState,
} from "react";
import { FieldTip } from "../fields/field-tip";
import { copyAndTell } from "../frame/copying";
import { Icon, type IconName } from "../frame/icon";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import type { Lead } from "./grid-row";
import { groupingsOf, type Level } from "./groups";
import { isMenuKey, NO_COLUMN } from "./outer-lines";
import { between, type Grouping, type SortKey } from "./view";

interface Props {
  readonly columns: readonly Column[];
  readonly lead: Lead;
  readonly sort: readonly SortKey[];
  readonly levels: readonly Level[];
  readonly isAllSelected: boolean;
  readonly isRetired: boolean;
  readonly onSelectAll: () => void;
  readonly onSort: (path: string, direction: "asc" | "desc" | null, isAdded: boolean) => void;
  /** The rows come anew, and the focus is to stay at the head. */
  readonly onSortedByKey: (path: string) => void;
  readonly onWidth: (path: string, width: number) => void;
  readonly onMove: (path: string, to: number) => void;
  readonly onHide: (path: string) => void;
  readonly onGroup: (grouping: Grouping) => void;
  readonly line: RefObject<HTMLDivElement | null>;
  /** Keys that arrows do not have there. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/**
 * The heads of the columns: sorted by a click, moved by dragging or by keys, drawn wider at their edge, explained on hover.
 *
 * They are no stops of `Tab`: arrows lead to them from the rows, as to any other row of the grid.
 */
export function GridHeader(props: Props) {
  const { columns, lead, isAllSelected, onSelectAll, line, onKeyDown } = props;
  const { say } = useWords();
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<number | null>(null);
  return (
    <div ref={line} role="row" aria-rowindex={1} className={classes.header} onKeyDown={onKeyDown}>
      <div role="columnheader" aria-colindex={1} className={classes.tick}>
        <button
          type="button"
          tabIndex={-1}
          data-stop={NO_COLUMN}
          className={classes.tickAll}
          aria-label={say("grid.selectAll")}
          aria-pressed={isAllSelected}
          onClick={onSelectAll}
        >
          <span className={classes.box} data-checked={isAllSelected || undefined} />
        </button>
      </div>
      {lead.hasPicture && (
        <div
          role="columnheader"
          aria-colindex={2}
          className={classes.picture}
          style={{ width: lead.pictureWidth }}
        >
          <HeadTip icon="image" name={say("grid.thumbnail")} code="image" dataType="image" description="" />
        </div>
      )}
      <div role="columnheader" aria-colindex={lead.count} className={classes.id}>
        <HeadTip name="Id" code="id" dataType="number" description="" />
      </div>
      {columns.map((column, at) => (
        <Head
          key={column.path}
          {...props}
          column={column}
          at={at}
          isOver={over === at && dragged !== null && dragged !== column.path}
          onDragStart={() => setDragged(column.path)}
          onDragOver={() => setOver(at)}
          onDrop={() => {
            if (dragged !== null) props.onMove(dragged, at);
            setDragged(null);
            setOver(null);
          }}
        />
      ))}
    </div>
  );
}

interface HeadProps extends Props {
  readonly column: Column;
  readonly at: number;
  readonly isOver: boolean;
  readonly onDragStart: () => void;
  readonly onDragOver: () => void;
  readonly onDrop: () => void;
}

function Head(props: HeadProps) {
  const { column, at, lead, sort, levels, isOver, onSort, onSortedByKey, onMove, onHide, onGroup, onWidth } =
    props;
  const { say } = useWords();
  const place = sort.findIndex(({ path }) => path === column.path);
  const key = sort[place];
  const groupings = props.isRetired ? [] : groupingsOf(column.field);
  const isBy = (kind: string) => levels.some(({ by }) => by.path === column.path && by.kind === kind);
  const menu = useRef<HTMLButtonElement>(null);
  /** A click without a pointer is a key, and whoever sorts by keys goes on from the head. */
  function sortBy(direction: "asc" | "desc" | null, isAdded: boolean, { detail }: { detail: number }) {
    if (detail === 0) onSortedByKey(column.path);
    onSort(column.path, direction, isAdded);
  }
  function onKeyDown(event: KeyboardEvent) {
    const isAside = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (event.altKey && isAside) onMove(column.path, at + (event.key === "ArrowLeft" ? -1 : 1));
    else if (isMenuKey(event)) menu.current?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div
      role="columnheader"
      aria-colindex={lead.count + 1 + at}
      aria-sort={key === undefined ? undefined : key.isDescending ? "descending" : "ascending"}
      className={classes.head}
      data-alignment={column.type.alignment}
      data-over={isOver || undefined}
      style={{ width: `var(--column-${at})` }}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        props.onDragStart();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        props.onDragOver();
      }}
      onDrop={(event) => {
        event.preventDefault();
        props.onDrop();
      }}
    >
      <HeadTip
        at={at}
        name={column.label}
        code={column.path}
        dataType={column.field.dataType}
        description={column.field.description}
        mark={key === undefined ? null : `${key.isDescending ? "↓" : "↑"}${sort.length > 1 ? place + 1 : ""}`}
        onKeyDown={onKeyDown}
        {...(column.isSortable
          ? {
              onClick: (event: MouseEvent) =>
                sortBy(key === undefined ? "asc" : key.isDescending ? null : "desc", event.shiftKey, event),
            }
          : {})}
      />
      <Menu position="bottom-start" withinPortal returnFocus>
        <Menu.Target>
          <button
            ref={menu}
            type="button"
            tabIndex={-1}
            className={classes.headMenu}
            aria-label={say("grid.columnMenu", { name: column.label })}
          >
            <Icon name="down" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {column.isSortable && (
            <>
              <Menu.Item onClick={(event) => sortBy("asc", false, event)}>{say("grid.sortUp")}</Menu.Item>
              <Menu.Item onClick={(event) => sortBy("desc", false, event)}>{say("grid.sortDown")}</Menu.Item>
              {sort.length > 0 && key === undefined && (
                <Menu.Item onClick={(event) => sortBy("asc", true, event)}>{say("grid.sortAlso")}</Menu.Item>
              )}
              {key !== undefined && (
                <Menu.Item onClick={(event) => sortBy(null, true, event)}>{say("grid.sortNot")}</Menu.Item>
              )}
            </>
          )}
          {groupings.map((kind) => (
            <Menu.Item
              key={kind}
              rightSection={isBy(kind) && <Icon name="check" size={13} />}
              onClick={() => onGroup({ path: column.path, kind })}
            >
              {say(`grid.groupBy.${kind as "exact"}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={at === 0} onClick={() => onMove(column.path, at - 1)} rightSection="Alt ←">
            {say("grid.moveLeft")}
          </Menu.Item>
          <Menu.Item onClick={() => onMove(column.path, at + 1)} rightSection="Alt →">
            {say("grid.moveRight")}
          </Menu.Item>
          <Menu.Item closeMenuOnClick={false} onClick={() => onWidth(column.path, wider(column, 1))}>
            {say("grid.wider")}
          </Menu.Item>
          <Menu.Item closeMenuOnClick={false} onClick={() => onWidth(column.path, wider(column, -1))}>
            {say("grid.narrower")}
          </Menu.Item>
          <Menu.Item onClick={() => onHide(column.path)}>{say("grid.hideColumn")}</Menu.Item>
          <Menu.Item onClick={() => copyAndTell(column.path)} rightSection={<code>{column.path}</code>}>
            {say("grid.copyCode")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Edge {...props} />
    </div>
  );
}

const STEP = 16;

function wider({ width }: Column, steps: number): number {
  return between(width + steps * STEP);
}

interface TipProps {
  readonly name: string;
  readonly code: string;
  readonly dataType: string;
  readonly description: string;
  readonly icon?: IconName;
  readonly mark?: string | null;
  /** The column that it is of. */
  readonly at?: number;
  readonly onClick?: (event: MouseEvent) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

/** The name of a column; on hover and focus its field's code, data type and description. */
function HeadTip(props: TipProps) {
  const { icon, name, code, dataType, description, mark, at = NO_COLUMN, onClick, onKeyDown } = props;
  return (
    <FieldTip name={name} code={code} dataType={dataType} description={description}>
      <button
        type="button"
        tabIndex={-1}
        data-stop={at}
        className={classes.headName}
        onClick={onClick}
        onKeyDown={onKeyDown}
        data-sortable={onClick !== undefined || undefined}
      >
        {icon !== undefined && <Icon name={icon} size={14} />}
        <span dir="auto" className={icon === undefined ? undefined : "hidden-but-said"}>
          {name}
        </span>
        {mark && <span className={classes.sortMark}>{mark}</span>}
      </button>
    </FieldTip>
  );
}

/** The edge of a column, drawn by the pointer or by arrows. */
function Edge({ column, onWidth }: Pick<HeadProps, "column" | "onWidth">) {
  const { say } = useWords();
  function draw(event: PointerEvent<HTMLElement>) {
    event.preventDefault();
    event.stopPropagation();
    const edge = event.currentTarget;
    const from = event.clientX;
    const begun = column.width;
    edge.setPointerCapture(event.pointerId);
    const width = (at: number) => between(Math.round(begun + at - from));
    const grid = edge.closest<HTMLElement>("[role=grid]");
    const name = edge.parentElement?.style.width.match(/--column-\d+/)?.[0];
    const onMove = (moved: globalThis.PointerEvent) => {
      if (name !== undefined) grid?.style.setProperty(name, `${width(moved.clientX)}px`);
    };
    edge.addEventListener("pointermove", onMove);
    edge.addEventListener(
      "pointerup",
      (up) => {
        edge.removeEventListener("pointermove", onMove);
        onWidth(column.path, width((up as globalThis.PointerEvent).clientX));
      },
      { once: true },
    );
  }
  return (
    <span
      role="separator"
      tabIndex={-1}
      aria-orientation="vertical"
      aria-valuenow={column.width}
      aria-label={say("grid.width", { name: column.label })}
      className={classes.edge}
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={draw}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        onWidth(column.path, wider(column, event.key === "ArrowLeft" ? -1 : 1));
      }}
    />
  );
}
