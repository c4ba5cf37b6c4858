/** What a catalogue holds under a key: a sentence with `{holes}`, or one for each plural form of `{count}`. */
export type Message = string | Plural;

export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** The values that fill the holes of a sentence; numbers are written as the language writes them. */
export type Fillings = Readonly<Record<string, string | number>>;

type HolesOfText<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesOfText<Rest>
  : never;

/** The names of the holes of a message. */
export type Holes<Found> = Found extends Plural
  ? HolesOfText<Found["other"]> | HolesOfText<Found["one"]> | "count"
  : Found extends string
    ? HolesOfText<Found>
    : never;

/** The sentence with its holes filled, in the plural form that `count` asks for. */
export function filled(message: Message, fillings: Fillings, locale: string): string {
  const text = typeof message === "string" ? message : message[formOf(fillings.count, locale)];
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = fillings[name];
    if (value === undefined) return hole;
    return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

function formOf(count: string | number | undefined, locale: string): keyof Plural {
  return new Intl.PluralRules(locale).select(Number(count ?? 0)) === "one" ? "one" : "other";
}
