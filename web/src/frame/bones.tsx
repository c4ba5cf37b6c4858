import { useWords } from "../words/say";
import styles from "./bones.module.css";

interface Props {
  readonly width?: number | string;
  readonly height?: number | string;
}

/** A grey place for something that is still to come, of its size, so that nothing jumps. */
export function Bone({ width = "100%", height = 12 }: Props) {
  return <span className={styles.bone} style={{ width, height }} />;
}

/** Lines of a list that is still to come. */
export function Bones({
  lines,
  height = "var(--row-height)",
}: {
  readonly lines: number;
  readonly height?: number | string;
}) {
  const { say } = useWords();
  return (
    <div role="status" aria-label={say("frame.loading")}>
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <div key={line} className={styles.line} style={{ height }}>
          <Bone width={`${35 + ((line * 29) % 50)}%`} />
        </div>
      ))}
    </div>
  );
}
