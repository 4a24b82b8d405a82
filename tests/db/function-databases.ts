import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { registerFunctions } from "../../src/db/backends/sqlite/sqlite-functions.ts";
import type { ColumnType, StoredValue } from "../../src/db/fields/column.ts";
import type { Dialect } from "../../src/db/sql/dialect.ts";
import { aggregateSpecs, functionSpecs } from "../../src/db/sql/functions/all-functions.ts";
import { computed } from "../../src/db/sql/functions/computed-type.ts";
import {
  type AggregateCall,
  type DialectName,
  type FunctionCall,
  sqlOf,
} from "../../src/db/sql/functions/function-spec.ts";
import { postgresCast } from "../../src/db/sql/functions/write-call.ts";
import { finish, join, type Sql } from "../../src/db/sql/sql.ts";
import { mysqlService, postgresService } from "./services.ts";

/*
 * The three databases with nothing of queries around them: a function's SQL is written around literal values, sent by
 * the bare driver, and its result compared. The sessions have odd time zones, on which no result may depend.
 */

export interface FunctionDatabase {
  readonly name: DialectName;
  readonly skip: string | false;
  /** The rows of `SELECT <sql>`, whatever the driver makes of the values. */
  rows(sql: Sql): Promise<unknown[][]>;
  /** Several files share one where they share a process: once is enough, and more does no harm. */
  close(): Promise<void>;
}

const placeholders: Readonly<Record<DialectName, (number: number) => string>> = {
  sqlite: () => "?",
  mysql: () => "?",
  postgres: (number) => `$${number}`,
};

function written(name: DialectName, sql: Sql): { text: string; params: StoredValue[] } {
  const compiled = finish(join("SELECT ", sql), { placeholder: placeholders[name] } as Dialect); // it needs no more
  return { text: compiled.text, params: compiled.bind([]) };
}

