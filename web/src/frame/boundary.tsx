import { Component, type ReactNode } from "react";
import styles from "./boundary.module.css";
import { FailureNote } from "./failure-note";

interface Props {
  readonly children: ReactNode;
  /** When it is another, what was shown wrong is tried again: the address of a page, as a rule. */
  readonly of?: string;
}

interface State {
  readonly thrown: unknown;
  readonly isBroken: boolean;
}

const WHOLE: State = { thrown: null, isBroken: false };

/** Shows what went wrong in a part of the page, and leaves the rest as it is. */
export class Boundary extends Component<Props, State> {
  override state: State = WHOLE;

  static getDerivedStateFromError(thrown: unknown): State {
    return { thrown, isBroken: true };
  }

  override componentDidUpdate(before: Props): void {
    if (before.of !== this.props.of && this.state.isBroken) this.setState(WHOLE);
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className={styles.broken}>
        <FailureNote thrown={this.state.thrown} retry={() => this.setState(WHOLE)} />
      </div>
    );
  }
}
