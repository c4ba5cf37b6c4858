import { SegmentedControl } from "@mantine/core";
import { type Store, useStore } from "../state/store";
import { type Density, density, type ThemeChoice, themeChoice } from "../theme/choices";
import { LANGUAGES, type LanguageChoice, languageChoice } from "../words/language";
import { useWords } from "../words/say";
import styles from "./choices.module.css";

/** How the pages look in this browser: the theme, how high rows are, the language. */
export function Choices() {
  const { say } = useWords();
  const themes: Choices<ThemeChoice> = {
    system: say("frame.system"),
    dark: say("frame.dark"),
    light: say("frame.light"),
  };
  const densities: Choices<Density> = {
    compact: say("frame.compact"),
    normal: say("frame.normal"),
    large: say("frame.large"),
  };
  const languages: Choices<LanguageChoice> = { system: say("frame.system"), ...LANGUAGES };
  return (
    <div className={styles.choices}>
      <Choice label={say("frame.theme")} of={themeChoice} among={themes} />
      <Choice label={say("frame.density")} of={density} among={densities} />
      <Choice label={say("frame.language")} of={languageChoice} among={languages} />
    </div>
  );
}

type Choices<Value extends string> = Readonly<Record<Value, string>>;

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly of: Store<Value>;
  readonly among: Choices<Value>;
}

function Choice<Value extends string>({ label, of, among }: ChoiceProps<Value>) {
  const chosen = useStore(of);
  const data = Object.entries<string>(among).map(([value, said]) => ({ value: value as Value, label: said }));
  return (
    <div className={styles.choice}>
      <span>{label}</span>
      <SegmentedControl
        size="xs"
        fullWidth
        data={data}
        value={chosen}
        onChange={(value) => of.set(value)}
        aria-label={label}
      />
    </div>
  );
}
