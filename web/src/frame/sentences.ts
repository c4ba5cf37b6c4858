import { type Failure, failureOf, isRecord, type Refusal } from "../api/failure";
import type { Say } from "../words/say";

/** How sentences are said of refusals, by what tells them apart; the first that holds counts. */
const SENTENCES: readonly (readonly [
  (refusal: Refusal) => boolean,
  (refusal: Refusal, say: Say) => string,
])[] = [
  [(it) => it.status === 401, (_, say) => say("failure.signedOut")],
  [(it) => it.status === 429, (it, say) => say("failure.tooMany", { count: it.retryAfter ?? 1 })],
  [(it) => it.status === 412 || it.status === 409, (_, say) => say("failure.changed")],
  [(it) => it.status === 413, (_, say) => say("failure.tooLarge")],
  [(it) => it.status === 503, (_, say) => say("failure.busy")],
  [(it) => it.status >= 500, (_, say) => say("failure.server")],
  [isForbidden, (_, say) => say("failure.forbidden")],
  [(it) => it.status === 404, (_, say) => say("failure.gone")],
  [
    (it) => reasonsIn(it.source).length > 0,
    (it, say) => say("failure.refused", { reason: reasonsIn(it.source).join("; ") }),
  ],
];

/** What happened and what to do, as a sentence. */
export function sentenceOf(thrown: unknown, say: Say): string {
  const failure = failureOf(thrown);
  return failure === null ? say("failure.unexpected") : sentenceOfFailure(failure, say);
}

function sentenceOfFailure(failure: Failure, say: Say): string {
  if (failure.kind === "unreachable") return say("failure.unreachable");
  if (failure.kind === "unreadable") return say("failure.unreadable");
  if (failure.kind === "an upload") return say("failure.upload");
  if (failure.kind === "signed out") return say("failure.signedOut");
  const found = SENTENCES.find(([holds]) => holds(failure));
  return found?.[1](failure, say) ?? say("failure.refused", { reason: failure.detail ?? failure.title });
}

/** Whether it is a rule that refused, and not the request that was wrong. */
export function isForbidden(refusal: Refusal): boolean {
  const said = `${refusal.title} ${refusal.detail ?? ""}`;
  return (
    refusal.status === 403 ||
    (refusal.code === 104 && /permission|not editable for this user|Rule:/i.test(said))
  );
}

/** What is wrong with each thing that is, as the site says it: `{"code": ["code is missing"]}`. */
export function reasonsIn(source: unknown): readonly string[] {
  if (typeof source === "string") return [source.trim()];
  if (Array.isArray(source)) return source.flatMap(reasonsIn);
  return isRecord(source) ? Object.values(source).flatMap(reasonsIn) : [];
}

/** The technical part, for whoever runs the site. */
export function detailsOf(thrown: unknown): string {
  const failure = failureOf(thrown);
  if (failure === null)
    return thrown instanceof Error
      ? `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ""}`
      : String(thrown);
  return JSON.stringify({ ...failure, page: location.pathname, at: new Date().toISOString() }, null, 2);
}
