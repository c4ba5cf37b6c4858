import { Fragment } from "react";
import { linkIn, type Row, textIn } from "../api/row";
import { FieldInPlace } from "../editing/field-in-place";
import { useFields } from "../site/schema";
import { colourIn } from "../site/statuses";
import { useWords } from "../words/say";
import { Listed } from "./listed";
import type { TabProps } from "./of-tab";
import classes from "./table.module.css";
import { useTabRows } from "./use-tab-rows";

const FIELDS = [
  "content",
  "entity",
  "step",
  "step.Step.list_order",
  "step.Step.color",
  "sg_status_list",
  "task_assignees",
  "start_date",
  "due_date",
];
const ORDER = ["step.Step.list_order", "due_date", "id"];
const SHOWN = ["sg_status_list", "task_assignees", "start_date", "due_date"];
const AT_FIRST = 100;

/** The tasks of a row by their steps, in the order of the pipeline; status, people and dates are edited where they stand. */
export function TasksTab({ tab, of, setting, project }: TabProps) {
  const { say } = useWords();
  const found = useTabRows(tab, FIELDS, ORDER, AT_FIRST);
  const known = useFields("Task", project);
  const shown = SHOWN.map((code) => known.get(code)).filter((field) => field !== undefined);
  const name = known.get("content");
  return (
    <Listed found={found}>
      {(tasks) => (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{name?.label}</th>
              {shown.map(({ code, label }) => (
                <th key={code} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          {stepsOf(tasks).map(({ step, colour, of: own }) => (
            <tbody key={step ?? ""}>
              <tr>
                <th scope="rowgroup" colSpan={shown.length + 1} className={classes.group}>
                  <span
                    className={classes.mark}
                    style={colour === null ? undefined : { background: colour }}
                    aria-hidden="true"
                  />
                  <span dir="auto">{step ?? say("detail.noStep")}</span>
                </th>
              </tr>
              {own.map((task) => (
                <tr key={task.id}>
                  <td>
                    <a href={`/detail/Task/${task.id}`} dir="auto">
                      {textIn(task, "content") ?? `#${task.id}`}
                    </a>
                    <Elsewhere task={task} of={of} />
                  </td>
                  {shown.map((field) => (
                    <td key={field.code} className={classes.edited}>
                      <FieldInPlace row={task} field={field} setting={setting} project={project} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      )}
    </Listed>
  );
}

/** What a task is for, where that is not what the page is about. */
function Elsewhere({ task, of }: { readonly task: Row; readonly of: TabProps["of"] }) {
  const entity = linkIn(task, "entity");
  if (entity === null || (entity.type === of.type && entity.id === of.id)) return null;
  return (
    <Fragment>
      {" "}
      <a className={classes.quiet} href={`/detail/${entity.type}/${entity.id}`} dir="auto">
        {entity.name}
      </a>
    </Fragment>
  );
}

interface OfStep {
  readonly step: string | null;
  readonly colour: string | null;
  readonly of: readonly Row[];
}

/** Tasks by their steps, both in the order in which they came. */
export function stepsOf(tasks: readonly Row[]): readonly OfStep[] {
  const steps = new Map<number | null, { step: string | null; colour: string | null; of: Row[] }>();
  for (const task of tasks) {
    const step = linkIn(task, "step");
    const known = steps.get(step?.id ?? null);
    if (known !== undefined) known.of.push(task);
    else
      steps.set(step?.id ?? null, {
        step: step === null ? null : (step.name ?? `#${step.id}`),
        colour: colourIn(textIn(task, "step.Step.color")),
        of: [task],
      });
  }
  return [...steps.values()];
}
