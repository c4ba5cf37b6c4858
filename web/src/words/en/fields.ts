import type { Message } from "../message";

/** What is said by fields' values and their editors. */
export const fields = {
  "fields.yes": "Yes",
  "fields.no": "No",
  "fields.find": "Find",
  "fields.clear": "No value",
  "fields.searching": "Searching …",
  "fields.searchFailed": "The search failed. Type again to try once more.",
  "fields.nothingFound": "Nothing found",
  "fields.unreadable.number": "This is not a number, such as {example}.",
  "fields.unreadable.whole": "This is not a whole number, such as {example}.",
  "fields.unreadable.date": "This is not a date, such as {example}.",
  "fields.unreadable.dateTime": "This is not a time, such as {example}.",
  "fields.unreadable.duration": "This is not a duration, such as {example}.",
  "fields.unreadable.timecode": "This is not a timecode, such as {example}.",
  "fields.unreadable.choice": "This is none of the choices, such as {example}.",
  "fields.unreadable.address": "This is not a web address, such as {example}.",
  "fields.unreadable.check": "This is not yes or no, such as {example}.",
  "fields.unreadable.range": "The site keeps numbers up to {example}.",
  "fields.unreadable.footage": "This is no length in feet and frames, such as {example}.",
  "fields.unreadable.colour": "This is no colour, such as {example}.",
  "fields.unreadable.link": "Links cannot be pasted as text. Copy them from a grid.",
} as const satisfies Record<string, Message>;
