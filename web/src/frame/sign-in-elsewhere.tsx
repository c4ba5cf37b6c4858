import { Button, Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { waysInQuery } from "../site/ways-in";
import { useWords } from "../words/say";
import styles from "./sign-in-form.module.css";

interface Props {
  /** Where whoever comes back goes on to. */
  readonly then: string;
  /** Whether this window stays as it is: the others of the browser go on with it when somebody came in. */
  readonly inAnotherWindow?: boolean;
}

/** The way in by the studio's provider, where there is one. */
export function SignInElsewhere({ then, inAnotherWindow = false }: Props) {
  const { say } = useWords();
  const openid = useQuery(waysInQuery).data?.openid;
  if (!openid) return null;
  return (
    <>
      <Divider my={4} label={say("signIn.or")} />
      <Button
        component="a"
        href={wayBack(openid.path, then)}
        target={inAnotherWindow ? "_blank" : undefined}
        rel={inAnotherWindow ? "noreferrer" : undefined}
        variant="default"
        size="sm"
        fullWidth
      >
        <span dir="auto">{say("signIn.elsewhere", { name: openid.name })}</span>
      </Button>
      {inAnotherWindow && <p className={styles.aside}>{say("signIn.inAnotherWindow")}</p>}
    </>
  );
}

/** The provider's page leads back to the one for signing in, which takes up the session that was begun there. */
function wayBack(elsewhere: string, then: string): string {
  const back = `/sign-in?from=elsewhere&next=${encodeURIComponent(then)}`;
  return `${elsewhere}?${new URLSearchParams({ return_path: back })}`;
}
