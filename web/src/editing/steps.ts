import { useKey } from "../frame/keys";
import { tell } from "../frame/notices";
import { say } from "../words/say";
import { redo, type Step, undo } from "./undo";

/** Undo what was done last, or do it again, and tell so. */
export async function tellStep(
  step: Promise<Step | null>,
  word: "grid.undone" | "grid.redone",
): Promise<void> {
  try {
    const done = await step;
    if (done !== null) tell({ text: say(word, { count: done.count }) });
  } catch (thrown) {
    tell({ thrown });
  }
}

/** Tell what was done last, with a button that undoes it. */
export function tellDone(text: string): void {
  tell({ text, undo: () => void tellStep(undo(), "grid.undone") });
}

/** The keys that undo, and do again. */
export function useSteps(): void {
  useKey("mod+z", () => void tellStep(undo(), "grid.undone"), { label: say("grid.keyUndo") });
  useKey("mod+shift+z mod+y", () => void tellStep(redo(), "grid.redone"), { label: say("grid.keyRedo") });
}
