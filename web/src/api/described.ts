import type { components, operations } from "./openapi";

/** What the body of an operation's answer holds, as the site's own document describes it. */
export type Described<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

/** An error in the contract's envelope. */
export type DescribedError = components["schemas"]["Error"];

/** A row that was found by words. */
export type DescribedHit = components["schemas"]["Hit"];
