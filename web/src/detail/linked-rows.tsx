import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { textIn } from "../api/row";
import { useSetting } from "../fields/use-setting";
import { toAddress } from "../filters/address";
import { Bones } from "../frame/bones";
import { Empty } from "../frame/empty";
import { tell } from "../frame/notices";
import { nameField, usualColumns } from "../grid/columns";
import { idsOf } from "../grid/every-row";
import { Grid } from "../grid/grid";
import { type Pictures, PictureViewer } from "../grid/picture-viewer";
import { RowMenu, useRowMenu } from "../grid/row-menu";
import { SelectionBar } from "../grid/selection-bar";
import { Troubles } from "../grid/troubles";
import { useColumns } from "../grid/use-columns";
import { regrouped, sorted, summed, type View, viewIn } from "../grid/view";
import { useFields, useTypeLabel } from "../site/schema";
import { useStore } from "../state/store";
import { density } from "../theme/choices";
import { useWords } from "../words/say";
import classes from "./row-tabs.module.css";
import type { RowsTab } from "./tabs";

interface Props {
  readonly tab: RowsTab;
  readonly project: number | null;
}

/** The rows that belong to another, as the grid with a condition that stays. */
export function LinkedRows({ tab, project }: Props) {
  const { say } = useWords();
  const navigate = useNavigate();
  const { type, filters } = tab;
  const label = useTypeLabel(type);
  const fields = useFields(type, project);
  const setting = useSetting();
  const [view, setView] = useState<View>(() => viewIn({ sort: "-id" }));
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [viewed, setViewed] = useState<Pictures | null>(null);
  const rowHeight = useStore(density);
  const usual = useMemo(() => usualColumns(type, fields), [type, fields]);
  const { columns, levels, summaries, lookup, ...onColumns } = useColumns(
    {
      type,
      project,
      shown: view.columns.length > 0 ? view.columns : usual,
      groups: view.groups,
      summaries: view.summaries,
    },
    (next) => setView({ ...view, columns: next }),
  );
  const menu = useRowMenu();
  const search = { ...(project === null ? {} : { project }), filters: toAddress(filters) };
  if (columns.length === 0) return <Bones lines={8} />;
  return (
    <>
      <div className={classes.stage}>
        <Grid
          type={type}
          label={tab.label ?? label}
          project={project}
          filters={filters}
          columns={columns}
          hasPicture={fields.has("image")}
          sort={view.sort}
          levels={levels}
          summaries={summaries}
          density={rowHeight}
          setting={setting}
          open={null}
          selected={selected}
          onSelected={setSelected}
          onSelectAll={() => {
            if (selected.size > 0) setSelected(new Set());
            else
              void idsOf(type, filters).then(
                (ids) => setSelected(new Set(ids)),
                (thrown) => tell({ thrown }),
              );
          }}
          onOpen={(row, isWholePage) => {
            if (row === null) return;
            // A note is read with its thread.
            if (type === "Note" && isWholePage !== true)
              void navigate({ to: "/notes", search: { ...search, row: row.id } });
            else void navigate({ href: `/detail/${type}/${row.id}` });
          }}
          onPictures={(rows, at) => setViewed({ rows, at })}
          onMenu={menu.open}
          onSort={(path, direction, isAdded) =>
            setView({ ...view, sort: sorted(view.sort, path, direction, isAdded) })
          }
          onWidth={onColumns.setWidth}
          onMove={onColumns.move}
          onHide={onColumns.hide}
          onGroup={(grouping) => setView({ ...view, groups: regrouped(view.groups, grouping) })}
          onSummary={(path, kind) => setView({ ...view, summaries: summed(view.summaries, path, kind) })}
          empty={<Empty title={say("detail.noRows")} />}
        />
        {selected.size > 0 && (
          <SelectionBar
            type={type}
            project={project}
            selected={selected}
            setting={setting}
            onClear={() => setSelected(new Set())}
          />
        )}
      </div>
      <Troubles type={type} lookup={lookup} setting={setting} />
      {viewed !== null && (
        <PictureViewer
          {...viewed}
          nameOf={(row) => textIn(row, nameField(fields)) ?? `${label} ${row.id}`}
          onView={setViewed}
        />
      )}
      <RowMenu menu={menu} />
    </>
  );
}
