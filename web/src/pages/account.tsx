import type { ReactNode } from "react";
import classes from "../account/account.module.css";
import { OwnRow } from "../account/own-row";
import { Password } from "../account/password";
import { Sessions } from "../account/sessions";
import { TwoFactor } from "../account/two-factor";
import { useSteps } from "../editing/steps";
import { Bones } from "../frame/bones";
import { Choices } from "../frame/choices";
import { useTitle } from "../frame/title";
import { useAccount } from "../site/person";
import { useWords } from "../words/say";

/** The page of one's own account: `/account`. */
export function AccountPage() {
  const { say } = useWords();
  const account = useAccount();
  useTitle(say("account.title"));
  useSteps();
  if (account === undefined) return <Bones lines={12} />;
  const isPerson = account.type === "HumanUser";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className={classes.page}>
      <div className={classes.inner}>
        <header className={classes.who}>
          <div>
            <h1 dir="auto">{account.name}</h1>
            <p dir="auto">{[account.login, account.permission_rule_set?.name].filter(Boolean).join(" · ")}</p>
          </div>
        </header>
        {isPerson && <OwnRow person={{ type: account.type, id: account.id }} />}
        {isPerson && (
          <Section title={say("account.password")} why={say("account.passwordWhy")}>
            <Password />
          </Section>
        )}
        {isPerson && (
          <Section title={say("account.factor")} why={say("account.factorWhy")}>
            <TwoFactor />
          </Section>
        )}
        <Section title={say("account.sessions")} why={say("account.sessionsWhy")}>
          <Sessions />
        </Section>
        <Section title={say("account.looks")} why={say("account.zone", { zone })}>
          <div className={classes.choices}>
            <Choices />
          </div>
        </Section>
      </div>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly why: string;
  readonly children: ReactNode;
}

function Section({ title, why, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2>{title}</h2>
      <p className={classes.why}>{why}</p>
      {children}
    </section>
  );
}
