import type { Link } from "../api/row";
import { Thumbnail } from "../detail/thumbnail";
import { useRow } from "../detail/use-row";
import { useSetting } from "../fields/use-setting";
import { useLookup } from "../filters/use-lookup";
import { Bone, Bones } from "../frame/bones";
import { FailureNote } from "../frame/failure-note";
import panel from "../grid/panel.module.css";
import { PanelField } from "../grid/panel-field";
import { Troubles } from "../grid/troubles";
import { useWords } from "../words/say";
import classes from "./account.module.css";

const TOLD = ["name", "login", "email", "department", "groups", "permission_rule_set"];
/** About what people are written to. */
const MAIL = /^email_/;

/** What the site knows of the person: what they may edit of it is for the site's rules to say. */
export function OwnRow({ person }: { readonly person: Link }) {
  const { say } = useWords();
  const found = useRow(person.type, person.id);
  const setting = useSetting();
  const lookup = useLookup(person.type, [], null);
  if (found.is === "failed") return <FailureNote thrown={found.thrown} retry={found.retry} />;
  if (found.is !== "here")
    return (
      <>
        <section className={classes.section}>
          <h2>{say("account.told")}</h2>
          <p className={classes.why}>{say("account.toldWhy")}</p>
          <Bones lines={TOLD.length} height={28} />
        </section>
        <section className={classes.section}>
          <Bone width={220} height={22} />
        </section>
      </>
    );
  const { row, fields } = found;
  const lines = (codes: readonly string[]) => (
    <dl className={panel.fields}>
      {codes
        .map((code) => fields.get(code))
        .filter((field) => field !== undefined)
        .map((field) => (
          <PanelField key={field.code} row={row} field={field} setting={setting} project={null} />
        ))}
    </dl>
  );
  return (
    <>
      <section className={classes.section} aria-label={say("account.told")}>
        <h2>{say("account.told")}</h2>
        <p className={classes.why}>{say("account.toldWhy")}</p>
        <div className={classes.told}>
          <Thumbnail
            row={row}
            name={String(row.values.name ?? "")}
            canReplace={fields.get("image")?.isEditable === true}
          />
          {lines(TOLD)}
        </div>
      </section>
      <details className={classes.section}>
        <summary>{say("account.mail")}</summary>
        {lines([...fields.keys()].filter((code) => MAIL.test(code)))}
      </details>
      <Troubles type={person.type} lookup={lookup} setting={setting} />
    </>
  );
}
