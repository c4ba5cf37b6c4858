import { useEffect, useRef, useState } from "react";
import { useWords } from "../words/say";
import classes from "./viewer.module.css";

interface Props {
  readonly address: string;
  readonly poster: string | null;
  readonly rate: number | null;
  readonly name: string;
  /** The browser does not play it. */
  readonly onFailed: () => void;
}

/** Where nobody knows how many frames a second has, steps are as long as those of the cinema. */
const USUAL_RATE = 24;
const KEYS: Readonly<Record<string, (film: HTMLVideoElement, rate: number) => void>> = {
  " ": (film) => void (film.paused ? film.play().catch(() => undefined) : film.pause()),
  ",": (film, rate) => step(film, -1 / rate),
  ".": (film, rate) => step(film, 1 / rate),
};

/** A film: it plays at once and again and again, stands still by `Space`, and goes by frames with `,` and `.`. */
export function Film({ address, poster, rate, name, onFailed }: Props) {
  const { say } = useWords();
  const film = useRef<HTMLVideoElement>(null);
  const [time, setTime] = useState<{ readonly at: number; readonly of: number } | null>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = KEYS[event.key];
      const isOfButton = event.key === " " && event.target instanceof HTMLButtonElement;
      if (act === undefined || film.current === null || isOfButton) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      act(film.current, rate ?? USUAL_RATE);
    };
    // Before the film's own keys.
    document.addEventListener("keydown", pressed, { capture: true });
    return () => document.removeEventListener("keydown", pressed, { capture: true });
  }, [rate]);
  const told = ({ currentTarget: { currentTime, duration } }: { currentTarget: HTMLVideoElement }) =>
    setTime({ at: currentTime, of: duration });
  const frame = (seconds: number) => Math.round(seconds * (rate ?? USUAL_RATE));
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: what is reviewed has no captions. */}
      <video
        ref={film}
        className={classes.movie}
        src={address}
        poster={poster ?? undefined}
        aria-label={name}
        controls
        playsInline
        autoPlay={!matchMedia("(prefers-reduced-motion: reduce)").matches}
        loop
        onError={onFailed}
        onTimeUpdate={told}
        onSeeked={told}
        onLoadedMetadata={told}
      />
      {rate !== null && time !== null && (
        <span className={classes.frame}>
          {say("viewer.frame", { at: Math.min(frame(time.at) + 1, frame(time.of)), count: frame(time.of) })}
        </span>
      )}
    </>
  );
}

function step(film: HTMLVideoElement, seconds: number): void {
  film.pause();
  film.currentTime = Math.min(film.duration, Math.max(0, film.currentTime + seconds));
}
