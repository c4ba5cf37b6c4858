import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, useCallback, useEffect, useMemo, useState } from "react";
import { every, type Group } from "../api/question";
import { textIn } from "../api/row";
import { searchRows } from "../api/rows";
import type { Field } from "../api/schema";
import { useSetting } from "../fields/use-setting";
import { isFilter } from "../filters/address";
import type { Offer } from "../filters/field-picker";
import { FilterBar } from "../filters/filter-bar";
import { allOf, EVERYTHING } from "../filters/tree";
import { useChangeSearch, usePageSearch } from "../frame/address";
import { ApiButton } from "../frame/api-drawer";
import { Icon } from "../frame/icon";
import { tell } from "../frame/notices";
import { useTitle } from "../frame/title";
import { byCode, useTypeLabel } from "../site/schema";
import { useStore } from "../state/store";
import { density as usualDensity } from "../theme/choices";
import { useWords } from "../words/say";
import { nameField, usualColumns } from "./columns";
import { exportCsv, saveFile } from "./csv";
import { EmptyGrid } from "./empty-grid";
import { idsOf } from "./every-row";
import { Grid } from "./grid";
import classes from "./grid.module.css";
import type { RowMark } from "./grid-row";
import { GridTools } from "./grid-tools";
import { makeRow } from "./new-row";
import type { PanelProps } from "./panel-field";
import { type Pictures, PictureViewer } from "./picture-viewer";
import { RowMenu, useRowMenu } from "./row-menu";
import { SelectionBar } from "./selection-bar";
import { Troubles } from "./troubles";
import { useColumns } from "./use-columns";
import { regrouped, type SortKey, searchOf, sorted, sortKeyText, summed, type View, viewIn } from "./view";
import { ViewMenu } from "./view-menu";

/** What the page of one type has that other grids do not. */
export interface Special {
  readonly label?: string;
  readonly columns?: readonly string[];
  readonly sort?: readonly SortKey[];
  readonly offered?: readonly Offer[];
  readonly mark?: RowMark;
  /** What is open beside the grid, in the place of the row's fields. */
  readonly Panel: ComponentType<PanelProps>;
  readonly opensByClick?: boolean;
  readonly makeNew?: () => void;
}

interface Props {
  readonly type: string;
  readonly schema: readonly Field[];
  readonly special: Special;
}

const PAGE_SIZE = 500;

