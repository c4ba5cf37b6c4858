import type { Message } from "../message";

/** What is said of what went wrong: what happened, and what to do. */
export const failures = {
  "failure.unreachable":
    "The site does not answer. What you typed is kept; it is sent as soon as the site is back.",
  "failure.unreadable":
    "The site answered something that this page does not understand. Reload the page; it may be older than the site.",
  "failure.signedOut": "You are signed out. Sign in again to go on.",
  "failure.tooMany": {
    one: "That was too often. Try again in a second.",
    other: "That was too often. Try again in {count} seconds.",
  },
  "failure.busy": "The site is busy. Try again in a moment.",
  "failure.server":
    "The site made a mistake. Try again; if it comes back, send the details to whoever runs the site.",
  "failure.gone": "This is not here any more, or you may not see it.",
  "failure.forbidden": "You may not do this. An administrator can change what your role may do.",
  "failure.changed": "Somebody else has changed this in the meantime.",
  "failure.tooLarge": "That is too large for this site.",
  "failure.upload": "An uploaded file cannot be put there as a value. Upload it once more.",
  "failure.refused": "The site refused this: {reason}",
  "failure.refusedValue": "{field} {reason}",
  "failure.unexpected": "This part of the page has stopped. Nothing that you saved is lost.",
  "failure.page": "This page cannot be shown",
  "failure.details": "Details",
  "failure.copyDetails": "Copy details",
  "failure.copied": "Copied",
  "failure.retry": "Try again",
  "failure.reload": "Reload the page",
} as const satisfies Record<string, Message>;
