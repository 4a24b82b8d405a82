import type { BackendKind } from "./backend-kind.ts";
import { mysqlKind } from "./mysql/mysql-kind.ts";
import { postgresKind } from "./postgres/postgres-kind.ts";
import { sqliteKind } from "./sqlite/sqlite-kind.ts";

/** The kinds of database by the name that a description has. */
export const backendKinds = {
  sqlite: sqliteKind,
  postgres: postgresKind,
  mysql: mysqlKind,
} satisfies Readonly<Record<string, BackendKind>>;

export type BackendName = keyof typeof backendKinds;

export function isBackendName(name: unknown): name is BackendName {
  return typeof name === "string" && Object.hasOwn(backendKinds, name);
}

/** How a database is described, one of each kind, for messages. */
export const backendExamples: string = Object.values(backendKinds)
  .map(({ example }) => example)
  .join(" or ");
