import { type ErrorComponentProps, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { reachable } from "./api/reachable";
import type { Link } from "./api/row";
import { standing } from "./api/session";
import { useProjectId } from "./frame/address";
import { Frame } from "./frame/frame";
import { useKey } from "./frame/keys";
import { isWritingNote } from "./notes/asking";
import { PageFailure } from "./pages/missing";
import { Palette } from "./palette/palette";
import { cache } from "./site/cache";
import { inFocus } from "./site/in-focus";
import { useAccount } from "./site/person";
import { forgetName, opened } from "./site/projects";
import { forgetVisited } from "./site/visited";
import { forgetDrafts } from "./state/drafts";
import { forgetFiles } from "./state/kept-files";
import { useStore } from "./state/store";
import { useWords } from "./words/say";

/** What is there for whoever is signed in: the page, what surrounds it, and what finds anything. */
export function Inside() {
  const { say } = useWords();
  const [isFinding, setFinding] = useState(false);
  useKey("mod+k", () => setFinding(true), { label: say("keys.palette"), where: "anywhere", inFields: true });
  useKey("n", () => isWritingNote.set(true), { label: say("notes.newKey"), where: "anywhere" });
  const isWriting = useStore(isWritingNote);
  useSignedOut();
  const project = useProjectId();
  useEffect(() => {
    if (project !== null) opened(project);
  }, [project]);
  // Until then the site refuses all else.
  if (useAccount()?.needs_second_factor)
    return (
      <Suspense>
        <SetUpFirst />
      </Suspense>
    );
  return (
    <Frame find={() => setFinding(true)}>
      <Outlet />
      {isWriting && (
        <Suspense>
          <NewNote project={project} about={rowInFocus()} onClose={() => isWritingNote.set(false)} />
        </Suspense>
      )}
      <Palette isOpen={isFinding} close={() => setFinding(false)} />
    </Frame>
  );
}

const SetUpFirst = lazy(() =>
  import("./account/set-up-first").then((room) => ({ default: room.SetUpFirst })),
);
const NewNote = lazy(() => import("./notes/new-note").then((room) => ({ default: room.NewNote })));

/** The row that the cursor is on, or whose page this is. */
function rowInFocus(): Link | null {
  const [, type, id] = /^\/detail\/(\w+)\/(\d+)/.exec(location.pathname) ?? [];
  return inFocus.get() ?? (type === undefined ? null : { type, id: Number(id) });
}

/** Whoever signs out, here or in another window, is led to where one signs in. */
function useSignedOut(): void {
  const navigate = useNavigate();
  const { is } = useStore(standing);
  useEffect(() => {
    if (is !== "out") return;
    cache.clear();
    forgetVisited();
    forgetName();
    forgetDrafts();
    void forgetFiles();
    void navigate({ to: "/sign-in" });
  }, [is, navigate]);
}

/** What is seen where a page could not begin, as when the site does not answer. It tries again when the site is back. */
export function Stopped({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried when the site is back, and not at other times
  useEffect(() => reachable.watch(() => reachable.get() && again()), []);
  return <PageFailure thrown={error} retry={again} />;
}