function openSqlite(): FunctionDatabase {
  const database = new DatabaseSync(":memory:");
  registerFunctions(database);
  return {
    name: "sqlite",
    skip: false,
    async rows(sql) {
      const { text, params } = written("sqlite", sql);
      const statement = database.prepare(text);
      statement.setReturnArrays(true);
      return statement.all(...params) as unknown as unknown[][];
    },
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}

/** In a database of its own, which has the extension that sha1() takes. */
function openPostgres(): FunctionDatabase {
  const name = `quintet_functions_${randomBytes(5).toString("hex")}`;
  const url = new URL(postgresService.url);
  url.pathname = `/${name}`;
  let client: pg.Client | undefined;

  async function onServer(statement: string): Promise<void> {
    const server = new pg.Client({ connectionString: postgresService.url });
    await server.connect();
    await server.query(statement).finally(() => server.end());
  }
  async function connected(): Promise<pg.Client> {
    if (client !== undefined) return client;
    await onServer(`CREATE DATABASE ${name}`);
    client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query("SET TimeZone = 'Asia/Tokyo'");
    await client.query("CREATE EXTENSION IF NOT EXISTS pgcrypto");
    return client;
  }
  return {
    name: "postgres",
    skip: postgresService.skip,
    async rows(sql) {
      const { text, params } = written("postgres", sql);
      const asText = { getTypeParser: () => (value: string) => value };
      const asked = { text, values: params, rowMode: "array", types: asText } as const;
      return (await (await connected()).query(asked)).rows;
    },
    async close() {
      if (client === undefined) return;
      const closing = client;
      client = undefined;
      await closing.end();
      await onServer(`DROP DATABASE ${name}`);
    },
  };
}

function openMysql(): FunctionDatabase {
  let connection: Awaited<ReturnType<typeof createConnection>> | undefined;
  async function connected() {
    if (connection !== undefined) return connection;
    connection = await createConnection({
      uri: mysqlService.url,
      dateStrings: true,
      jsonStrings: true,
      charset: "utf8mb4",
      rowsAsArray: true,
    });
    await connection.query("SET time_zone = '+09:00'");
    return connection;
  }
  return {
    name: "mysql",
    skip: mysqlService.skip,
    async rows(sql) {
      const { text, params } = written("mysql", sql);
      const [rows] = await (await connected()).execute(text, params as string[]);
      return rows as unknown as unknown[][];
    },
    async close() {
      const closing = connection;
      connection = undefined;
      await closing?.end();
    },
  };
}

const wanted = process.env.QUINTET_TEST_DATABASES; // as in databases.ts

export const functionDatabases: readonly FunctionDatabase[] = [
  ...(wanted === "servers" ? [] : [openSqlite()]),
  ...(wanted === "embedded" ? [] : [openPostgres(), openMysql()]),
];

/** A value of a kind, written as a test has it: moments in UTC as `"2024-05-01 10:00:00"`. */
export interface Typed {
  readonly type: ColumnType;
  readonly value: StoredValue | boolean;
}
export function typed(type: ColumnType, value: StoredValue | boolean): Typed {
  return { type, value };
}

function kindOf(value: StoredValue | boolean): Typed {
  if (typeof value === "number") return typed(Number.isInteger(value) ? "integer" : "float", value);
  return typed(typeof value === "boolean" ? "boolean" : "string", value);
}

export type Argument = Typed | StoredValue | boolean;

export function typedArgument(argument: Argument): Typed {
  return typeof argument === "object" && argument !== null && "type" in argument
    ? argument
    : kindOf(argument as StoredValue);
}

/** The value as the database keeps it, as a parameter. */
export function parameter(dialect: DialectName, { type, value }: Typed): Sql {
  if (dialect === "postgres") {
    const text = value === null ? null : type === "datetime" ? `${value}+00` : String(value);
    return postgresCast(join({ constant: text }), type);
  }
  // node:sqlite binds numbers as floating ones, and only bigints as integers.
  const isWhole = typeof value === "boolean" || (type === "integer" && value !== null);
  const constant = join({ constant: isWhole ? BigInt(value as number) : (value as StoredValue) });
  if (dialect === "mysql" && type === "datetime") return join("CAST(", constant, " AS DATETIME(6))");
  if (dialect === "mysql" && type === "time") return join("CAST(", constant, " AS TIME(6))");
  if (dialect === "mysql" && type === "date") return join("CAST(", constant, " AS DATE)");
  if (dialect === "mysql" && type === "decimal") return join("CAST(", constant, " AS DECIMAL(20, 4))");
  if (dialect === "mysql" && type === "integer") return join("CAST(", constant, " AS SIGNED)");
  return constant;
}

/** The SQL of a call. */
export function callSql(
  dialect: DialectName,
  name: string,
  args: readonly Argument[],
  options: FunctionCall["options"] = {},
): Sql {
  const values = args.map(typedArgument);
  const spec = functionSpecs[name];
  if (spec === undefined) throw new Error(`There is no function ${name}`);
  return sqlOf<(call: FunctionCall) => Sql>(
    spec,
    dialect,
  )({
    args: values.map((value) => parameter(dialect, value)),
    types: values.map((value) => computed(value.type)),
    options,
  });
}

/** What a call gives. */
export async function ask(
  database: FunctionDatabase,
  name: string,
  args: readonly Argument[],
  options?: FunctionCall["options"],
): Promise<unknown> {
  const [row] = await database.rows(callSql(database.name, name, args, options));
  return row![0];
}

/** What a total over the rows of a table of (key, value) gives; parts of the call are SQL. */
export async function askTotal(
  database: FunctionDatabase,
  name: string,
  type: ColumnType,
  rows: readonly (readonly [key: number, value: StoredValue])[],
  call: Partial<AggregateCall> = {},
): Promise<unknown[]> {
  const spec = aggregateSpecs[name];
  if (spec === undefined) throw new Error(`There is no total ${name}`);
  const item: Sql = ["v"];
  const full: AggregateCall = {
    item,
    type: computed(type),
    distinct: false,
    filter: undefined,
    orderBy: [],
    args: [],
    ...call,
  };
  const total = sqlOf<(made: AggregateCall) => Sql>(spec, database.name)(full);
  const selects = rows.map(([key, value], position) =>
    join(
      position === 0 ? "SELECT " : " UNION ALL SELECT ",
      String(key),
      " AS k, ",
      parameter(database.name, typed(type, value)),
      " AS v",
    ),
  );
  const answer = await database.rows(join(total, " FROM (", ...selects, ") AS t"));
  return answer.map(([value]) => value);
}

/** A moment as `"2024-05-01 10:00:00"` in UTC, whatever the driver gave. */
export function momentText(value: unknown): string | null {
  if (value === null) return null;
  const text = String(value);
  if (/[+-]\d\d(:\d\d)?$/.test(text.slice(19)))
    return new Date(text).toISOString().replace("T", " ").slice(0, 19);
  return text.slice(0, 19);
}
