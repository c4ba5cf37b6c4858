import { describe, expect, it } from "vitest";
import { failureIn, RequestFailed } from "../api/failure";
import { say } from "../words/say";
import { reasonsIn, sentenceOf } from "./sentences";

function refused(
  status: number,
  error: Record<string, unknown>,
  retryAfter: string | null = null,
): RequestFailed {
  return new RequestFailed(
    failureIn(
      status,
      { errors: [{ code: 103, title: "No", source: null, detail: null, id: "1", ...error }] },
      retryAfter,
    ),
  );
}

describe("the sentence", () => {
  it.each([
    [new RequestFailed({ kind: "unreachable" }), /does not answer/],
    [new RequestFailed({ kind: "signed out" }), /Sign in again/],
    [refused(401, {}), /Sign in again/],
    [refused(404, { code: 104, detail: "Shot: 9 not found" }), /not here any more/],
    [
      refused(400, { code: 104, title: "API update() Shot 9: the rule was not met. Rule: artist" }),
      /may not do this/,
    ],
    [refused(412, {}), /Somebody else/],
    [refused(429, {}, "7"), /in 7 seconds/],
    [refused(429, {}, "1"), /in a second/],
    [refused(500, {}), /made a mistake/],
    [
      refused(400, { title: "Request Parameters invalid.", source: { code: ["code is missing"] } }),
      /: code is missing$/,
    ],
    [refused(400, { title: "Create failed: the name is taken" }), /: Create failed: the name is taken$/],
    [new TypeError("x is undefined"), /has stopped/],
  ])("for %s is %s", (thrown, sentence) => {
    expect(sentenceOf(thrown, say)).toMatch(sentence);
  });
});

it("reads reasons however deep they lie", () => {
  expect(reasonsIn({ requests: { "2": { data: { x: ["x is wrong", " y "] } } } })).toEqual([
    "x is wrong",
    "y",
  ]);
  expect(reasonsIn({})).toEqual([]);
});
