import type { DatabaseKind } from "../../schema/model-state.ts";

/*
 * What each change of a table takes on each database, while the table is in use: of a change in several steps, the step
 * that somebody waits for the longest. tests/db/lock-facts.test.ts measures every line on all three databases; how, is told in
 * tests/db/measured-locks.ts. The page docs/guides/migrations-without-downtime.md shows this table; npm run docs:locks writes
 * it anew.
 */

/** A lock, whom it stops, and how long it is held. */
export interface LockFact {
  /** In the words of the database. */
  readonly lock: string;
  /** Who has to wait while it is held. */
  readonly stops: "nobody" | "writers" | "everybody";
  /** How long that is: a moment, or as long as it takes to read the rows, to sort them, or to write the table anew. */
  readonly work: "moment" | "scan" | "build" | "rewrite";
}

const exclusive = (work: LockFact["work"]): LockFact => ({
  lock: "ACCESS EXCLUSIVE",
  stops: "everybody",
  work,
});
const aside = (work: LockFact["work"]): LockFact => ({
  lock: "SHARE UPDATE EXCLUSIVE",
  stops: "nobody",
  work,
});
/**
 * LOCK=NONE lets others write while the server works. At its beginning and end, every ALTER TABLE takes the table for itself
 * all the same: it waits for who reads it, and everybody who comes then waits behind it.
 */
const online = (algorithm: string): LockFact => ({
  lock: `${algorithm}, LOCK=NONE`,
  stops: "everybody",
  work: "moment",
});
const instant = online("INSTANT");
const nocopy = online("NOCOPY");
const inPlace = online("INPLACE");
const nothing: LockFact = { lock: "none", stops: "nobody", work: "moment" };
const rows: LockFact = { lock: "row locks", stops: "writers", work: "scan" };
const copy: LockFact = { lock: "COPY, LOCK=SHARED", stops: "writers", work: "rewrite" };
const writer = (work: LockFact["work"]): LockFact => ({
  lock: "writer lock of the file",
  stops: "writers",
  work,
});

/** By change, then by database. SQLite has one lock for all who write, and readers go on beside it. */
export const lockFacts = {
  addColumn: { postgres: exclusive("moment"), mysql: instant, sqlite: writer("moment") },
  addRequiredColumn: { postgres: exclusive("moment"), mysql: instant, sqlite: writer("rewrite") },
  addColumnPerRow: { postgres: exclusive("rewrite"), mysql: rows, sqlite: writer("rewrite") },
  addStoredColumn: { postgres: exclusive("rewrite"), mysql: copy, sqlite: writer("rewrite") },
  addVirtualColumn: { postgres: exclusive("rewrite"), mysql: instant, sqlite: writer("rewrite") },
  dropColumn: { postgres: exclusive("moment"), mysql: instant, sqlite: writer("rewrite") },
  renameColumn: { postgres: exclusive("moment"), mysql: instant, sqlite: writer("moment") },
  // Who ends a change in steps holds the table on MariaDB: without the triggers, what is written to one column would be
  // missing in the other. Rules and indexes of a column of another type are made before.
  replaceColumn: {
    postgres: exclusive("moment"),
    mysql: { lock: "LOCK TABLES, INSTANT", stops: "everybody", work: "moment" },
    sqlite: writer("rewrite"),
  },
  replaceType: {
    postgres: exclusive("moment"),
    mysql: { lock: "LOCK TABLES, INSTANT", stops: "everybody", work: "moment" },
    sqlite: writer("rewrite"),
  },
  widenType: { postgres: exclusive("moment"), mysql: instant, sqlite: writer("rewrite") },
  changeType: { postgres: exclusive("rewrite"), mysql: copy, sqlite: writer("rewrite") },
  changeCollation: { postgres: exclusive("build"), mysql: nocopy, sqlite: writer("rewrite") },
  setNotNull: { postgres: exclusive("scan"), mysql: inPlace, sqlite: writer("rewrite") },
  setNotNullFilled: { postgres: exclusive("scan"), mysql: rows, sqlite: writer("rewrite") },
  setNotNullConcurrently: { postgres: exclusive("moment"), mysql: inPlace, sqlite: writer("rewrite") },
  dropNotNull: { postgres: exclusive("moment"), mysql: inPlace, sqlite: writer("rewrite") },
  changeDefault: { postgres: exclusive("moment"), mysql: instant, sqlite: writer("rewrite") },
  addIndex: {
    postgres: { lock: "SHARE", stops: "writers", work: "build" },
    mysql: nocopy,
    sqlite: writer("build"),
  },
  addIndexConcurrently: { postgres: aside("build"), mysql: nocopy, sqlite: writer("build") },
  dropIndex: { postgres: exclusive("moment"), mysql: nocopy, sqlite: writer("moment") },
  dropIndexConcurrently: { postgres: aside("moment"), mysql: nocopy, sqlite: writer("moment") },
  // SQLite can't rename an index, and builds it again.
  renameIndex: { postgres: aside("moment"), mysql: instant, sqlite: writer("build") },
  addUnique: { postgres: exclusive("build"), mysql: nocopy, sqlite: writer("build") },
  addUniqueConcurrently: { postgres: exclusive("moment"), mysql: nocopy, sqlite: writer("build") },
  dropUnique: { postgres: exclusive("moment"), mysql: nocopy, sqlite: writer("moment") },
  addCheck: { postgres: exclusive("scan"), mysql: copy, sqlite: writer("rewrite") },
  addCheckUnvalidated: { postgres: exclusive("moment"), mysql: copy, sqlite: writer("rewrite") },
  addForeignKey: {
    postgres: { lock: "SHARE ROW EXCLUSIVE", stops: "writers", work: "scan" },
    mysql: copy,
    sqlite: writer("rewrite"),
  },
  addForeignKeyUnvalidated: {
    postgres: { lock: "SHARE ROW EXCLUSIVE", stops: "writers", work: "moment" },
    mysql: instant,
    sqlite: writer("rewrite"),
  },
  validateRule: {
    postgres: aside("scan"),
    mysql: { lock: "none", stops: "nobody", work: "scan" },
    sqlite: writer("moment"),
  },
  changePrimaryKey: { postgres: exclusive("build"), mysql: inPlace, sqlite: writer("rewrite") },
  // Where a table stands is the file of its own on MariaDB, and the one file of all on SQLite.
  moveTable: { postgres: exclusive("rewrite"), mysql: nothing, sqlite: nothing },
  renameTable: {
    postgres: exclusive("moment"),
    mysql: { lock: "INSTANT, LOCK=EXCLUSIVE", stops: "everybody", work: "moment" },
    sqlite: writer("moment"),
  },
  dropTable: {
    postgres: exclusive("moment"),
    mysql: { lock: "LOCK=EXCLUSIVE", stops: "everybody", work: "moment" },
    sqlite: writer("moment"),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<DatabaseKind, LockFact>>>>;

/** A kind of change that a lock is known for. */
export type ChangeKind = keyof typeof lockFacts;
