import { Button } from "@mantine/core";
import { useState } from "react";
import { failureOf } from "../api/failure";
import { signOut } from "../api/session";
import { FailureNote } from "../frame/failure-note";
import { Notices, tell } from "../frame/notices";
import { useTitle } from "../frame/title";
import { cache } from "../site/cache";
import { accountQuery } from "../site/person";
import { useWords } from "../words/say";
import classes from "./account.module.css";
import { TwoFactor } from "./two-factor";

/** The site opens within a second after the factor is on. */
const PATIENCE = 400;
const TRIES = 8;

/** What people see whose role asks for a second factor that they have not set up: nothing but the way to it. */
export function SetUpFirst() {
  const { say } = useWords();
  const [thrown, setThrown] = useState<unknown>(null);
  useTitle(say("account.factor"));
  async function goOn() {
    setThrown(null);
    try {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const account = await cache.fetchQuery({ ...accountQuery, staleTime: 0 });
        if (!account.needs_second_factor) break;
        await new Promise((passed) => setTimeout(passed, PATIENCE));
      }
      // What was refused meanwhile is asked again.
      await cache.invalidateQueries();
    } catch (failed) {
      if (failureOf(failed) === null) throw failed;
      setThrown(failed);
    }
  }
  return (
    <main className={classes.first}>
      <div className={classes.card}>
        <h1>{say("account.setUpFirst")}</h1>
        <p className={classes.why}>{say("account.setUpFirstWhy")}</p>
        <TwoFactor onDone={() => void goOn()} />
        {thrown !== null && <FailureNote thrown={thrown} retry={() => void goOn()} />}
        <Button
          variant="subtle"
          color="gray"
          mt={16}
          onClick={() => void signOut().catch((failed: unknown) => tell({ thrown: failed }))}
        >
          {say("frame.signOut")}
        </Button>
      </div>
      <Notices />
    </main>
  );
}
