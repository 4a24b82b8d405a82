import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test as nodeTest, type TestContext } from "node:test";
import {
  createTables,
  type Database,
  type DatabaseDescription,
  type ModelClass,
  mysql,
  openDatabase,
  postgres,
  setDefaultDatabase,
  sqlite,
} from "quintet/db";
import { mysqlService, postgresService, type Service } from "./services.ts";

/*
 * The databases that the tests run on. Each test file has a database of its own on each server, made when it is first
 * wanted and dropped at the end; each call of open() finds it empty.
 */

/** One kind of database, for the tests of a file. */
export interface TestDatabase {
  readonly name: string;
  readonly dialect: "sqlite" | "postgres" | "mysql";
  /** Why its tests are skipped. */
  readonly skip: string | false;
  /** Defines a test with the database's name behind its own; it is skipped where the server is missing. */
  test(name: string, work: (context: TestContext) => Promise<void> | void): void;
  /** An empty database with the tables of models, which queries use until it is closed. */
  open(models?: readonly ModelClass[]): Promise<Database>;
  /** How to reach what open() has opened, for a second connection. */
  describe(): Promise<DatabaseDescription>;
}

/**
 * Defines tests for every kind of database.
 *
 * @example
 * forEachDatabase(({ test, open }) => {
 *   test("rows are counted", async () => {
 *     await using _database = await open([Author]);
 *     …
 *   });
 * });
 */
export function forEachDatabase(define: (database: TestDatabase) => void): void {
  for (const database of testDatabases) define(database);
}

const memory = { backend: "sqlite", options: { file: ":memory:" } } as const;

const embedded = () => [
  testDatabase("SQLite in memory", "sqlite", false, { describe: async () => memory, empty: async () => {} }),
  testDatabase("SQLite in a file", "sqlite", false, sqliteFile()),
];
const servers = () => [
  testDatabase("PostgreSQL", "postgres", postgresService.skip, postgresDatabase(postgresService)),
  testDatabase("MariaDB", "mysql", mysqlService.skip, mysqlDatabase(mysqlService)),
];

// scripts/test.ts asks for the two kinds in steps of their own; a file that is run by itself has all.
const wanted = process.env.QUINTET_TEST_DATABASES;

/** All kinds, as {@link forEachDatabase} gives them. */
export const testDatabases: readonly TestDatabase[] = [
  ...(wanted === "servers" ? [] : embedded()),
  ...(wanted === "embedded" ? [] : servers()),
];

/** Where the database of a file is, and how it is emptied. */
interface Place {
  describe(): Promise<DatabaseDescription>;
  /** Without any table. */
  empty(): Promise<void>;
  /** Without any row, where that is faster. */
  clear?(database: Database): Promise<void>;
}

function testDatabase(
  name: string,
  dialect: TestDatabase["dialect"],
  skip: string | false,
  { describe, empty, clear }: Place,
): TestDatabase {
  let last: readonly ModelClass[] | undefined;
  const open = async (models: readonly ModelClass[] = []) => {
    const isSame = clear !== undefined && models === last; // the tables of the test before will do
    if (!isSame) await empty();
    const database = openDatabase(await describe());
    if (isSame) await clear(database);
    else await createTables(database, models);
    last = models;
    setDefaultDatabase(database);
    return database;
  };
  const test: TestDatabase["test"] = (title, work) => void nodeTest(`${title} (${name})`, { skip }, work);
  return { name, dialect, skip, test, open, describe };
}

function sqliteFile(): Place {
  let folder: Promise<string> | undefined;
  const file = async () => {
    folder ??= mkdtemp(join(tmpdir(), "quintet-db-"));
    return join(await folder, "test.sqlite3");
  };
  after(async () => folder && rm(await folder, { recursive: true }));
  return {
    describe: async () => sqlite({ file: await file() }),
    async empty() {
      for (const ending of ["", "-wal", "-shm"]) await rm(`${await file()}${ending}`, { force: true });
    },
  };
}

function postgresDatabase({ url }: Service): Place {
  const name = databaseName();
  const own = new URL(url);
  own.pathname = `/${name}`;
  let made: Promise<void> | undefined;
  const onServer = async (...statements: readonly string[]) => {
    await using server = openDatabase(postgres({ url }), "server");
    for (const statement of statements) await server.execute(statement);
  };
  after(() => made && onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const describe = async () => {
    made ??= onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `CREATE DATABASE ${name}`);
    await made;
    return postgres({ url: own.href });
  };
  return {
    describe,
    async empty() {
      await using database = openDatabase(await describe(), "emptied");
      await database.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    },
    async clear(database) {
      const tables = await database.query(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'",
      );
      await database.script(`TRUNCATE ${tables.map(([table]) => table).join(", ")} RESTART IDENTITY`);
    },
  };
}

function mysqlDatabase({ url }: Service): Place {
  const name = databaseName();
  let made = false;
  const onServer = async (...statements: readonly string[]) => {
    await using server = openDatabase(mysql({ url }), "server");
    for (const statement of statements) await server.execute(statement);
  };
  after(() => made && onServer(`DROP DATABASE IF EXISTS ${name}`));
  return {
    describe: async () => mysql({ url, database: name }),
    async empty() {
      made = true;
      await onServer(`DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    },
    async clear(database) {
      const tables = await database.query(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
      );
      const statements = tables.map(([table]) => `TRUNCATE \`${table}\``);
      await database.script(
        ["SET foreign_key_checks = 0", ...statements, "SET foreign_key_checks = 1"].join("; "),
      );
    },
  };
}

/** A name that no other file and no other run has: `quintet_test_writing_4711`. */
function databaseName(): string {
  const file = basename(process.argv[1] ?? "tests").replaceAll(/\.test\.ts$|\W/g, "_");
  return `quintet_test_${file.replace(/_+$/, "")}_${process.pid}`.toLowerCase().slice(-63);
}
