import { Temporal } from "../../dates/index.ts";
import type { ConditionState } from "../schema/condition-state.ts";
import type { DatabaseKind } from "../schema/model-state.ts";
import { parseExpression } from "./parse-expression.ts";

/** Ways to say the present moment. */
const now =
  /^(?:current_timestamp|now|statement_timestamp|transaction_timestamp|localtimestamp|current_date|curdate|current_time|curtime|localtime|sysdate)\s*(?:\(\s*\d*\s*\))?$/i;
/** SQLite's, as migrations write them. */
const sqliteNow =
  /^(?:strftime\('%Y-%m-%d %H:%M:%f000', 'now'\)|date\('now'\)|strftime\('%H:%M:%f000', 'now'\)|datetime\('now'\))$/i;

const moments = ["datetime", "date", "time"];

/** What a database stores where a row says nothing; `undefined` for null, which is what it stores anyway. */
export function parseDefault(kind: DatabaseKind, sql: string, type: string): ConditionState | undefined {
  const text = withoutBrackets(sql.trim());
  if (/^null(::[\w ]+)?$/i.test(text)) return undefined;
  if (isNow(text, type)) return { op: "now", of: [] };
  const bit = type === "boolean" ? /^b'([01])'$/i.exec(text)?.[1] : undefined;
  if (bit !== undefined) return { value: bit === "1" };
  const column = { fieldOf: (name: string) => (name === valueColumn ? { name, type } : undefined) };
  // Compared with a column of the kind, a constant becomes what the field writes.
  const parsed = parseExpression(kind, `"${valueColumn}" = (${text})`, column);
  const constant = "op" in parsed && parsed.op === "eq" ? parsed.of[1] : undefined;
  if (constant !== undefined && "value" in constant && !sqlTypes.includes(type))
    return type === "time" ? { value: shortTime(String(constant.value)) } : constant;
  return { sql: [text], of: [] };
}

const valueColumn = "quintet value";

/** Of these kinds, a model writes no constants of the database's. */
const sqlTypes = ["duration", "binary", "custom"];

/** `"10:11:12.500"` gives `"10:11:12.5"`, as models write it. */
function shortTime(text: string): string {
  return Temporal.PlainTime.from(text).toString();
}

/** Whether a default is the present moment, in a column that holds moments. */
function isNow(sql: string, type: string): boolean {
  const text = withoutBrackets(sql.trim());
  return moments.includes(type) && (now.test(text) || sqliteNow.test(text));
}

function withoutBrackets(sql: string): string {
  return /^\((.*)\)$/s.test(sql) && closesAtEnd(sql) ? withoutBrackets(sql.slice(1, -1).trim()) : sql;
}

function closesAtEnd(sql: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < sql.length; at++) {
    if (sql[at] === "'") isText = !isText;
    if (isText) continue;
    if (sql[at] === "(") depth++;
    if (sql[at] === ")" && --depth === 0) return at === sql.length - 1;
  }
  return false;
}
