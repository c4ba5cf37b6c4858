import type { fields as english } from "../en/fields";
import type { Message } from "../message";

/** What is said by fields' values and their editors. */
export const fields: Record<keyof typeof english, Message> = {
  "fields.yes": "Ja",
  "fields.no": "Nein",
  "fields.find": "Finden",
  "fields.clear": "Kein Wert",
  "fields.searching": "Suche …",
  "fields.searchFailed": "Die Suche ist fehlgeschlagen. Noch einmal tippen versucht es erneut.",
  "fields.nothingFound": "Nichts gefunden",
  "fields.unreadable.number": "Das ist keine Zahl wie {example}.",
  "fields.unreadable.whole": "Das ist keine ganze Zahl wie {example}.",
  "fields.unreadable.date": "Das ist kein Datum wie {example}.",
  "fields.unreadable.dateTime": "Das ist keine Zeit wie {example}.",
  "fields.unreadable.duration": "Das ist keine Dauer wie {example}.",
  "fields.unreadable.timecode": "Das ist kein Timecode wie {example}.",
  "fields.unreadable.choice": "Das ist keine der Möglichkeiten wie {example}.",
  "fields.unreadable.address": "Das ist keine Web-Adresse wie {example}.",
  "fields.unreadable.check": "Das ist nicht ja oder nein wie {example}.",
  "fields.unreadable.range": "Die Site behält Zahlen bis {example}.",
  "fields.unreadable.footage": "Das ist keine Länge in Fuß und Bildern wie {example}.",
  "fields.unreadable.colour": "Das ist keine Farbe wie {example}.",
  "fields.unreadable.link":
    "Verknüpfungen können nicht als Text eingefügt werden. Aus einer Tabelle kopieren.",
};
