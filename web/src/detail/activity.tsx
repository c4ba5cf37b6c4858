import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { perform } from "../api/perform";
import { isLink, type Link } from "../api/row";
import { readActivity, type Update } from "../api/social";
import type { Setting } from "../fields/field-type";
import { fieldTypeOf } from "../fields/field-types";
import { LinkChip } from "../fields/link-chip";
import { linkName } from "../fields/links";
import { isEmpty } from "../fields/plain";
import { Bones } from "../frame/bones";
import { Empty } from "../frame/empty";
import { FailureNote } from "../frame/failure-note";
import { Picture } from "../frame/picture";
import { useChanges } from "../live/useChanges";
import { cache } from "../site/cache";
import { byCode, fieldsQuery, useTypeLabel } from "../site/schema";
import type { Formats } from "../words/formats";
import { useWords } from "../words/say";
import classes from "./activity.module.css";

/** Changes come in handfuls; so long they are waited for before the stream is read again. */
const GATHERING = 400;
const LONGEST = 120;

/** What happened to a row and to those that belong to it, the newest first. */
export function ActivityTab({ row, setting }: { readonly row: Link; readonly setting: Setting }) {
  const { say } = useWords();
  const { type, id } = row;
  const stream = useInfiniteQuery({
    queryKey: ["row", type, id, "activity"],
    queryFn: ({ pageParam, signal }) => perform(readActivity({ type, id }, pageParam), signal),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.earliest_update_id || null,
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useChanges(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => void cache.invalidateQueries({ queryKey: ["row", type, id, "activity"] }),
      GATHERING,
    );
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  if (stream.error !== null) return <FailureNote thrown={stream.error} retry={() => void stream.refetch()} />;
  if (stream.data === undefined) return <Bones lines={8} />;
  const updates = stream.data.pages.flatMap((page) => page.updates);
  if (updates.length === 0) return <Empty icon="clock" title={say("detail.noActivity")} />;
  return (
    <div className={classes.activity}>
      <ol>
        {updates.map((update) => (
          <Happened key={update.id} update={update} of={row} setting={setting} />
        ))}
      </ol>
      {stream.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={stream.isFetchingNextPage}
          onClick={() => void stream.fetchNextPage()}
        >
          {say("detail.older")}
        </Button>
      )}
    </div>
  );
}

interface HappenedProps {
  readonly update: Update;
  readonly of: Link;
  readonly setting: Setting;
}

function Happened({ update, of, setting }: HappenedProps) {
  const { say, format } = useWords();
  const { created_by: by, primary_entity: about, meta } = update;
  const who = by?.name || say("detail.theSite");
  const label = useTypeLabel(meta.entity_type ?? about?.type ?? of.type);
  const sentence = useSentence(update, who, label, setting);
  const isOther = about !== null && (about.type !== of.type || about.id !== of.id);
  return (
    <li>
      <Picture address={by?.image ?? null} width={24} height={24} icon="person" />
      <div className={classes.said}>
        <p dir="auto">
          {sentence} {isOther && <LinkChip link={about} />}
        </p>
        {meta.content !== undefined && <blockquote dir="auto">{meta.content}</blockquote>}
        <time dateTime={update.created_at} title={format.exactMoment(update.created_at)}>
          {format.ago(update.created_at)}
        </time>
      </div>
      {isOther && about.image && <Picture address={about.image} width={80} height={45} />}
    </li>
  );
}

function useSentence(update: Update, who: string, type: string, setting: Setting): string {
  const { say, format } = useWords();
  const { meta, update_type: what } = update;
  const fields = useQuery(fieldsQuery(what === "update" ? (meta.entity_type ?? "") : "")).data;
  if (what !== "update") return say(`detail.did.${what}`, { who, type });
  const found = byCode(fields ?? []).get(meta.attribute_name ?? "");
  const field = found?.label ?? meta.attribute_name ?? type;
  if (meta.added !== undefined || meta.removed !== undefined) {
    const added = namesOf(meta.added, format);
    const removed = namesOf(meta.removed, format);
    if (added !== "" && removed !== "") return say("detail.did.exchanged", { who, field, added, removed });
    if (added !== "") return say("detail.did.added", { who, field, added });
    if (removed !== "") return say("detail.did.removed", { who, field, removed });
  }
  if (found === undefined || found.dataType === "image") return say("detail.did.other", { who, field });
  const written = (value: unknown) => {
    const text = isEmpty(value) ? "" : fieldTypeOf(found.dataType).text(value, found, setting);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  };
  const before = written(meta.old_value);
  const after = written(meta.new_value);
  if (after === "" && before === "") return say("detail.did.other", { who, field });
  if (before === "") return say("detail.did.set", { who, field, after });
  if (after === "") return say("detail.did.emptied", { who, field, before });
  return say("detail.did.changed", { who, field, before, after });
}

/** The most rows that a sentence names. */
const NAMED = 5;

/** The rows that were added or taken away, by their names. */
function namesOf(links: readonly unknown[] | undefined, format: Formats): string {
  const names = (links ?? []).filter(isLink).map(linkName);
  const shown = names.length > NAMED ? [...names.slice(0, NAMED), "…"] : names;
  return format.list(shown);
}
