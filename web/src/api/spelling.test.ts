import { describe, expect, it } from "vitest";
import type { Call } from "./call";
import { every } from "./question";
import { readRow, searchRows, updateRow } from "./rows";
import { asClient, asCurl, asRequests, python } from "./spelling";

const SITE = "https://film.example";
const SEARCH = searchRows("Note", {
  filters: every(["user", "is", { type: "HumanUser", id: 7 }]),
  fields: ["subject", "image"],
  sort: ["-created_at"],
  page: { number: 1, size: 50 },
});
const TOLD: Call = {
  method: "POST",
  path: "/entity/notes",
  body: { subject: "It's dark" },
  read: () => null,
};

describe("a call in a shell", () => {
  it("is a line for each header", () => {
    expect(asCurl(readRow("Shot", 5, ["code", "image"]), SITE)).toBe(
      `curl 'https://film.example/api/v1.1/entity/shots/5?fields=code,image' \\\n  -H "Authorization: Bearer $TOKEN"`,
    );
  });

  it("sends its body under its content type, quotes and all", () => {
    expect(asCurl(TOLD, SITE)).toContain(`-d '{"subject":"It'\\''s dark"}'`);
    expect(asCurl(SEARCH, SITE)).toContain("-H 'Content-Type: application/vnd+shotgun.api3_hash+json'");
    expect(asCurl(updateRow("Shot", 5, { code: "x" }), SITE)).toContain("curl -X PUT");
  });
});

describe("a call in Python", () => {
  it("asks with requests", () => {
    expect(asRequests(SEARCH, SITE)).toBe(
      [
        "import requests",
        "",
        "answer = requests.post(",
        '    "https://film.example/api/v1.1/entity/notes/_search",',
        "    headers={",
        '        "Authorization": f"Bearer {token}",',
        '        "Content-Type": "application/vnd+shotgun.api3_hash+json",',
        "    },",
        "    json={",
        '        "filters": {',
        '            "logical_operator": "and",',
        '            "conditions": [["user", "is", {"type": "HumanUser", "id": 7}]],',
        "        },",
        '        "fields": ["subject", "image"],',
        '        "sort": "-created_at",',
        '        "page": {"number": 1, "size": 50},',
        "    },",
        "    timeout=60,",
        ")",
        "answer.raise_for_status()",
        'print(answer.json()["data"])',
      ].join("\n"),
    );
  });

  it("asks with our client, in its words", () => {
    expect(asClient(SEARCH, SITE)).toContain('site.rows("Note").meeting({');
    expect(asClient(SEARCH, SITE)).toContain('.fields("subject", "image").order("-created_at").limit(50):');
    expect(asClient(updateRow("Shot", 5, { code: "x" }), SITE)).toContain(
      'site.update(Link("Shot", 5), **{"code": "x"})',
    );
    expect(asClient(TOLD, SITE)).toBeNull();
  });

  it.each([
    [null, "None"],
    [true, "True"],
    [[1, "a", false], '[1, "a", False]'],
    [{ a: null }, '{"a": None}'],
    ["日本\n\u2028", '"日本\\n\u2028"'],
  ])("%j is %s", (value, text) => {
    expect(python(value)).toBe(text);
  });
});
