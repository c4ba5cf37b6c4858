import type { failures as english } from "../en/failures";
import type { Message } from "../message";

/** What is said of what went wrong: what happened, and what to do. */
export const failures: Record<keyof typeof english, Message> = {
  "failure.unreachable":
    "Die Site antwortet nicht. Was geschrieben wurde, bleibt erhalten und wird gesendet, sobald sie wieder da ist.",
  "failure.unreadable":
    "Die Site hat etwas geantwortet, das diese Seite nicht versteht. Die Seite neu laden; sie ist vielleicht älter als die Site.",
  "failure.signedOut": "Abgemeldet. Zum Weiterarbeiten wieder anmelden.",
  "failure.tooMany": {
    one: "Das war zu oft. In einer Sekunde noch einmal versuchen.",
    other: "Das war zu oft. In {count} Sekunden noch einmal versuchen.",
  },
  "failure.busy": "Die Site ist ausgelastet. Gleich noch einmal versuchen.",
  "failure.server":
    "Auf der Site ist ein Fehler aufgetreten. Noch einmal versuchen; bleibt er, die Einzelheiten an den Betrieb der Site schicken.",
  "failure.gone": "Das gibt es nicht mehr, oder es ist nicht sichtbar für dieses Konto.",
  "failure.forbidden": "Das ist nicht erlaubt. Die Administration kann die Rechte der Rolle ändern.",
  "failure.changed": "Das hat inzwischen jemand anders geändert.",
  "failure.tooLarge": "Das ist zu groß für diese Site.",
  "failure.upload":
    "Eine hochgeladene Datei kann nicht als Wert eingesetzt werden. Sie noch einmal hochladen.",
  "failure.refused": "Die Site hat das abgelehnt: {reason}",
  "failure.refusedValue": "{field} {reason}",
  "failure.unexpected":
    "Dieser Teil der Seite ist stehen geblieben. Was gespeichert wurde, ist nicht verloren.",
  "failure.page": "Diese Seite lässt sich nicht zeigen",
  "failure.details": "Einzelheiten",
  "failure.copyDetails": "Einzelheiten kopieren",
  "failure.copied": "Kopiert",
  "failure.retry": "Noch einmal versuchen",
  "failure.reload": "Seite neu laden",
};
