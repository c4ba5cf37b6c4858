import { useMediaQuery } from "@mantine/hooks";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { linkIn, type Row } from "../api/row";
import type { Field } from "../api/schema";
import classes from "../detail/detail.module.css";
import { FieldList } from "../detail/field-list";
import { RetiredNote } from "../detail/retired-note";
import { RowBones } from "../detail/row-bones";
import { RowHead, STATUS } from "../detail/row-head";
import { RowTabs } from "../detail/row-tabs";
import { useBelongingEarly } from "../detail/use-belonging";
import { useRow } from "../detail/use-row";
import { cellValue, edits } from "../editing/edits";
import { useSteps } from "../editing/steps";
import { useSetting } from "../fields/use-setting";
import { useLookup } from "../filters/use-lookup";
import { useChangeSearch, usePageSearch, useProjectId } from "../frame/address";
import { useTitle } from "../frame/title";
import { nameField } from "../grid/columns";
import { Troubles } from "../grid/troubles";
import { useInFocus } from "../site/in-focus";
import { useTypeLabel } from "../site/schema";
import { visit } from "../site/visited";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import { MissingRow, MissingType, NoId, PageFailure } from "./missing";

const LONGEST_NAME = 200;
/** Where there is no room for the fields beside the tabs, they are the first of them. */
const NARROW = "(max-width: 900px)";

/** The page of a row: `/detail/Shot/12`. */
export function DetailPage() {
  const { type = "", id: said = "" } = useParams({ strict: false });
  const id = Number(said);
  return Number.isSafeInteger(id) && id > 0 ? (
    <KnownRow key={`${type} ${id}`} type={type} id={id} />
  ) : (
    <NoId said={said} />
  );
}

function KnownRow({ type, id }: { readonly type: string; readonly id: number }) {
  const found = useRow(type, id);
  useBelongingEarly(useProjectId());
  switch (found.is) {
    case "coming":
      return <RowBones />;
    case "missing":
      return <MissingRow type={type} id={id} />;
    case "of no type":
      return <MissingType type={type} />;
    case "failed":
      return <PageFailure thrown={found.thrown} retry={found.retry} />;
    case "here":
      return <RowPage {...found} />;
  }
}

interface Props {
  readonly row: Row;
  readonly fields: ReadonlyMap<string, Field>;
  readonly isRetired: boolean;
}

function RowPage({ row, fields, isRetired }: Props) {
  const { say } = useWords();
  const { type, id } = row;
  const label = useTypeLabel(type);
  const all = useStore(edits);
  const setting = useSetting();
  const nameCode = nameField(fields);
  const name = (String(cellValue(row, nameCode, all) ?? "") || `${label} ${id}`).slice(0, LONGEST_NAME);
  const project = linkIn(row, "project")?.id ?? (type === "Project" ? id : null);
  const lookup = useLookup(type, [], project);
  const { tab } = usePageSearch();
  const changeSearch = useChangeSearch();
  const shownProject = useProjectId();
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) === true;
  useTitle(name, label);
  useSteps();
  useEffect(() => visit({ type, id, name }), [type, id, name]);
  useInFocus({ type, id, name });
  useEffect(() => {
    if (project !== null && shownProject !== project) changeSearch({ project });
  }, [project, shownProject, changeSearch]);

  const without = new Set([nameCode, STATUS[type] ?? "sg_status_list"]);
  const list = <FieldList row={row} fields={fields} without={without} setting={setting} project={project} />;
  const isApart = !isNarrow || isRetired;
  return (
    <div className={classes.page}>
      {isRetired && <RetiredNote row={row} name={name} />}
      <RowHead
        row={row}
        name={name}
        fields={fields}
        setting={setting}
        project={project}
        isRetired={isRetired}
      />
      <Troubles type={type} lookup={lookup} setting={setting} />
      <div className={classes.body}>
        {isApart && list}
        {!isRetired && (
          <RowTabs
            row={row}
            name={name}
            fields={fields}
            setting={setting}
            project={project}
            tab={tab}
            onTab={(key) => changeSearch({ tab: key }, "push")}
            first={isApart ? undefined : { key: "fields", label: say("detail.fields"), content: list }}
          />
        )}
      </div>
    </div>
  );
}
