const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** How dates and numbers are written: as the reader's language does, times in the reader's zone. */
export class Formats {
  readonly locale: string;
  private readonly zone: string | undefined;
  private readonly kept = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

  constructor(locale: string, zone?: string) {
    this.locale = locale;
    this.zone = zone;
  }

  /** What stands before the decimals of a number. */
  get decimalMark(): string {
    return this.figures({ minimumFractionDigits: 1 }).format(0.5).replaceAll(/\d/g, "");
  }

  /** A day without a time, as the API has it: `2026-11-26`. It is the same day in every zone. */
  day(value: string): string {
    const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
    if (found === null) return value;
    return this.date({ dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${value}T00:00:00Z`));
  }

  /** A moment, to the minute. */
  moment(value: string | Date): string {
    return this.written(value, { dateStyle: "medium", timeStyle: "short" });
  }

  /** A moment, to the second and with its zone: what a tip says. */
  exactMoment(value: string | Date): string {
    return this.written(value, { dateStyle: "full", timeStyle: "long" });
  }

  /** How long ago, in as few letters as there can be; from a week on the date. */
  ago(value: string | Date, now: Date = new Date()): string {
    const then = new Date(value);
    const seconds = (now.getTime() - then.getTime()) / 1000;
    if (Number.isNaN(seconds)) return String(value);
    if (Math.abs(seconds) < MINUTE) return this.relative(0, "minute");
    if (Math.abs(seconds) < HOUR) return this.relative(-Math.round(seconds / MINUTE), "minute");
    if (Math.abs(seconds) < DAY) return this.relative(-Math.round(seconds / HOUR), "hour");
    if (Math.abs(seconds) < 7 * DAY) return this.relative(-Math.round(seconds / DAY), "day");
    const thisYear = then.getFullYear() === now.getFullYear();
    return this.written(then, { day: "numeric", month: "short", year: thisYear ? undefined : "numeric" });
  }

  number(value: number, digits = 2): string {
    return this.figures({ maximumFractionDigits: digits }).format(value);
  }

  percent(value: number): string {
    return this.figures({ style: "percent", maximumFractionDigits: 1 }).format(value);
  }

  /** The size of a file. */
  bytes(value: number): string {
    const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), SIZES.length - 1);
    const size = value / 1000 ** power;
    const unit = SIZES[power] ?? "byte";
    return this.figures({
      style: "unit",
      unit,
      maximumFractionDigits: size < 10 && power > 0 ? 1 : 0,
    }).format(size);
  }

  /** Several things in one sentence: "Mira, Noor and Ada". */
  list(values: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: "conjunction" }).format(values);
  }

  private written(value: string | Date, options: Intl.DateTimeFormatOptions): string {
    const moment = new Date(value);
    return Number.isNaN(moment.getTime())
      ? String(value)
      : this.date({ timeZone: this.zone, ...options }).format(moment);
  }

  private relative(value: number, unit: Intl.RelativeTimeFormatUnit): string {
    return new Intl.RelativeTimeFormat(this.locale, { style: "narrow", numeric: "auto" }).format(value, unit);
  }

  // Making a format costs more than using it a thousand times, and grids use them for every cell.
  private date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.once(options, () => new Intl.DateTimeFormat(this.locale, options));
  }

  private figures(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return this.once(options, () => new Intl.NumberFormat(this.locale, options));
  }

  private once<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(
    options: object,
    make: () => Format,
  ): Format {
    const key = JSON.stringify(options);
    const found = this.kept.get(key);
    if (found !== undefined) return found as Format;
    const made = make();
    this.kept.set(key, made);
    return made;
  }
}
