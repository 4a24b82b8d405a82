import { hash, randomUUID } from "node:crypto";
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { InvalidQueryError } from "../../errors.ts";
import { datePart, dateTrunc } from "./sqlite-date-functions.ts";
import { canonicalJson, jsonContains } from "./sqlite-json-functions.ts";
import { addTime, timeBetween } from "./sqlite-time-functions.ts";
import { totals } from "./sqlite-totals.ts";

type Value = SQLOutputValue;
type Result = SQLInputValue;

/**
 * Gives a connection the functions and totals that the other databases have and SQLite lacks. Those that people know
 * have their usual names; what only sql/functions/ writes is called QUINTET_….
 */
export function registerFunctions(database: DatabaseSync): void {
  // Deterministic ones are computed once where their arguments are constants, and may stand in indexes and checks.
  for (const [name, run] of Object.entries(deterministic)) {
    database.function(name, { deterministic: true }, run as (...args: Value[]) => Result);
  }
  database.function("QUINTET_UUID4", () => randomUUID().replaceAll("-", ""));
  database.function("QUINTET_UUID7", uuid7);
  for (const [name, options] of Object.entries(totals)) database.aggregate(name, options as never); // a union of states
}

/** Of null, as in SQL, comes null. The number of parameters stays: SQLite asks for it. */
function strict(run: (...args: Exclude<Value, null>[]) => Result): (...args: Value[]) => Result {
  const wrapped = (...args: Value[]) =>
    args.includes(null) ? null : run(...(args as Exclude<Value, null>[]));
  return Object.defineProperty(wrapped, "length", { value: run.length });
}

function textHash(algorithm: string) {
  return strict((value) => hash(algorithm, value instanceof Uint8Array ? value : String(value)));
}

const deterministic = {
  COT: strict((angle) => 1 / Math.tan(Number(angle))),
  LPAD: strict((text, length, fill) => padded(String(text), Number(length), String(fill), true)),
  RPAD: strict((text, length, fill) => padded(String(text), Number(length), String(fill), false)),
  MD5: textHash("md5"),
  REPEAT: strict((text, count) => String(text).repeat(Math.max(Number(count), 0))),
  REVERSE: strict((text) => [...String(text)].reverse().join("")),
  SHA1: textHash("sha1"),
  SHA224: textHash("sha224"),
  SHA256: textHash("sha256"),
  SHA384: textHash("sha384"),
  SHA512: textHash("sha512"),
  REGEXP: strict((pattern, text) => (regex(String(pattern), "").test(String(text)) ? 1 : 0)),
  QUINTET_IREGEXP: strict((pattern, text) => (regex(String(pattern), "i").test(String(text)) ? 1 : 0)),
  QUINTET_PART: datePart,
  QUINTET_TRUNC: dateTrunc,
  QUINTET_TIME_BETWEEN: strict((later, earlier) => timeBetween(String(later), String(earlier))),
  QUINTET_ADD_TIME: strict((kind, moment, length) =>
    addTime(String(kind), String(moment), length as number | bigint),
  ),
  QUINTET_JSON: canonicalJson,
  QUINTET_JSON_CONTAINS: jsonContains,
};

/** Filled up to a length, or cut down to it. */
function padded(text: string, length: number, fill: string, atStart: boolean): string {
  const characters = [...text];
  const missing = length - characters.length;
  if (missing <= 0) return characters.slice(0, Math.max(length, 0)).join("");
  const filling = [...fill];
  if (filling.length === 0) return text;
  const padding = Array.from({ length: missing }, (_, position) => filling[position % filling.length]!).join(
    "",
  );
  return atStart ? padding + text : text + padding;
}

const regexes = new Map<string, RegExp>();
const maxRegexes = 200;

/** Django's patterns are Python's: what differs only in notation is understood. Kept, since each row asks for it. */
function regex(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`;
  const known = regexes.get(key);
  if (known !== undefined) return known;
  const made = compileRegex(pattern, flags);
  if (regexes.size >= maxRegexes) regexes.clear();
  regexes.set(key, made);
  return made;
}

/** @throws {@link InvalidQueryError} for what isn't a regular expression. */
function compileRegex(pattern: string, flags: string): RegExp {
  const [, inline = "", rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  const source = rest.replaceAll("(?P<", "(?<").replaceAll(/\(\?P=(\w+)\)/g, "\\k<$1>");
  const allFlags = [...new Set(flags + inline)].join("");
  try {
    return new RegExp(source, `${allFlags}u`);
  } catch {
    // With "u" an escape that means nothing, such as "\-", is an error.
  }
  try {
    return new RegExp(source, allFlags);
  } catch (error) {
    throw new InvalidQueryError(`${JSON.stringify(pattern)} is not a regular expression.`, { cause: error });
  }
}

/** 48 bits of milliseconds, then random ones, as 32 digits. */
function uuid7(): string {
  const random = randomUUID().replaceAll("-", "");
  return `${Date.now().toString(16).padStart(12, "0")}7${random.slice(13)}`;
}
