/** Moments as fields for local times hold them and as people type them: in the zone of the browser. */

/** `YYYY-MM-DDTHH:MM`, what a `datetime-local` field holds, with the seconds where there are any; `""` for what is no moment. */
export function localMinute(time: string): string {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) return "";
  const day = [
    String(moment.getFullYear()).padStart(4, "0"),
    two(moment.getMonth() + 1),
    two(moment.getDate()),
  ].join("-");
  const seconds = moment.getSeconds() === 0 ? "" : `:${two(moment.getSeconds())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}${seconds}`;
}

/** The moment at which clocks here show this, as the API spells it. */
export function momentOf(local: string): string | undefined {
  const spelled = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(local.trim());
  if (spelled === null) return undefined;
  const parts = spelled.slice(1).map((part) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 59 || !isDay(year, month, day)) return undefined;
  const moment = new Date(year, month - 1, day, hour, minute, second);
  moment.setFullYear(year);
  return spelledMoment(moment);
}

/** UTC to the second, as the API writes it. */
export function spelledMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

export function isDay(year: number, month: number, day: number): boolean {
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}
