import { Button, Modal } from "@mantine/core";
import { type DragEvent, useEffect, useMemo, useRef, useState } from "react";
import { type Row, textIn } from "../api/row";
import { tellDone } from "../editing/steps";
import { FailureNote } from "../frame/failure-note";
import { IconButton } from "../frame/icon-button";
import { isField } from "../frame/keys";
import { Picture } from "../frame/picture";
import { PictureViewer } from "../grid/picture-viewer";
import { largestFile } from "../site/ways-in";
import { useWords } from "../words/say";
import classes from "./head.module.css";
import { type Former, formerOf, replacePicture } from "./replacing";

interface Props {
  readonly row: Row;
  readonly name: string;
  /** Whether the person may put another picture in its place. */
  readonly canReplace: boolean;
}

/** A picture that is not in its place yet. */
type Chosen =
  /** Pasted: whether it is meant for the row is asked first. */
  | { readonly is: "offered"; readonly file: File }
  /** The former one cannot be put back. */
  | { readonly is: "for good"; readonly file: File }
  | { readonly is: "refused"; readonly why: string }
  | { readonly is: "sending"; readonly file: File; readonly done: number }
  | { readonly is: "failed"; readonly file: File; readonly thrown: unknown };

/** The picture of a row: a click shows it large, or plays its film; dropping, pasting or choosing another puts that in its place. */
export function Thumbnail({ row, name, canReplace }: Props) {
  const { say, format } = useWords();
  const chooser = useRef<HTMLInputElement>(null);
  const shown = useRef<HTMLButtonElement>(null);
  const [isLarge, setLarge] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const address = textIn(row, "image");

  async function send(file: File, former: Former) {
    setChosen({ is: "sending", file, done: 0 });
    try {
      await replacePicture(row, file, former, (done) => setChosen({ is: "sending", file, done }));
      setChosen(null);
      if (former !== undefined) tellDone(say("detail.pictureReplaced"));
    } catch (thrown) {
      setChosen({ is: "failed", file, thrown });
    }
  }
  async function replace(file: File) {
    const { name, size } = file;
    if (!file.type.startsWith("image/"))
      return setChosen({ is: "refused", why: say("detail.noImage", { name }) });
    setChosen({ is: "sending", file, done: 0 });
    const most = await largestFile();
    if (size > most) {
      const why = say("notes.fileHuge", { name, size: format.bytes(size), most: format.bytes(most) });
      return setChosen({ is: "refused", why });
    }
    const former = await formerOf(row);
    if (former === undefined) setChosen({ is: "for good", file });
    else await send(file, former);
  }
  const take = (files: FileList | null) => {
    const [file] = files ?? [];
    if (file !== undefined && canReplace) void replace(file);
  };
  usePastedPicture(canReplace, (file) => setChosen({ is: "offered", file }));
  const leave = () => setChosen(null);

  return (
    <div className={classes.thumbnail}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button below does the same by keys. */}
      <div
        className={classes.picture}
        onDragOver={(event: DragEvent) => canReplace && event.preventDefault()}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          take(event.dataTransfer.files);
        }}
      >
        <button
          ref={shown}
          type="button"
          className={classes.show}
          aria-label={say("detail.picture")}
          title={canReplace ? say("detail.dropPicture") : undefined}
          disabled={address === null}
          onClick={() => setLarge(true)}
        >
          <Picture address={address} width="100%" height="100%" of={{ row, field: "image" }} />
        </button>
        {canReplace && (
          <IconButton
            icon="edit"
            size="small"
            className={classes.replace}
            label={say("detail.replacePicture")}
            title={`${say("detail.replacePicture")} · ${say("detail.dropPicture")}`}
            onClick={() => chooser.current?.click()}
          />
        )}
        {chosen?.is === "sending" && (
          <span className={classes.sending} role="status">
            {say("detail.sending", { done: format.percent(chosen.done) })}
          </span>
        )}
      </div>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        hidden
        aria-label={say("detail.replacePicture")}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      {chosen?.is === "refused" && (
        <p className={classes.refused} role="alert" dir="auto">
          {chosen.why}{" "}
          <Button size="compact-xs" variant="default" onClick={leave}>
            {say("frame.close")}
          </Button>
        </p>
      )}
      {chosen?.is === "failed" && (
        <FailureNote thrown={chosen.thrown} retry={() => void replace(chosen.file)} />
      )}
      {chosen?.is === "offered" && (
        <Asked
          file={chosen.file}
          question={say("detail.pastedPicture", { name })}
          onYes={() => void replace(chosen.file)}
          onNo={leave}
        />
      )}
      {chosen?.is === "for good" && (
        <Asked
          file={chosen.file}
          question={say("detail.replaceForGood")}
          onYes={() => void send(chosen.file, undefined)}
          onNo={leave}
        />
      )}
      {isLarge && (
        <PictureViewer
          rows={[row]}
          at={0}
          nameOf={() => name}
          onView={(next) => {
            setLarge(next !== null);
            if (next === null) shown.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** Hear of pictures that are pasted while nothing else takes them. */
function usePastedPicture(isOn: boolean, take: (file: File) => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (!isOn) return;
    const pasted = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isField(event.target)) return;
      if (document.querySelector('[aria-modal="true"]') !== null) return;
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
      if (file === undefined) return;
      event.preventDefault();
      latest.current(file);
    };
    document.addEventListener("paste", pasted);
    return () => document.removeEventListener("paste", pasted);
  }, [isOn]);
}

interface AskedProps {
  readonly file: File;
  readonly question: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Whether a picture is to be put in the place of another. */
function Asked({ file, question, onYes, onNo }: AskedProps) {
  const { say } = useWords();
  const address = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <Modal
      opened
      onClose={onNo}
      title={<span dir="auto">{question}</span>}
      closeButtonProps={{ "aria-label": say("frame.close") }}
    >
      <div className={classes.asked}>
        <img src={address} alt="" />
        <div className={classes.answers}>
          <Button data-autofocus onClick={onYes}>
            {say("detail.replacePicture")}
          </Button>
          <Button variant="subtle" color="gray" onClick={onNo}>
            {say("account.cancel")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
