import type { ComponentProps } from "react";
import { Icon, type IconName } from "./icon";
import styles from "./icon-button.module.css";

interface Look {
  readonly icon: IconName;
  /** What it does: read aloud, and its tip. */
  readonly label: string;
  /** The key that does the same, for the tip. */
  readonly keys?: string | undefined;
  /** 24, 28 or 32 pixels: within text, in a bar, over a picture. */
  readonly size?: "small" | "medium" | "large" | undefined;
}

const ICON_SIZES = { small: 13, medium: 14, large: 16 } as const;

/** A button that is a pictogram, with its name as a tip. */
export function IconButton({ icon, label, keys, size, className, ...rest }: Look & ComponentProps<"button">) {
  const { named, shaped, sign } = looks({ icon, label, keys, size }, className);
  return (
    <button type="button" {...named} {...rest} {...shaped}>
      {sign}
    </button>
  );
}

/** A link that looks like such a button. */
export function IconLink({ icon, label, keys, size, className, href, ...rest }: Look & ComponentProps<"a">) {
  const { named, shaped, sign } = looks({ icon, label, keys, size }, className);
  return (
    <a href={href} {...named} {...rest} {...shaped}>
      {sign}
    </a>
  );
}

/** How it is called, which a place may say better; its shape; and what is seen in it. */
function looks({ icon, label, keys, size = "medium" }: Look, className = "") {
  return {
    named: { "aria-label": label, title: keys === undefined ? label : `${label} (${keys})` },
    shaped: { className: `${styles.button} ${className}`, "data-size": size },
    sign: <Icon name={icon} size={ICON_SIZES[size]} />,
  };
}
