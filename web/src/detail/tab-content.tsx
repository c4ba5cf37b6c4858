import { Button } from "@mantine/core";
import { Link as PageLink } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { toAddress } from "../filters/address";
import { Icon } from "../frame/icon";
import { isWritingNote } from "../notes/asking";
import { Remembered } from "../state/remembered";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import { FilesTab } from "./files-tab";
import { LinkedRows } from "./linked-rows";
import { NotesTab } from "./notes-tab";
import type { TabProps } from "./of-tab";
import classes from "./row-tabs.module.css";
import { TasksTab } from "./tasks-tab";
import { VersionsTab } from "./versions-tab";

/** Types whose rows are read in a way of their own; all others as a grid, and these too where somebody wants that. */
const OWN: Readonly<Record<string, ComponentType<TabProps>>> = {
  Note: NotesTab,
  Version: VersionsTab,
  Task: TasksTab,
  PublishedFile: FilesTab,
};

const shownAs = new Remembered<"own" | "grid">("tabs", ["own", "grid"], "own");

/** The rows of a tab, with the ways to see them otherwise. */
export function TabContent(props: TabProps) {
  const { say } = useWords();
  const { tab, project } = props;
  const isGrid = useStore(shownAs) === "grid";
  const Own = OWN[tab.type];
  const search = { ...(project === null ? {} : { project }), filters: toAddress(tab.filters) };
  return (
    <div className={classes.linked}>
      <div className={classes.linkedTools}>
        {tab.type === "Note" && (
          <Button
            size="compact-sm"
            leftSection={<Icon name="plus" size={13} />}
            onClick={() => isWritingNote.set(true)}
          >
            {say("notes.newNote")}
          </Button>
        )}
        <span className={classes.spread} />
        {Own !== undefined && (
          <button
            type="button"
            className={classes.tool}
            aria-pressed={isGrid}
            onClick={() => shownAs.set(isGrid ? "own" : "grid")}
          >
            <Icon name="columns" size={13} />
            {say("detail.asTable")}
          </button>
        )}
        <PageLink to="/grid/$type" params={{ type: tab.type }} search={search}>
          {say("detail.openGrid")}
        </PageLink>
        {tab.type === "Note" && (
          <PageLink to="/notes" search={search}>
            {say("detail.openNotes")}
          </PageLink>
        )}
      </div>
      {Own === undefined || isGrid ? <LinkedRows tab={tab} project={project} /> : <Own {...props} />}
    </div>
  );
}
