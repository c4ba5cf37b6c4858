/** Durations are minutes on the wire (contract data-types §3.8) and days, hours and minutes of work to people. */

const UNITS = /(-?\d+(?:[.,]\d+)?)\s*(w|d|h|m)[a-z]*/gi;
const WHOLE = /^(?:-?\d+(?:[.,]\d+)?\s*(?:w|d|h|m)[a-z]*\s*)+$/i;
const DAYS_A_WEEK = 5;

export function durationText(minutes: number, hoursPerDay: number): string {
  const total = Math.abs(Math.trunc(minutes));
  const day = Math.round(hoursPerDay * 60);
  const parts = [
    [Math.floor(total / day), "d"],
    [Math.floor((total % day) / 60), "h"],
    [(total % day) % 60, "m"],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  if (words.length === 0) return "0 h";
  return (minutes < 0 ? "-" : "") + words.join(" ");
}

/** `2 d 4 h`, `1.5h`, `90 m`; a bare number counts days. `undefined` for anything else. */
export function durationRead(text: string, hoursPerDay: number): number | undefined {
  const trimmed = text.trim();
  const sign = trimmed.startsWith("-") ? -1 : 1;
  const amount = sign < 0 ? trimmed.slice(1).trim() : trimmed;
  if (/^\d+(?:[.,]\d+)?$/.test(amount)) return sign * Math.round(decimal(amount) * hoursPerDay * 60);
  if (!WHOLE.test(amount)) return undefined;
  const minutes: Record<string, number> = {
    w: DAYS_A_WEEK * hoursPerDay * 60,
    d: hoursPerDay * 60,
    h: 60,
    m: 1,
  };
  let sum = 0;
  for (const [, count, unit] of amount.matchAll(UNITS)) {
    sum += decimal(count ?? "0") * (minutes[(unit ?? "m").toLowerCase()] ?? 1);
  }
  return sign * Math.round(sum);
}

function decimal(text: string): number {
  return Number(text.replace(",", "."));
}
