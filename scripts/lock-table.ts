/*
 * The table of locks in docs/guides/migrations-without-downtime.md, from the facts that `quintet migrate check` goes by.
 * npm run docs:locks writes it anew; a test compares the two.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChangeKind, type LockFact, lockFacts } from "../src/db/migrations/safety/lock-facts.ts";
import { markdownTable } from "./markdown-table.ts";

export const locksPage = join(import.meta.dirname, "..", "docs", "guides", "migrations-without-downtime.md");

const start = "<!-- locks: npm run docs:locks -->\n\n";
const end = "\n\n<!-- end of locks -->";

/** The page with the table that the code has now. */
export function withLockTable(page: string): string {
  const [before, rest] = page.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (after === undefined)
    throw new Error(`${locksPage} has no place for the table of locks: ${start.trim()}`);
  return `${before}${start}${renderLocks()}${end}${after}`;
}

function renderLocks(): string {
  const rows = Object.entries(names).map(([kind, name]) => {
    const { postgres, mysql, sqlite } = lockFacts[kind as ChangeKind]; // a key of `names` is one
    return [name, cellOf(postgres), cellOf(mysql), whoWaits(sqlite)];
  });
  return markdownTable(["change", "PostgreSQL", "MariaDB", "SQLite"], rows);
}

/** `"everybody, while all rows are read (ACCESS EXCLUSIVE)"`. */
function cellOf(fact: LockFact): string {
  return `${whoWaits(fact)} (${fact.lock})`;
}

function whoWaits({ stops, work }: LockFact): string {
  return stops === "nobody" ? "nobody" : `${stops}, ${duration[work]}`;
}

const duration: Readonly<Record<LockFact["work"], string>> = {
  moment: "for a moment",
  scan: "while all rows are read",
  build: "while an index is built",
  rewrite: "while the table is written anew",
};

const names: Readonly<Record<ChangeKind, string>> = {
  addColumn: "add a field that takes null",
  addRequiredColumn: "add a required field with a value",
  addColumnPerRow: "add a field with a UUID for each row",
  addStoredColumn: "add a computed field, stored",
  addVirtualColumn: "add a computed field, not stored",
  dropColumn: "remove a field",
  renameColumn: "rename a field",
  replaceColumn: "`finishRenameField()`",
  replaceType: "`finishAlterField()`",
  widenType: "a longer text, more digits",
  changeType: "another type",
  changeCollation: "another collation",
  setNotNull: "no longer take null",
  setNotNullFilled: "the same, with a value for rows without",
  setNotNullConcurrently: "no longer take null, `concurrently`",
  dropNotNull: "take null",
  changeDefault: "another default in the database",
  addIndex: "add an index",
  addIndexConcurrently: "the same, `concurrently`",
  dropIndex: "remove an index",
  dropIndexConcurrently: "the same, `concurrently`",
  renameIndex: "rename an index",
  addUnique: "add a unique rule",
  addUniqueConcurrently: "the same, `concurrently`",
  dropUnique: "remove a unique rule",
  addCheck: "add a check",
  addCheckUnvalidated: "the same, `validate: false`",
  addForeignKey: "add a reference",
  addForeignKeyUnvalidated: "the same, `validate: false`",
  validateRule: "`validateConstraint()`",
  changePrimaryKey: "another primary key",
  moveTable: "another tablespace",
  renameTable: "rename a model or table",
  dropTable: "delete a model",
};

if (process.argv[1] === import.meta.filename)
  writeFileSync(locksPage, withLockTable(readFileSync(locksPage, "utf8")));
