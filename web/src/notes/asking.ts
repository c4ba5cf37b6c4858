import { Store } from "../state/store";

/** Whether somebody is writing a new note now. */
export const isWritingNote = new Store(false);
