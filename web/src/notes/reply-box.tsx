import { perform } from "../api/perform";
import type { Link } from "../api/row";
import { createRow, readRow, updateRow } from "../api/rows";
import { linkKey, linksOf } from "../fields/links";
import { tell } from "../frame/notices";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { useWords } from "../words/say";
import { Composer, type Sending } from "./composer";
import { sendFiles } from "./send-files";
import { useComposition } from "./use-composition";

/** Where a note is replied to. Files go before the words, so that a reply that is there is whole. */
export function ReplyBox({ note, isOff = false }: { readonly note: number; readonly isOff?: boolean }) {
  const { say } = useWords();
  const composition = useComposition(`reply.${note}`);
  const to = { type: "Note", id: note };

  async function send(named: readonly Link[], sending: Sending) {
    await sendFiles(to, composition, sending);
    if (composition.text.trim() !== "")
      await write(createRow("Reply", { entity: to, content: composition.text }));
    composition.clear();
    await cache.invalidateQueries({ queryKey: ["row", "Note", note] });
    if (named.length > 0) await address(note, named).catch(() => tell({ text: say("notes.notNamed") }));
  }

  return (
    <Composer
      key={note}
      composition={composition}
      label={say("notes.reply")}
      placeholder={say("notes.replyPlaceholder")}
      sendLabel={say("notes.send")}
      isOff={isOff}
      rows={3}
      onSend={send}
    />
  );
}

/** Put those who are named among the addressees, where they are not there already. */
async function address(note: number, named: readonly Link[]): Promise<void> {
  const row = await perform(readRow("Note", note, ["addressings_to", "addressings_cc"]));
  const before = [...linksOf(row.values.addressings_to), ...linksOf(row.values.addressings_cc)];
  const known = new Set(before.map(linkKey));
  const missing = named.filter((each) => !known.has(linkKey(each))).map(({ type, id }) => ({ type, id }));
  if (missing.length === 0) return;
  const added = { multi_entity_update_mode: "add", value: missing };
  await write(updateRow("Note", note, { addressings_cc: added }));
}
