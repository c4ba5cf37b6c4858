import { FocusTrap, Portal } from "@mantine/core";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { type Extent, isTooLarge } from "../api/extent";
import { readFile } from "../api/media";
import { FailureNote } from "../frame/failure-note";
import { IconButton } from "../frame/icon-button";
import { tell } from "../frame/notices";
import { useWords } from "../words/say";
import { Film } from "./film";
import { formatOf, type Shown, shownOf, type Viewed, type Why } from "./shown";
import { pointOf, useFingers } from "./use-fingers";
import classes from "./viewer.module.css";
import { fitted, type Lie, zoomed } from "./zoom";

interface Props {
  readonly items: readonly Viewed[];
  readonly at: number;
  readonly onMove: (at: number) => void;
  readonly onClose: () => void;
}

const STEP = 1.25;
const NOTHING: Extent = { width: 0, height: 0 };
/** Of what is still being made it is looked again so soon. */
const SOON = 1500;

/** One picture after another, as large as the window: zoomed by the wheel, drawn by the pointer, changed by the arrows. */
export function Viewer({ items, at, onMove, onClose }: Props) {
  const { say, format } = useWords();
  const item = items[at];
  const { shown, thrown, retry, notPlayed } = useShown(item);
  const stage = useRef<HTMLDivElement>(null);
  const [extent, setExtent] = useState<Extent>(NOTHING);
  const [lie, setLie] = useState<Lie | null>(null);
  const fitIn = useCallback(() => setLie(null), []);
  const address = shown !== null && "address" in shown ? shown.address : null;
  const [isBroken, setBroken] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture is seen whole at first.
  useEffect(() => {
    setLie(null);
    setExtent(NOTHING);
    setBroken(false);
  }, [address]);

  const sizeOfStage = useCallback((): Extent => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = stage.current ?? {};
    return { width, height };
  }, []);
  const now = useCallback(() => lie ?? fitted(extent, sizeOfStage()), [lie, extent, sizeOfStage]);
  const zoom = useCallback(
    (factor: number, point = { x: 0, y: 0 }) => setLie(zoomed(now(), factor, point)),
    [now],
  );
  const whole = useCallback(() => setLie({ scale: 1, x: 0, y: 0 }), []);

  // The wheel is heard by hand: what hears it by React cannot keep the page from scrolling.
  useEffect(() => {
    const element = stage.current;
    const turned = (event: WheelEvent) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300), pointOf(event));
    };
    element?.addEventListener("wheel", turned, { passive: false });
    return () => element?.removeEventListener("wheel", turned);
  }, [zoom]);

  const fingers = useFingers(now, setLie);

  async function download() {
    if (item === undefined) return;
    try {
      const bytes = await readFile(item.held, "original");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(bytes);
      link.download = fileName(item.name, bytes.type);
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (failure) {
      tell({ thrown: failure, retry: () => void download() });
    }
  }

  const next = () => at < items.length - 1 && onMove(at + 1);
  const previous = () => at > 0 && onMove(at - 1);

  function onKeyDown(event: KeyboardEvent) {
    const acts: Readonly<Record<string, () => unknown>> = {
      Escape: onClose,
      ArrowRight: next,
      ArrowDown: next,
      j: next,
      ArrowLeft: previous,
      ArrowUp: previous,
      k: previous,
      "0": fitIn,
      "1": whole,
      "+": () => zoom(STEP),
      "-": () => zoom(1 / STEP),
      d: () => void download(),
    };
    const isFilm = event.target instanceof HTMLVideoElement && event.key.startsWith("Arrow");
    const act = acts[event.key];
    if (act === undefined || isFilm || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  if (item === undefined) return null;
  const { scale, x, y } = now();
  const isPicture = !isBroken && (shown?.kind === "picture" || shown?.kind === "stand-in");
  const told = shown?.kind === "picture" && extent.width > 0 ? extent : shown?.extent;
  const why: Why | null = isBroken ? "broken" : shown !== null && "why" in shown ? shown.why : null;
  const isStandIn = shown?.kind === "stand-in" && !isBroken;
  const facts = [
    shown && formatOf(shown.contentType),
    told && `${told.width} × ${told.height}`,
    shown?.size != null && format.bytes(shown.size),
  ].filter(Boolean);
  return (
    <Portal>
      <FocusTrap active>
        <div
          className={classes.viewer}
          role="dialog"
          aria-modal="true"
          aria-label={say("viewer.title", { name: item.name })}
          onKeyDown={onKeyDown}
        >
          <div className={classes.bar}>
            <h2 dir="auto">{item.name}</h2>
            <span className={classes.place}>{say("viewer.place", { at: at + 1, count: items.length })}</span>
            <IconButton
              size="large"
              icon="left"
              label={say("viewer.previous")}
              keys="←"
              disabled={at === 0}
              onClick={previous}
            />
            <IconButton
              size="large"
              icon="right"
              label={say("viewer.next")}
              keys="→"
              disabled={at === items.length - 1}
              onClick={next}
            />
            {isPicture && (
              <>
                <IconButton
                  size="large"
                  icon="minus"
                  label={say("viewer.smallerZoom")}
                  keys="-"
                  onClick={() => zoom(1 / STEP)}
                />
                <IconButton
                  size="large"
                  icon="plus"
                  label={say("viewer.largerZoom")}
                  keys="+"
                  onClick={() => zoom(STEP)}
                />
                <button
                  type="button"
                  className={classes.word}
                  onClick={fitIn}
                  title={`${say("viewer.fit")} (0)`}
                >
                  {say("viewer.fit")}
                </button>
                <button
                  type="button"
                  className={classes.word}
                  onClick={whole}
                  title={`${say("viewer.whole")} (1)`}
                >
                  {say("viewer.whole")}
                </button>
              </>
            )}
            <IconButton
              size="large"
              icon="download"
              label={say("viewer.download")}
              keys="D"
              onClick={() => void download()}
            />
            <IconButton size="large" icon="close" label={say("frame.close")} keys="Esc" onClick={onClose} />
          </div>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and buttons of the bar do the same. */}
          <div
            ref={stage}
            className={classes.stage}
            tabIndex={-1}
            data-autofocus
            data-pans={isPicture || undefined}
            {...(shown?.kind === "film" ? {} : fingers)}
            onDoubleClick={() => (lie === null ? whole() : fitIn())}
          >
            {thrown !== null && (
              <div className={classes.told}>
                <FailureNote thrown={thrown} retry={retry} />
              </div>
            )}
            {isPicture && address !== null && (
              <img
                className={classes.picture}
                src={address}
                alt={item.name}
                draggable={false}
                data-near={scale > 2 || undefined}
                style={{
                  transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`,
                  visibility: extent.width === 0 ? "hidden" : "visible",
                }}
                onError={() => setBroken(true)}
                onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
                  setExtent({ width: naturalWidth, height: naturalHeight })
                }
              />
            )}
            {shown?.kind === "film" && (
              <Film {...shown} key={shown.address} name={item.name} onFailed={notPlayed} />
            )}
            {why !== null && !isStandIn && (
              <p className={classes.told} role="status">
                {say(why === "size" && !isTooLarge(shown?.extent ?? null) ? "viewer.heavy" : `viewer.${why}`)}
              </p>
            )}
          </div>
          <div className={classes.facts} role="status">
            {isStandIn && <span>{say(why === "size" ? "viewer.smaller" : "viewer.cannotShow")}</span>}
            <span>{facts.join(" · ")}</span>
            {isPicture && extent.width > 0 && <span>{format.percent(scale)}</span>}
          </div>
        </div>
      </FocusTrap>
    </Portal>
  );
}

/** What can be seen of the item; what was fetched for it is given back when another one comes. */
function useShown(item: Viewed | undefined) {
  const [state, setState] = useState<{ readonly shown: Shown | null; readonly thrown: unknown }>({
    shown: null,
    thrown: null,
  });
  const [tries, setTries] = useState(0);
  const [unplayed, setUnplayed] = useState<string | null>(null);
  const key = item && `${item.held.of.type} ${item.held.of.id} ${item.held.field}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the item is told by its key; a try is another look.
  useEffect(() => {
    if (item === undefined) return;
    const given = new AbortController();
    let held: Shown | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState((before) =>
      before.shown !== null && isMaking(before.shown) ? before : { shown: null, thrown: null },
    );
    shownOf(item, unplayed !== key, given.signal).then(
      (shown) => {
        held = shown;
        if (given.signal.aborted) return giveBack(shown);
        setState({ shown, thrown: null });
        if (isMaking(shown)) timer = setTimeout(() => setTries((count) => count + 1), SOON);
      },
      (thrown) => given.signal.aborted || setState({ shown: null, thrown }),
    );
    return () => {
      given.abort();
      clearTimeout(timer);
      giveBack(held);
    };
  }, [key, tries, unplayed]);
  return { ...state, retry: () => setTries(tries + 1), notPlayed: () => setUnplayed(key ?? null) };
}

function isMaking(shown: Shown): boolean {
  return shown.kind === "nothing" && shown.why === "pending";
}

/** Bytes that are in the window; a film's address is the site's. */
function giveBack(shown: Shown | null): void {
  if (shown?.kind === "picture" || shown?.kind === "stand-in") URL.revokeObjectURL(shown.address);
}

/** A name with the ending that its kind has, where it has none. */
function fileName(name: string, contentType: string): string {
  const ending = contentType.split("/").at(-1)?.replace("jpeg", "jpg") ?? "";
  return /\.\w{2,5}$/.test(name) || ending === "" ? name : `${name}.${ending}`;
}
