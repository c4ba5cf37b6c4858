import { useRef, useState } from "react";
import { linkIn, type Row, textIn } from "../api/row";
import { type Pictures, PictureViewer } from "../grid/picture-viewer";
import { useFields } from "../site/schema";
import { useWords } from "../words/say";
import { Filmstrip } from "./filmstrip";
import { Listed } from "./listed";
import type { TabProps } from "./of-tab";
import { Status } from "./status";
import { useTabRows } from "./use-tab-rows";
import classes from "./versions-tab.module.css";

const FIELDS = [
  "code",
  "image",
  "filmstrip_image",
  "sg_status_list",
  "user",
  "created_at",
  "sg_task",
  "entity",
  "open_notes_count",
];
const NEWEST = ["-created_at", "-id"];
const AT_FIRST = 24;

/** Versions as pictures, the newest first: moving over one looks through its film, a click shows it large or plays it. */
export function VersionsTab({ tab, of, setting, project }: TabProps) {
  const { say, format } = useWords();
  const found = useTabRows(tab, FIELDS, NEWEST, AT_FIRST);
  const status = useFields("Version", project).get("sg_status_list");
  const [viewed, setViewed] = useState<Pictures | null>(null);
  const cards = useRef<HTMLUListElement>(null);
  const nameOf = (version: Row) => textIn(version, "code") ?? `#${version.id}`;
  function onView(next: Pictures | null) {
    setViewed(next);
    // Whoever leaves the viewer is where they looked last.
    if (next === null && viewed !== null)
      cards.current?.querySelectorAll<HTMLElement>("button[data-look]").item(viewed.at)?.focus();
  }
  return (
    <Listed found={found} isWide>
      {(versions) => (
        <>
          <ul ref={cards} className={classes.versions}>
            {versions.map((version, at) => {
              const name = nameOf(version);
              const entity = linkIn(version, "entity");
              const isElsewhere = entity !== null && (entity.type !== of.type || entity.id !== of.id);
              const notes = Number(version.values.open_notes_count ?? 0);
              return (
                <li key={version.id}>
                  <button
                    type="button"
                    className={classes.show}
                    data-look
                    aria-label={say("detail.look", { name })}
                    onClick={() => setViewed({ rows: versions, at })}
                  >
                    <Filmstrip row={version} />
                  </button>
                  <a href={`/detail/Version/${version.id}`} className={classes.name} title={name} dir="auto">
                    {name}
                  </a>
                  <p className={classes.facts}>
                    {[
                      isElsewhere && entity.name,
                      linkIn(version, "sg_task")?.name,
                      linkIn(version, "user")?.name,
                      format.ago(textIn(version, "created_at") ?? "").replaceAll(" ", "\u00a0"),
                      notes > 0 && say("detail.openNotesCount", { count: notes }),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </p>
                  {status !== undefined && (
                    <Status row={version} field={status} setting={setting} project={project} />
                  )}
                </li>
              );
            })}
          </ul>
          {viewed !== null && <PictureViewer {...viewed} nameOf={nameOf} onView={onView} />}
        </>
      )}
    </Listed>
  );
}
