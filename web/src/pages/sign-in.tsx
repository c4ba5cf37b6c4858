import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { localPath } from "../frame/address";
import { FailureNote } from "../frame/failure-note";
import { SignInElsewhere } from "../frame/sign-in-elsewhere";
import { SignInForm } from "../frame/sign-in-form";
import { useTitle } from "../frame/title";
import { waysInQuery } from "../site/ways-in";
import { useWords } from "../words/say";
import styles from "./sign-in.module.css";

/** Where people sign in: with a password, or at the studio's provider. They go on to where they wanted to. */
export function SignInPage() {
  const { say } = useWords();
  const navigate = useNavigate();
  const { next, refused } = useSearch({ from: "/sign-in" });
  const ways = useQuery(waysInQuery);
  const path = localPath(next);
  const site = ways.data?.site_name;
  useTitle(say("signIn.do"));
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <img src="/icon.svg" width={40} height={40} alt="" />
        <h1 className={styles.title} dir="auto">
          {site === undefined ? "Slatehouse" : say("signIn.title", { site })}
        </h1>
        {refused !== undefined && (
          <p className={styles.refused} role="alert">
            {say(whyRefused(refused))}
          </p>
        )}
        <SignInForm done={() => void navigate({ href: path, replace: true })} />
        {ways.error !== null && <FailureNote thrown={ways.error} retry={() => void ways.refetch()} />}
        <SignInElsewhere then={path} />
      </div>
    </main>
  );
}

const WHY = [
  "elsewhere",
  "declined",
  "silent",
  "forged",
  "unnamed",
  "unverified",
  "stranger",
  "taken",
  "disabled",
] as const;

/** The sentence for the site's word for why nobody came in. */
function whyRefused(word: string) {
  return `refused.${WHY.find((each) => each === word) ?? "failed"}` as const;
}
