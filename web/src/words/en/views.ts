import type { Message } from "../message";

/** What is said of views that are kept. */
export const views = {
  "views.view": "View",
  "views.open": "View: {name}",
  "views.usual": "The usual view",
  "views.find": "Find a view",
  "views.more": { one: "{count} more: type to find it", other: "{count} more: type to find them" },
  "views.changed": "Changed since it was kept",
  "views.saveNew": "Keep this view",
  "views.saveIt": "Keep",
  "views.name": "Name of the view",
  "views.save": "Keep the changes in “{name}”",
  "views.saved": "“{name}” is kept. Whoever may see the project finds it here.",
  "views.notOne":
    "“{name}” shows more than one grid, and is left as it is. Keep this view under a name of its own.",
  "views.retire": "Retire “{name}”",
  "views.retired": "“{name}” is retired. Ctrl Z brings it back.",
} as const satisfies Record<string, Message>;
