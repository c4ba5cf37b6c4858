import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Row } from "../api/row";
import type { Field } from "../api/schema";
import type { Setting } from "../fields/field-type";
import { isEmpty } from "../fields/plain";
import { Icon } from "../frame/icon";
import panel from "../grid/panel.module.css";
import { PanelField } from "../grid/panel-field";
import { useWords } from "../words/say";
import classes from "./detail.module.css";
import { groupsOf, isSought } from "./fields";

interface Props {
  readonly row: Row;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields that stand elsewhere on the page. */
  readonly without: ReadonlySet<string>;
  readonly setting: Setting;
  readonly project: number | null;
}

/** All fields of a row, each edited where it stands: those of daily work first, all others by name, empty ones folded away. */
export function FieldList({ row, fields, without, setting, project }: Props) {
  const { say } = useWords();
  const [text, setText] = useState("");
  const [isAll, setAll] = useState(false);
  const { first, others } = groupsOf(row.type, fields, without);
  const found = [...first, ...others].filter((field) => isSought(field, text));
  const filled = others.filter(({ code }) => !isEmpty(row.values[code]));
  const folded = others.length - filled.length;
  const lines = (shown: readonly Field[]) => (
    <dl className={panel.fields}>
      {shown.map((field) => (
        <PanelField
          key={`${row.id} ${field.code}`}
          row={row}
          field={field}
          setting={setting}
          project={project}
        />
      ))}
    </dl>
  );
  return (
    <section className={classes.fields} aria-label={say("detail.fields")}>
      <TextInput
        size="xs"
        type="search"
        placeholder={say("detail.findField")}
        aria-label={say("detail.findField")}
        leftSection={<Icon name="search" size={13} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text.trim() !== "" ? (
        found.length > 0 ? (
          lines(found)
        ) : (
          <p className={classes.quiet}>{say("detail.noField", { text })}</p>
        )
      ) : (
        <>
          {lines(first)}
          {lines(isAll ? others : filled)}
          {folded > 0 && (
            <button
              type="button"
              className={classes.fold}
              aria-expanded={isAll}
              onClick={() => setAll(!isAll)}
            >
              <Icon name={isAll ? "up" : "down"} size={13} />
              {isAll ? say("detail.hideEmpty") : say("detail.showEmpty", { count: folded })}
            </button>
          )}
        </>
      )}
    </section>
  );
}
