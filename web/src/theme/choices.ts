import { Remembered } from "../state/remembered";

export type ThemeChoice = "system" | "dark" | "light";
export type Density = "compact" | "normal" | "large";

/** Dark is for dark rooms, and so the default; `public/first-paint.js` reads the same choice before anything is shown. */
export const themeChoice = new Remembered<ThemeChoice>("theme", ["system", "dark", "light"], "system");

/** How high rows are, where a view does not say. */
export const density = new Remembered<Density>("density", ["compact", "normal", "large"], "normal");

/** The height of a row, in pixels: the tokens' `--row-height`. */
export const ROW_HEIGHTS: Readonly<Record<Density, number>> = { compact: 28, normal: 36, large: 64 };

const LIGHT = "(prefers-color-scheme: light)";

/** The theme that is shown for a choice. */
export function shownTheme(choice: ThemeChoice, systemIsLight: boolean): "dark" | "light" {
  if (choice !== "system") return choice;
  return systemIsLight ? "light" : "dark";
}

/** Show the chosen theme and density, now and whenever the choice or the system changes. */
export function showChoices(): void {
  const system = matchMedia(LIGHT);
  const show = () => {
    const root = document.documentElement;
    root.dataset.mantineColorScheme = shownTheme(themeChoice.get(), system.matches);
    root.dataset.density = density.get();
  };
  show();
  themeChoice.watch(show);
  density.watch(show);
  system.addEventListener("change", show);
}
