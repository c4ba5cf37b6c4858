/** A new row from a grid: in its project, and with a name to be typed over. */
import type { Row } from "../api/row";
import { createRow } from "../api/rows";
import type { Field } from "../api/schema";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { nameField } from "./columns";

/** Throws where the site refuses it. */
export async function makeRow(
  type: string,
  fields: ReadonlyMap<string, Field>,
  project: number | null,
  name: string,
): Promise<Row> {
  const code = nameField(fields);
  const isNamed = fields.get(code)?.isEditable === true && fields.get(code)?.dataType === "text";
  const made = await write(
    createRow(type, {
      ...(project !== null && fields.has("project") ? { project: { type: "Project", id: project } } : {}),
      ...(isNamed ? { [code]: name } : {}),
    }),
  );
  await Promise.all([
    cache.invalidateQueries({ queryKey: ["rows", type] }),
    cache.invalidateQueries({ queryKey: ["count", type] }),
  ]);
  return made;
}
