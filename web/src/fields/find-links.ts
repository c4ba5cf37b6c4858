/** Rows that a link may lead to, by name: within the project where the type has projects; without a text those changed last. */
import { perform } from "../api/perform";
import { every } from "../api/question";
import type { Link } from "../api/row";
import { searchRows, textSearch } from "../api/rows";

const MOST = 25;
/** Of everybody's, not of one project's. */
const SHARED = new Set([
  "Project",
  "HumanUser",
  "ApiUser",
  "Group",
  "Step",
  "Status",
  "Department",
  "Tag",
  "PublishedFileType",
]);

export async function findLinks(
  text: string,
  types: readonly string[],
  projectId: number | null,
): Promise<readonly Link[]> {
  const found = text.trim() === "" ? await newest(types, projectId) : await named(text, types, projectId);
  return found.slice(0, MOST);
}

async function named(
  text: string,
  types: readonly string[],
  projectId: number | null,
): Promise<readonly Link[]> {
  const [shared, own] = [types.filter((type) => SHARED.has(type)), types.filter((type) => !SHARED.has(type))];
  const answers = await Promise.all([
    shared.length > 0 ? perform(textSearch(text, shared, null, MOST)) : [],
    own.length > 0 ? perform(textSearch(text, own, projectId, MOST)) : [],
  ]);
  return answers.flat().map(({ type, id, name }) => ({ type, id, name }));
}

async function newest(types: readonly string[], projectId: number | null): Promise<readonly Link[]> {
  const each = Math.max(3, Math.floor(MOST / Math.max(1, types.length)));
  const answers = await Promise.all(
    types.slice(0, 6).map((type) => {
      const within =
        projectId === null || SHARED.has(type)
          ? every()
          : every(["project", "is", { type: "Project", id: projectId }]);
      const sort = SHARED.has(type) ? ["cached_display_name"] : ["-updated_at"];
      return perform(
        searchRows(type, {
          filters: within,
          fields: ["cached_display_name"],
          sort,
          page: { number: 1, size: each },
        }),
      );
    }),
  );
  return answers
    .flat()
    .map(({ type, id, values }) => ({ type, id, name: String(values.cached_display_name ?? "") }));
}
