import type { pages as english } from "../en/pages";
import type { Message } from "../message";

/** What is said by signing in, choosing a project, finding, and pages that are not there. */
export const pages: Record<keyof typeof english, Message> = {
  "signIn.title": "Anmelden bei {site}",
  "signIn.again": "Wieder anmelden",
  "signIn.againWhy":
    "Die Sitzung ist zu Ende. Nach dem Anmelden geht es hier weiter; nichts auf dieser Seite ist verloren.",
  "signIn.login": "Anmeldename",
  "signIn.password": "Passwort",
  "signIn.code": "Code",
  "signIn.codeWhy":
    "Das Konto verlangt einen zweiten Faktor: die sechs Ziffern aus der App oder einen Wiederherstellungscode.",
  "signIn.do": "Anmelden",
  "signIn.elsewhere": "Mit {name} anmelden",
  "signIn.or": "oder",
  "signIn.somebodyElse": "Mit einem anderen Konto weitermachen",
  "signIn.wrong":
    "Kein Konto hat diesen Anmeldenamen und dieses Passwort. Beides prüfen; im Passwort zählen Großbuchstaben.",
  "signIn.wrongCode":
    "Anmeldename, Passwort und Code passen nicht zusammen. Ein Code gilt nur einmal: auf den nächsten warten.",
  "signIn.inAnotherWindow": "Das geschieht in einem anderen Fenster. Danach geht es hier weiter.",
  "refused.elsewhere":
    "Diese Anmeldung hat in einem anderen Browser begonnen, oder vor zu langer Zeit. Noch einmal versuchen.",
  "refused.declined":
    "Die Anmeldung wurde dort abgebrochen. Noch einmal versuchen oder das Passwort benutzen.",
  "refused.silent":
    "Der Anmeldedienst antwortet nicht, wie er soll. Später noch einmal versuchen oder das Passwort benutzen.",
  "refused.forged": "Die Antwort des Anmeldedienstes ließ sich nicht prüfen. Noch einmal versuchen.",
  "refused.unnamed": "Der Anmeldedienst sagt nicht, wer sich anmeldet. Die Administration kann das klären.",
  "refused.unverified":
    "Der Anmeldedienst hat die E-Mail-Adresse nicht bestätigt. Die Administration kann das klären.",
  "refused.stranger": "Hier gibt es noch kein Konto dafür. Die Administration kann eines anlegen.",
  "refused.taken":
    "Das Konto hier gehört zu einer anderen Identität dort. Die Administration kann das klären.",
  "refused.disabled": "Das Konto hier ist gesperrt. Die Administration kann das ändern.",
  "refused.failed":
    "Die Anmeldung dort hat nicht geklappt. Noch einmal versuchen oder das Passwort benutzen.",
  "signIn.loginMissing": "Anmeldenamen eingeben.",
  "signIn.passwordMissing": "Passwort eingeben.",
  "signIn.codeMissing": "Code eingeben.",
  "projects.title": "Projekte",
  "projects.recent": "Zuletzt geöffnet",
  "projects.all": "Alle",
  "projects.archived": "Archiviert",
  "projects.templates": "Vorlagen",
  "projects.find": "Projekt suchen",
  "projects.none": "Noch in keinem Projekt",
  "projects.noneWhy": "Die Projektleitung oder die Administration kann das Konto einem Projekt hinzufügen.",
  "projects.noMatch": "Kein Projekt heißt wie „{text}“",
  "projects.clear": "Suche leeren",
  "palette.placeholder": "Shots, Notizen, Personen, Seiten suchen …",
  "palette.title": "Alles finden",
  "palette.nothing": "Nichts heißt wie „{text}“",
  "palette.nothingWhy": "In Namen und Beschreibungen wird nach den Anfängen der Wörter gesucht.",
  "palette.recent": "Zuletzt",
  "palette.pages": "Seiten",
  "palette.actions": "Aktionen",
  "palette.rows": "Auf der Site gefunden",
  "palette.inProject": "in {project}",
  "palette.everywhere": "in allen Projekten",
  "palette.scope": "Suche {scope}",
  "palette.choose": "wählen",
  "palette.open": "öffnen",
  "palette.openApart": "neues Fenster",
  "palette.copyAddress": "Adresse kopieren",
  "palette.switchScope": "alle Projekte",
  "palette.results": { one: "{count} Treffer", other: "{count} Treffer" },
  "missing.title": "Unter dieser Adresse ist nichts",
  "missing.why": "Es wurde vielleicht verschoben oder stillgelegt, oder in der Adresse ist ein Fehler.",
  "missing.row": "{type} {id} ist nicht da",
  "missing.type": "Einen Typ „{type}“ gibt es auf dieser Site nicht",
  "missing.typeWhy":
    "Typen schreiben sich wie Shot oder HumanUser. Vielleicht ist in der Adresse ein Fehler.",
  "missing.id": "„{id}“ ist keine Id",
  "missing.idWhy": "Ids sind ganze Zahlen. Vielleicht ist in der Adresse ein Fehler.",
  "forbidden.title": "Das ist nicht sichtbar",
  "forbidden.why": "Die Rolle {role} umfasst es nicht. Die Administration der Site kann das ändern.",
  "missing.toProjects": "Zu den Projekten",
};
