import type { types as english } from "../en/types";
import type { Message } from "../message";

/** What many rows of the standard entity types are called; the site's own schema says what one is. */
export const types: Record<keyof typeof english, Message> = {
  "type.Note": "Notizen",
  "type.Shot": "Shots",
  "type.Asset": "Assets",
  "type.Task": "Aufgaben",
  "type.Version": "Versionen",
  "type.Sequence": "Sequenzen",
  "type.Episode": "Episoden",
  "type.Scene": "Szenen",
  "type.Playlist": "Playlists",
  "type.PublishedFile": "Publizierte Dateien",
  "type.TimeLog": "Arbeitszeiten",
  "type.Delivery": "Lieferungen",
  "type.Ticket": "Tickets",
  "type.Milestone": "Meilensteine",
  "type.Phase": "Phasen",
  "type.Cut": "Schnittfassungen",
  "type.Element": "Elemente",
  "type.Attachment": "Dateien",
  "type.Project": "Projekte",
  "type.HumanUser": "Personen",
  "type.Group": "Gruppen",
  "type.Department": "Abteilungen",
  "type.Step": "Arbeitsschritte",
};
