import { createHash } from "node:crypto";

/*
 * Names of indexes and constraints that nobody named. They are made exactly as Django makes them, so that a database
 * that Django created needs no change: "auth_user_groups_user_id_6a12ed8b".
 */

/** The first `length` hexadecimal digits of the MD5 of all parts together. A name, not a secret. */
function digest(parts: readonly string[], length: number): string {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, length);
}

// What Django allows where the database sets no limit of its own. PostgreSQL has 63, MySQL 64.
const unlimited = 200;

/**
 * A name that says its column, or the same with a number: the thing of another column may have kept that name, because its column
 * has got another one meanwhile.
 *
 * @param taken - In small letters.
 */
export function freeName(name: string, taken: ReadonlySet<string>, maxLength: number): string {
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number++) {
    const ending = `_${number}`;
    free = `${name.slice(0, maxLength - ending.length)}${ending}`;
  }
  return free;
}

/** The name of the index of a field, or of a unique constraint (`suffix` `"_uniq"`). */
export function hashedName(
  table: string,
  columns: readonly string[],
  suffix = "",
  maxLength = unlimited,
): string {
  const ending = `${digest([table, ...columns], 8)}${suffix}`;
  const joined = columns.join("_");
  const name = `${table}_${joined}_${ending}`;
  if (name.length <= maxLength) return name;

  const shortEnding = ending.length > maxLength / 3 ? ending.slice(0, Math.floor(maxLength / 3)) : ending;
  const share = Math.floor((maxLength - shortEnding.length) / 2) - 1;
  const short = `${table.slice(0, share)}_${joined.slice(0, share)}_${shortEnding}`;
  return startsBadly(short) ? `D${short.slice(0, -1)}` : short;
}

/** The name of an index in a model's options: at most 30 characters, `"shop_book_created_1a2b3c_idx"`. */
export function indexName(
  table: string,
  columns: readonly { readonly column: string; readonly descending: boolean }[],
): string {
  const ordered = columns.map(({ column, descending }) => (descending ? `-${column}` : column));
  const ending = `${digest([table, ...ordered, "idx"], 6)}_idx`;
  const first = columns[0]?.column ?? "expr";
  const name = `${table.slice(0, 11)}_${first.slice(0, 7)}_${ending}`;
  return startsBadly(name) ? `D${name.slice(1)}` : name;
}

/** Some databases refuse names that begin with an underscore or a digit. */
function startsBadly(name: string): boolean {
  return /^[_\d]/.test(name);
}
