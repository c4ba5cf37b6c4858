import { Button, Modal } from "@mantine/core";
import { standing } from "../api/session";
import { cache } from "../site/cache";
import { accountQuery } from "../site/person";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import styles from "./sign-in-again.module.css";
import { SignInElsewhere } from "./sign-in-elsewhere";
import { SignInForm } from "./sign-in-form";

/** Over a page whose session has ended: whoever signs in again goes on where they were. */
export function SignInAgain() {
  const { say } = useWords();
  const isOver = useStore(standing).is === "over";
  const login = cache.getQueryData(accountQuery.queryKey)?.login;
  if (!isOver) return null;
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={say("signIn.again")}
      size={360}
      centered
    >
      <p className={styles.why}>{say("signIn.againWhy")}</p>
      <SignInForm login={login} done={() => undefined} />
      <SignInElsewhere then="/" inAnotherWindow />
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        fullWidth
        mt={8}
        onClick={() => location.assign("/sign-in")}
      >
        {say("signIn.somebodyElse")}
      </Button>
    </Modal>
  );
}
