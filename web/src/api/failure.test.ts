import { describe, expect, it } from "vitest";
import { failureIn, failureOf, RequestFailed, refusalOf } from "./failure";

const ERROR = {
  id: "0f3c",
  status: 404,
  code: 104,
  title: "Not Found",
  source: null,
  detail: "Shot: 9 not found",
  meta: null,
};

describe("what an answer says", () => {
  it("is read from the error envelope", () => {
    expect(failureIn(404, { errors: [ERROR] }, null)).toEqual({
      kind: "refused",
      status: 404,
      code: 104,
      title: "Not Found",
      detail: "Shot: 9 not found",
      source: {},
      id: "0f3c",
      retryAfter: null,
    });
  });

  it.each([
    ["7", 7],
    ["0", 0],
    ["soon", null],
    ["-1", null],
    [null, null],
  ])("waits as long as Retry-After: %s says", (header, seconds) => {
    expect(failureIn(429, { errors: [ERROR] }, header)).toMatchObject({ retryAfter: seconds });
  });

  it.each([[null], ["<html>"], [{}], [{ errors: [] }], [{ errors: ["no"] }], [[ERROR]]])(
    "is unreadable where it is %j",
    (body) => {
      expect(failureIn(502, body, null)).toEqual({ kind: "unreadable", status: 502 });
    },
  );
});

describe("what was thrown", () => {
  const refused = new RequestFailed(failureIn(404, { errors: [ERROR] }, null));

  it("tells its failure, and what is no request that failed tells none", () => {
    expect(failureOf(refused)?.kind).toBe("refused");
    expect(failureOf(new TypeError("no"))).toBeNull();
    expect(refused.message).toBe("404 Shot: 9 not found");
  });

  it("is a refusal of one status", () => {
    expect(refusalOf(refused, 404)?.code).toBe(104);
    expect(refusalOf(refused, 412)).toBeNull();
    expect(refusalOf(new RequestFailed({ kind: "unreachable" }))).toBeNull();
  });
});
