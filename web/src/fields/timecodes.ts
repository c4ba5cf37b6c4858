/** Timecodes are milliseconds on the wire and `HH:MM:SS:FF` at 24000/1001 frames a second to people (contract data-types §3.9). */

const FRAMES_A_SECOND = 24000 / 1001;
const FRAMES = 24;
const SPELLED = /^(-?)(\d{1,3}):(\d{1,2}):(\d{1,2})[:;](\d{1,2})$/;

export function timecodeText(milliseconds: number): string {
  const total = Math.abs(milliseconds);
  let seconds = Math.floor(total / 1000);
  let frame = Math.round(((total % 1000) / 1000) * FRAMES_A_SECOND);
  if (frame === FRAMES) {
    frame = 0;
    seconds += 1;
  }
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frame];
  return (milliseconds < 0 ? "-" : "") + parts.map((part) => String(part).padStart(2, "0")).join(":");
}

export function timecodeRead(text: string): number | undefined {
  const spelled = SPELLED.exec(text.trim());
  if (spelled === null) return undefined;
  const [hours, minutes, seconds, frame] = spelled.slice(2).map(Number) as [number, number, number, number];
  if (minutes > 59 || seconds > 59 || frame >= FRAMES) return undefined;
  const whole = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const total = whole + Math.round((frame / FRAMES_A_SECOND) * 1000);
  return spelled[1] === "-" ? -total : total;
}
