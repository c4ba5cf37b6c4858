/** Views that are kept under a name: pages of the site, which whoever may see the project sees (contract pages-and-events §1, §5). */
import { refusalOf } from "../api/failure";
import { perform } from "../api/perform";
import { every, type Question, some } from "../api/question";
import type { Link, Row } from "../api/row";
import { createRow, searchRows, updateRow } from "../api/rows";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { type KeptView, layoutWith } from "./layout";

const MOST = 500;

/** The pages of the site that show rows of a type: those of the project, and those of none. */
export function pagesQuery(type: string, project: number | null) {
  const ofNone = every(["project", "is", null]);
  const filters = every(
    ["entity_type", "is", type],
    project === null ? ofNone : some(["project", "is", { type: "Project", id: project }], ofNone),
  );
  const question: Question = {
    filters,
    fields: ["name", "project", "created_by"],
    sort: ["name"],
    page: { number: 1, size: MOST },
  };
  return {
    queryKey: ["rows", "Page", question],
    queryFn: ({ signal }: { signal: AbortSignal }) => perform(searchRows("Page", question), signal),
  };
}

/** The layout that all share of a page: the newest, where it has several; null where it has none. */
export function layoutQuery(page: number) {
  const question: Question = {
    filters: every(["page", "is", { type: "Page", id: page }], ["user", "is", null]),
    fields: ["settings_json"],
    sort: ["-id"],
    page: { number: 1, size: 1 },
  };
  return {
    queryKey: ["rows", "PageSetting", question],
    queryFn: ({ signal }: { signal: AbortSignal }) => perform(searchRows("PageSetting", question), signal),
  };
}

/** Keep a view as a new page. Throws where the site refuses. */
export async function savePage(
  type: string,
  project: number | null,
  name: string,
  view: KeptView,
): Promise<Row> {
  const page = await write(
    createRow("Page", {
      name,
      entity_type: type,
      ...(project === null ? {} : { project: { type: "Project", id: project } }),
    }),
  );
  await saveLayout(page, type, view);
  await cache.invalidateQueries({ queryKey: ["rows", "Page"] });
  return page;
}

/** Keep a view in the page that there is; false where the page shows more than a view. */
export async function saveLayout(page: Link, type: string, view: KeptView): Promise<boolean> {
  const [setting] = await cache.fetchQuery({ ...layoutQuery(page.id), staleTime: 0 });
  const layout = layoutWith(setting?.values.settings_json, type, view);
  if (setting === undefined || layout === null) return false;
  const settings_json = JSON.stringify(layout);
  try {
    await write(updateRow("PageSetting", setting.id, { settings_json }));
  } catch (thrown) {
    // Whoever may make layouts, and not change the one that the site made with the page, puts another before it.
    if (refusalOf(thrown, 403) === null && refusalOf(thrown, 401) === null && refusalOf(thrown, 400) === null)
      throw thrown;
    await write(createRow("PageSetting", { page: { type: "Page", id: page.id }, settings_json }));
  }
  await cache.invalidateQueries({ queryKey: ["rows", "PageSetting"] });
  return true;
}
