import { useEffect, useState } from "react";
import { isThumbnail, wouldHoldUp } from "../api/media";
import { perform } from "../api/perform";
import { type Link, textIn } from "../api/row";
import { readRow } from "../api/rows";
import { isMade } from "../site/pictures";
import { useWords } from "../words/say";
import { Icon, type IconName } from "./icon";
import styles from "./picture.module.css";

interface Props {
  /** The signed address that the row tells; null where it has no picture. */
  readonly address: string | null;
  /** What it shows; nothing where words beside it say so already. */
  readonly alt?: string;
  readonly width: number | string;
  readonly height: number | string;
  /** The row and the field that the address is of: where it has expired, they tell another. */
  readonly of?: { readonly row: Link; readonly field: string } | undefined;
  readonly icon?: IconName;
}

/** The site's stand-in for a picture that is still being made. */
const PENDING = /\/images\/status\/transient\//;

/** A picture in a fixed place: whole, on the viewer's grey. Where there is none to be had it falls back quietly. */
export function Picture({ address, alt = "", width, height, of, icon = "image" }: Props) {
  const { say } = useWords();
  const { shown, isPending, failed } = useAddress(address, of);
  return (
    <span className={styles.place} style={{ width, height }}>
      {shown === null || isPending ? (
        <span className={styles.none} title={isPending ? say("picture.pending") : undefined}>
          <Icon name={isPending ? "clock" : icon} />
        </span>
      ) : (
        <img
          className={styles.picture}
          src={shown}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          referrerPolicy="no-referrer"
          onError={failed}
        />
      )}
    </span>
  );
}

interface Looked {
  /** The address that the row told at first. */
  readonly of: string | null;
  /** What is shown for it. */
  readonly now: string | null;
  /** Whether it could not be shown, and another is asked for; that is done once. */
  readonly isBroken: boolean;
  readonly wasBroken: boolean;
  /** How often was looked whether it is made by now. */
  readonly looks: number;
}

const FIRST_LOOK = 1000;
/** The last one is after four minutes. */
const MOST_LOOKS = 8;

/**
 * The address to show: that of the row, and another one where it has expired, or when the picture is made. None where that does not help
 * either.
 */
function useAddress(address: string | null, of: Props["of"]) {
  const begun = { of: address, now: address, isBroken: false, wasBroken: false, looks: 0 };
  const [looked, setLooked] = useState<Looked>(begun);
  if (looked.of !== address) setLooked(begun);
  const { now, isBroken, looks } = looked;
  const isPending = now !== null && PENDING.test(now);
  const isSafe = useSafe(now);
  const pause = isBroken ? 0 : isPending && looks < MOST_LOOKS ? FIRST_LOOK * 2 ** looks : null;
  const type = of?.row.type;
  const id = of?.row.id;
  const field = of?.field;
  useEffect(() => {
    if (pause === null || type === undefined || id === undefined || field === undefined) return;
    const given = new AbortController();
    const look = async () => {
      const row = await perform(readRow(type, id, [field]), given.signal);
      const found = textIn(row, field);
      // Wherever the row is shown: all pictures that are being made have the same address, so the next one would not be seen.
      if (found !== null && !PENDING.test(found)) isMade(type, id, field, found);
      setLooked((before) => ({
        ...before,
        now: found,
        isBroken: false,
        looks: before.looks + 1,
      }));
    };
    const timer = setTimeout(() => void look().catch(() => undefined), pause);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [pause, type, id, field]);
  const failed = () =>
    setLooked((before) =>
      before.wasBroken || type === undefined
        ? { ...before, now: null }
        : { ...before, isBroken: true, wasBroken: true },
    );
  return { shown: isBroken || !isSafe ? null : now, isPending, failed };
}

/** Whether it may be drawn: what the site could make no small picture of may have more pixels than a page can take. */
function useSafe(address: string | null): boolean {
  const isKnown = address === null || isThumbnail(address) || PENDING.test(address);
  const [safe, setSafe] = useState<string | null>(null);
  useEffect(() => {
    if (isKnown || address === null) return;
    const given = new AbortController();
    wouldHoldUp(address, given.signal).then(
      (is) => !is && setSafe(address),
      () => given.signal.aborted || setSafe(address),
    );
    return () => given.abort();
  }, [address, isKnown]);
  return isKnown || safe === address;
}
