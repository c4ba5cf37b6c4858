import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { refusalOf } from "../api/failure";
import { Empty } from "../frame/empty";
import { FailureNote } from "../frame/failure-note";
import { isForbidden } from "../frame/sentences";
import { useTitle } from "../frame/title";
import { useAccount } from "../site/person";
import { useTypeLabel } from "../site/schema";
import { useWords } from "../words/say";
import styles from "./missing.module.css";

/** What is seen at an address that leads nowhere. */
export function MissingPage() {
  const { say } = useWords();
  useTitle(say("missing.title"));
  return (
    <Empty icon="page" title={say("missing.title")} why={say("missing.why")} action={<ToProjects />} isPage />
  );
}

/** What is seen instead of a row that is not there, or is hidden. */
export function MissingRow({ type, id }: { readonly type: string; readonly id: number }) {
  const { say } = useWords();
  const role = useAccount()?.permission_rule_set?.name ?? "–";
  const label = useTypeLabel(type);
  return (
    <Empty
      icon="page"
      title={say("missing.row", { type: label, id: String(id) })}
      why={say("detail.missingWhy", { role })}
      action={<ToProjects />}
      isPage
    />
  );
}

/** What is seen at the address of a row whose type the site does not have. */
export function MissingType({ type }: { readonly type: string }) {
  const { say } = useWords();
  return (
    <Empty
      icon="page"
      title={say("missing.type", { type: type.slice(0, LONGEST) })}
      why={say("missing.typeWhy")}
      action={<ToProjects />}
      isPage
    />
  );
}

/** What is seen where something else stands in the place of an id. */
export function NoId({ said }: { readonly said: string }) {
  const { say } = useWords();
  return (
    <Empty
      icon="page"
      title={say("missing.id", { id: said.slice(0, LONGEST) })}
      why={say("missing.idWhy")}
      action={<ToProjects />}
      isPage
    />
  );
}

const LONGEST = 40;

/** What is seen where a rule of the site does not let the person in. */
export function ForbiddenPage() {
  const { say } = useWords();
  const role = useAccount()?.permission_rule_set?.name ?? "–";
  return (
    <Empty
      icon="person"
      title={say("forbidden.title")}
      why={say("forbidden.why", { role })}
      action={<ToProjects />}
      isPage
    />
  );
}

/** What a page comes to that failed as a whole: it is not there, not for this person, or something went wrong. */
export function PageFailure({ thrown, retry }: { readonly thrown: unknown; readonly retry: () => void }) {
  const { say } = useWords();
  const refusal = refusalOf(thrown);
  if (refusal !== null && isForbidden(refusal)) return <ForbiddenPage />;
  if (refusal?.status === 404) return <MissingPage />;
  return (
    <div className={styles.failed}>
      <h1 className="hidden-but-said">{say("failure.page")}</h1>
      <FailureNote thrown={thrown} retry={retry} />
    </div>
  );
}

function ToProjects() {
  const { say } = useWords();
  return (
    <Button component={Link} to="/projects" variant="default">
      {say("missing.toProjects")}
    </Button>
  );
}
