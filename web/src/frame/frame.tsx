import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect } from "react";
import { keepFromLeaving } from "../site/writes";
import { useWords } from "../words/say";
import { Bones } from "./bones";
import { Boundary } from "./boundary";
import { useFileLinks } from "./file-links";
import styles from "./frame.module.css";
import { useInnerLinks } from "./inner-links";
import { KeyHelp } from "./key-help";
import { listenToKeys } from "./keys";
import { Notices } from "./notices";
import { OfflineBanner } from "./offline";
import { SignInAgain } from "./sign-in-again";
import { TopBar } from "./top-bar";

interface Props {
  /** Opens what finds anything. */
  readonly find: () => void;
  readonly children: ReactNode;
}

/** What surrounds every page of whoever is signed in. */
export function Frame({ find, children }: Props) {
  const { say } = useWords();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(listenToKeys, []);
  useInnerLinks();
  useFileLinks();
  useEffect(keepFromLeaving, []);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {say("frame.skip")}
      </a>
      <TopBar find={find} />
      <OfflineBanner />
      <main id="content" className={styles.content} tabIndex={-1}>
        <Boundary of={path}>
          <Suspense fallback={<Bones lines={12} />}>{children}</Suspense>
        </Boundary>
      </main>
      <Notices />
      <KeyHelp />
      <SignInAgain />
    </div>
  );
}
