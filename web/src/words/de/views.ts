import type { views as english } from "../en/views";
import type { Message } from "../message";

/** What is said of views that are kept. */
export const views: Record<keyof typeof english, Message> = {
  "views.view": "Ansicht",
  "views.open": "Ansicht: {name}",
  "views.usual": "Die übliche Ansicht",
  "views.find": "Ansicht finden",
  "views.more": {
    one: "{count} weitere: durch Tippen zu finden",
    other: "{count} weitere: durch Tippen zu finden",
  },
  "views.changed": "Seit dem Behalten geändert",
  "views.saveNew": "Diese Ansicht behalten",
  "views.saveIt": "Behalten",
  "views.name": "Name der Ansicht",
  "views.save": "Die Änderungen in „{name}“ behalten",
  "views.saved": "„{name}“ ist behalten. Wer das Projekt sehen darf, findet sie hier.",
  "views.notOne":
    "„{name}“ zeigt mehr als ein Raster und bleibt, wie sie ist. Behalte diese Ansicht unter einem eigenen Namen.",
  "views.retire": "„{name}“ zurückziehen",
  "views.retired": "„{name}“ ist zurückgezogen. Strg Z bringt sie zurück.",
};