/** The grid of a type with all that belongs to it: filter bar, tools, panel, pictures. What is seen of it is in the address. */
export function TypeGrid({ type, schema, special }: Props) {
  const { say } = useWords();
  const typeLabel = useTypeLabel(type);
  const label = special.label ?? typeLabel;
  useTitle(label);
  const navigate = useNavigate();
  const search = usePageSearch();
  const [view, onView] = useView(special.sort);
  const fields = useMemo(() => byCode(schema), [schema]);
  const setting = useSetting();
  const usual = special.columns?.filter((code) => fields.has(code)).map((path) => ({ path }));
  const shown = view.columns.length > 0 ? view.columns : (usual ?? usualColumns(type, fields));
  const { isRetired } = view;
  const { paths, columns, lookup, levels, summaries, ...onColumns } = useColumns(
    { type, project: view.project, shown, groups: view.groups, summaries: view.summaries, isRetired },
    (next) => onView({ columns: next }),
  );

  const filters = useMemo((): Group => {
    const within =
      view.project !== null && fields.has("project")
        ? every(["project", "is", { type: "Project", id: view.project }])
        : EVERYTHING;
    return allOf(within, view.filter);
  }, [view.project, view.filter, fields]);

  const chosenDensity = useStore(usualDensity);
  const density = view.density ?? chosenDensity;
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected belongs to the rows that were asked for.
  useEffect(() => setSelected(new Set()), [filters, isRetired]);
  const [viewed, setViewed] = useState<Pictures | null>(null);
  const menu = useRowMenu();
  const sort = view.sort.map(sortKeyText);
  const page = { number: 1, size: PAGE_SIZE };
  const question = { filters, fields: paths, sort, page, retired: isRetired };

  async function exportAll() {
    tell({ text: say("grid.exporting") });
    try {
      const file = await exportCsv(
        { type, filters, sort, columns, setting, retired: isRetired },
        () => undefined,
      );
      saveFile(file, `${label}.csv`);
    } catch (thrown) {
      tell({ thrown, retry: () => void exportAll() });
    }
  }

  async function makeNew() {
    if (special.makeNew) return special.makeNew();
    try {
      const made = await makeRow(type, fields, view.project, say("grid.newName", { type: label }));
      onView({ row: made.id });
    } catch (thrown) {
      tell({ thrown });
    }
  }

  async function selectAll() {
    if (selected.size > 0) return setSelected(new Set());
    try {
      setSelected(new Set(await idsOf(type, filters, isRetired)));
    } catch (thrown) {
      tell({ thrown });
    }
  }

  const { Panel } = special;
  return (
    <div className={classes.page}>
      <h1 className="hidden-but-said">{label}</h1>
      <div className={classes.bars}>
        <FilterBar
          type={type}
          project={view.project}
          filter={view.filter}
          isUnreadable={!isFilter(search.filters)}
          offered={special.offered}
          onFilter={(filter) => onView({ filter })}
        />
        <GridTools
          type={type}
          project={view.project}
          view={view}
          density={density}
          columns={columns}
          levels={levels}
          onView={onView}
          onAddColumn={onColumns.add}
          onHide={onColumns.hide}
          onMove={onColumns.move}
          onExport={() => void exportAll()}
          onNew={() => void makeNew()}
          viewMenu={
            <ViewMenu type={type} project={view.project} view={view} columns={shown} onView={onView} />
          }
        >
          <ApiButton requests={[{ label, call: searchRows(type, question) }]} />
        </GridTools>
      </div>
      {isRetired && (
        <div className={classes.retiredLine} role="status">
          <Icon name="trash" size={14} />
          <span>{say("grid.retiredShown")}</span>
          <Button size="compact-xs" variant="default" onClick={() => onView({ isRetired: false, row: null })}>
            {say("grid.liveRows")}
          </Button>
        </div>
      )}
      <div className={classes.main}>
        <div className={classes.stage}>
          <Grid
            type={type}
            label={label}
            project={view.project}
            filters={filters}
            columns={columns}
            hasPicture={fields.has("image")}
            mark={special.mark}
            opensByClick={special.opensByClick}
            sort={view.sort}
            levels={levels}
            summaries={summaries}
            density={density}
            setting={setting}
            isRetired={isRetired}
            open={view.row}
            selected={selected}
            onSelected={setSelected}
            onSelectAll={() => void selectAll()}
            onOpen={(row, isWholePage) => {
              if (isWholePage && row !== null) void navigate({ href: `/detail/${type}/${row.id}` });
              else onView({ row: row?.id ?? null });
            }}
            onPictures={(rows, at) => setViewed({ rows, at })}
            onMenu={menu.open}
            onSort={(path, direction, isAdded) =>
              onView({ sort: sorted(view.sort, path, direction, isAdded) })
            }
            onWidth={onColumns.setWidth}
            onMove={onColumns.move}
            onHide={onColumns.hide}
            onGroup={(grouping) => onView({ groups: regrouped(view.groups, grouping) })}
            onSummary={(path, kind) => onView({ summaries: summed(view.summaries, path, kind) })}
            empty={
              <EmptyGrid
                isRetired={isRetired}
                filter={view.filter}
                onFilter={(filter) => onView({ filter })}
                onNew={() => void makeNew()}
              />
            }
          />
          {selected.size > 0 && (
            <SelectionBar
              type={type}
              project={view.project}
              selected={selected}
              setting={setting}
              isRetired={isRetired}
              onClear={() => setSelected(new Set())}
            />
          )}
        </div>
        {view.row !== null && (
          <Panel
            type={type}
            id={view.row}
            project={view.project}
            fields={fields}
            setting={setting}
            onClose={() => onView({ row: null })}
          />
        )}
      </div>
      <Troubles type={type} lookup={lookup} setting={setting} />
      {viewed !== null && (
        <PictureViewer
          {...viewed}
          nameOf={(row) => textIn(row, "subject") ?? textIn(row, nameField(fields)) ?? `${label} ${row.id}`}
          onView={setViewed}
        />
      )}
      <RowMenu menu={menu} isRetired={isRetired} onOpen={(row) => onView({ row: row.id })} />
    </div>
  );
}

/** The view that the address holds, sorted as usual where it says nothing of that; and how it is changed. */
function useView(usualSort: readonly SortKey[] | undefined) {
  const search = usePageSearch();
  const view = useMemo(() => {
    const seen = viewIn(search);
    return seen.sort.length === 0 && usualSort ? { ...seen, sort: usualSort } : seen;
  }, [search, usualSort]);
  const changeSearch = useChangeSearch();
  const onView = useCallback(
    (change: Partial<View>) => {
      const told = usualSort === (change.sort ?? view.sort) ? { ...change, sort: [] } : change;
      const {
        filters,
        sort,
        columns,
        group,
        summaries,
        rows,
        row,
        retired,
        view: saved,
      } = searchOf({ ...view, ...told });
      // What opens a panel can be gone back from; how rows are seen takes the place of what was.
      changeSearch(
        { filters, sort, columns, group, summaries, rows, row, retired, view: saved },
        "row" in change && view.row === null ? "push" : "replace",
      );
    },
    [view, changeSearch, usualSort],
  );
  return [view, onView] as const;
}
