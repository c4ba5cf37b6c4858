import { say } from "../words/say";
import { copyText } from "./clipboard";
import { tell } from "./notices";

/** Copy a text, and tell so; or that the browser did not let it. */
export function copyAndTell(text: string, told: string = say("failure.copied")): void {
  copyText(text).then(
    () => tell({ text: told }),
    (thrown: unknown) => tell({ thrown }),
  );
}
