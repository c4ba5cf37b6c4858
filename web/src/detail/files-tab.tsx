import { isRecord } from "../api/failure";
import { linkIn, type Row, textIn } from "../api/row";
import { copyAndTell } from "../frame/copying";
import { IconButton } from "../frame/icon-button";
import { useFields } from "../site/schema";
import { useWords } from "../words/say";
import { Listed } from "./listed";
import type { TabProps } from "./of-tab";
import classes from "./table.module.css";
import { useTabRows } from "./use-tab-rows";

const FIELDS = [
  "code",
  "version_number",
  "published_file_type",
  "path",
  "path_cache",
  "created_by",
  "created_at",
  "entity",
];
const NEWEST = ["-created_at", "-id"];
const AT_FIRST = 50;

/** Published files with their versions, kinds and paths, which a click copies; the newest first. */
export function FilesTab({ tab, project }: TabProps) {
  const { say, format } = useWords();
  const found = useTabRows(tab, FIELDS, NEWEST, AT_FIRST);
  const known = useFields("PublishedFile", project);
  const label = (code: string) => known.get(code)?.label ?? code;
  return (
    <Listed found={found} isWide>
      {(files) => (
        <table className={classes.table} data-wide-name>
          <thead>
            <tr>
              {["code", "version_number", "published_file_type", "created_by", "created_at"].map((code) => (
                <th key={code} scope="col">
                  {label(code)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {files.map((file) => {
              const name = textIn(file, "code") ?? `#${file.id}`;
              const path = pathOf(file);
              const made = textIn(file, "created_at") ?? "";
              return (
                <tr key={file.id}>
                  <td>
                    <a href={`/detail/PublishedFile/${file.id}`} dir="auto">
                      {name}
                    </a>
                    {path !== null && (
                      <span className={classes.path}>
                        <code title={path}>{path}</code>
                        <IconButton
                          icon="copy"
                          size="small"
                          label={say("detail.copyPath", { name })}
                          onClick={() => copyAndTell(path)}
                        />
                      </span>
                    )}
                  </td>
                  <td className={classes.number}>{versionOf(file)}</td>
                  <td dir="auto">{linkIn(file, "published_file_type")?.name}</td>
                  <td dir="auto">{linkIn(file, "created_by")?.name}</td>
                  <td className={classes.number} title={format.exactMoment(made)}>
                    {format.ago(made)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Listed>
  );
}

function versionOf({ values: { version_number: number } }: Row): string {
  return typeof number === "number" ? `v${String(number).padStart(3, "0")}` : "";
}

/** Where a published file lies, as programs open it; null where that is nowhere. */
export function pathOf({ values: { path, path_cache: cached } }: Row): string | null {
  const held = isRecord(path) ? path : {};
  for (const each of [held.local_path, held.url, cached, held.name])
    if (typeof each === "string" && each !== "")
      return each.startsWith("file://") ? decoded(each.slice("file://".length)) : each;
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
