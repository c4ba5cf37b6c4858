import { ARRAY_FILTERS, addressOf, type Call, HASH_FILTERS, JSON_BODY, PREFIX } from "./call";
import { isRecord } from "./failure";

/** A call as a person would send it from elsewhere: `$TOKEN`, or `token`, stands for the bearer. */

/** For a shell. */
export function asCurl(call: Call, site: string): string {
  const lines = [`curl ${quoted(addressOf(call, site))}`];
  if (call.method !== "GET" && !(call.method === "POST" && call.body !== undefined))
    lines[0] = lines[0]?.replace("curl", `curl -X ${call.method}`) ?? "";
  lines.push('-H "Authorization: Bearer $TOKEN"');
  if (call.body !== undefined) {
    lines.push(`-H ${quoted(`Content-Type: ${call.contentType ?? JSON_BODY}`)}`);
    lines.push(`-d ${quoted(JSON.stringify(call.body))}`);
  }
  if (call.prefer !== undefined) lines.push(`-H ${quoted(`Prefer: ${call.prefer}`)}`);
  return lines.join(" \\\n  ");
}

/** For Python with `requests`. */
export function asRequests(call: Call, site: string): string {
  const headers: Record<string, unknown> = { Authorization: new Code('f"Bearer {token}"') };
  const isVendor = call.contentType === HASH_FILTERS || call.contentType === ARRAY_FILTERS;
  if (isVendor) headers["Content-Type"] = call.contentType;
  if (call.prefer !== undefined) headers.Prefer = call.prefer;
  const lines = [
    "import requests",
    "",
    `answer = requests.${call.method.toLowerCase()}(`,
    `    ${python(site + PREFIX + call.path)},`,
    `    headers=${python(headers, 1)},`,
  ];
  if (call.query !== undefined && Object.keys(call.query).length > 0)
    lines.push(`    params=${python(call.query, 1)},`);
  if (call.body !== undefined) lines.push(`    json=${python(call.body, 1)},`);
  return [
    ...lines,
    "    timeout=60,",
    ")",
    "answer.raise_for_status()",
    `print(answer.json()${call.method === "DELETE" ? "" : '["data"]'})`,
  ].join("\n");
}

/** For Python with Slatehouse's own client; null where that has no words of its own for it. */
export function asClient(call: Call, site: string): string | null {
  const asked = CLIENT.map((spell) => spell(call)).find((each) => each !== null);
  if (asked === undefined || asked === null) return null;
  const imported = asked.includes("Link(") ? "Client, Link" : "Client";
  return [
    `from slatehouse.client import ${imported}`,
    "",
    `with Client(${python(site)}, script="my_script", key=key) as site:`,
    ...asked.split("\n").map((line) => `    ${line}`),
  ].join("\n");
}

type Spelling = (call: Call) => string | null;

const CLIENT: readonly Spelling[] = [
  (call) => (call.path.endsWith("/_search") && isRecord(call.body) ? rowsAsked(call, call.body) : null),
  ({ method, about, query }) =>
    method === "GET" && about?.id !== undefined
      ? `print(site.rows(${python(about.type)}).where(id=${about.id})${listed("fields", query?.fields?.split(","))}.first())`
      : null,
  ({ method, about, body }) =>
    method === "PUT" && about?.id !== undefined
      ? `site.update(${link(about.type, about.id)}, **${python(body)})`
      : null,
  ({ method, about, body }) =>
    method === "POST" &&
    about !== undefined &&
    about.id === undefined &&
    isRecord(body) &&
    !("summary_fields" in body)
      ? `site.create(${python(about.type)}, **${python(body)})`
      : null,
  ({ method, about }) =>
    method === "DELETE" && about?.id !== undefined ? `site.retire(${link(about.type, about.id)})` : null,
];

function rowsAsked(call: Call, body: Readonly<Record<string, unknown>>): string {
  const { filters, fields, sort, page } = body;
  const isEmpty = isRecord(filters) && Array.isArray(filters.conditions) && filters.conditions.length === 0;
  const meeting = isEmpty ? "" : `.meeting(${python(filters)})`;
  const order = listed("order", typeof sort === "string" ? sort.split(",") : undefined);
  const limit = isRecord(page) && typeof page.size === "number" ? `.limit(${page.size})` : "";
  const query = `site.rows(${python(call.about?.type)})${meeting}${listed("fields", fields)}${order}${limit}`;
  return `for row in ${query}:\n    print(row)`;
}

function listed(method: string, names: unknown): string {
  return Array.isArray(names) && names.length > 0
    ? `.${method}(${names.map((each) => python(each)).join(", ")})`
    : "";
}

function link(type: string, id: number): string {
  return `Link(${python(type)}, ${id})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What stands in Python as it is. */
class Code {
  constructor(readonly text: string) {}
}

/** A value as Python writes it; what is long is laid out over lines, from `depth` on. */
export function python(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Code) return value.text;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((each) => python(each, depth + 1))
    : Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${python(each, depth + 1)}`);
  const [open, close] = isList ? "[]" : "{}";
  const flat = `${open}${parts.join(", ")}${close}`;
  if (flat.length + depth * 4 <= 80 && !flat.includes("\n")) return flat;
  const indent = "    ".repeat(depth + 1);
  return `${open}\n${parts.map((each) => `${indent}${each},\n`).join("")}${"    ".repeat(depth)}${close}`;
}
