import type { Message } from "../message";

/** What many rows of the standard entity types are called; the site's own schema says what one is. */
export const types = {
  "type.Note": "Notes",
  "type.Shot": "Shots",
  "type.Asset": "Assets",
  "type.Task": "Tasks",
  "type.Version": "Versions",
  "type.Sequence": "Sequences",
  "type.Episode": "Episodes",
  "type.Scene": "Scenes",
  "type.Playlist": "Playlists",
  "type.PublishedFile": "Published files",
  "type.TimeLog": "Time logs",
  "type.Delivery": "Deliveries",
  "type.Ticket": "Tickets",
  "type.Milestone": "Milestones",
  "type.Phase": "Phases",
  "type.Cut": "Cuts",
  "type.Element": "Elements",
  "type.Attachment": "Files",
  "type.Project": "Projects",
  "type.HumanUser": "People",
  "type.Group": "Groups",
  "type.Department": "Departments",
  "type.Step": "Pipeline steps",
} as const satisfies Record<string, Message>;
