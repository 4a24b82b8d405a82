import type { SchemaConnection, SchemaEditor } from "./schema-editor.ts";

/*
 * The statements of a migration depend on what the database has: how it has named a constraint, whether an index is there,
 * how a table of SQLite is written. What migrations that aren't applied yet would change of that can only be told by trying
 * it. So a rehearsal changes a copy of the tables, without rows, which nobody else sees and which is thrown away:
 *
 *   SQLite       a database in memory, made of the texts of sqlite_master
 *   PostgreSQL   temporary tables, in a transaction that is rolled back
 *   MariaDB      a database of its own, which is dropped
 *
 * Where a copy can't be made (a right is missing), the names are those that the database has now, and the first line of
 * what is told says so.
 */

/** Takes a statement that is told. Comments begin with `--`. */
export type StatementTaker = (sql: string) => void;

/** Begins to tell statements. Several on the same copy follow each other. */
export type Rehearse = (take: StatementTaker, options?: RehearsalOptions) => Rehearsal;

export interface RehearsalOptions {
  /** Whether each statement is to be stored by itself. */
  readonly transaction?: false | undefined;
}

export interface Rehearsal {
  /** Changes the copy, and tells its statements. */
  readonly editor: SchemaEditor;
  /** Tells SQL of an app's own. Of that, changes of tables are tried on the copy where they name no other schema. */
  readonly told: SchemaConnection;
}

/** How one kind of database is rehearsed on. */
export interface RehearsalKind {
  /** The copy; the database itself, which is only read, where there is none. */
  readonly copy: SchemaConnection;
  readonly isRead: RegExp;
  /** What is done to the copy; nothing without it. */
  readonly isRun?: RegExp;
  /** What of an app's own SQL is tried on it. */
  readonly isTried: RegExp;
  /** How SQL may call the place of the tables, which are elsewhere now. */
  readonly here: readonly string[];
  /** Tries it; what fails leaves nothing behind. */
  attempt(work: () => Promise<unknown>): Promise<void>;
  /** The statement as the copy takes it. */
  forCopy?(sql: string): string;
  /** The statement as it is told; `undefined` where it isn't worth telling. */
  toTell(sql: string, told: readonly string[]): string | undefined;
  /** A parameter, for reading. */
  literal(value: string | number | null): string;
  editorOn(connection: SchemaConnection, inOwnTransaction?: SchemaEditor["inOwnTransaction"]): SchemaEditor;
}

/** Why there is no copy, as the first line that is told. */
export function withoutCopy(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return `-- Names of keys and indexes are those that the database has now: no copy of its tables could be made to try what comes before this (${text.split("\n")[0]}).`;
}

/** @param note - What is told before anything else. */
export function rehearseOn(kind: RehearsalKind, note?: string): Rehearse {
  return (take, { transaction } = {}) => {
    const all: string[] = [];
    const tell = (sql: string, parameters: readonly unknown[] = []) => {
      const text = kind.toTell(withParameters(sql, parameters, kind.literal), all);
      if (text === undefined) return;
      if (all.length === 0 && note !== undefined) take(note);
      all.push(text);
      take(text);
    };
    const connection: SchemaConnection = {
      async query(sql, parameters) {
        if (kind.isRead.test(sql)) return readFrom(kind, sql, parameters);
        tell(sql, parameters);
        if (kind.isRun?.test(sql)) await kind.copy.query(kind.forCopy?.(sql) ?? sql, parameters);
        return [];
      },
    };
    const told: SchemaConnection = {
      async query(sql, parameters) {
        tell(sql, parameters);
        const own = withoutPlace(sql, kind.here);
        if (kind.isRun && kind.isTried.test(sql) && !namesPlace(own))
          await kind.attempt(() => kind.copy.query(kind.forCopy?.(own) ?? own, parameters));
        return [];
      },
    };
    // One that can't be undone as a whole tells its short transactions.
    const inOwnTransaction: SchemaEditor["inOwnTransaction"] = async (work) => {
      take("BEGIN");
      const result = await work();
      take("COMMIT");
      return result;
    };
    const editor = kind.editorOn(connection, transaction === false ? inOwnTransaction : undefined);
    return { editor, told };
  };
}

/** Without a copy, a table that the statements before would make is not there. */
function readFrom({ copy, isRun }: RehearsalKind, sql: string, parameters?: readonly unknown[]) {
  const rows = copy.query(sql, parameters);
  return isRun === undefined ? rows.catch(() => []) : rows;
}

/** `ALTER TABLE public.book …` gives `ALTER TABLE book …`. */
function withoutPlace(sql: string, here: readonly string[]): string {
  return here.reduce((text, name) => {
    const pattern = new RegExp(
      `(?<![\\w."\`])(["\`]?)${RegExp.escape(name)}\\1\\s*\\.\\s*(?=[A-Za-z_"\`])`,
      "g",
    );
    return text.replaceAll(pattern, "");
  }, sql);
}

/** Whether a name stands behind another one and a point: it may lead to tables that are in use. */
function namesPlace(sql: string): boolean {
  return /[A-Za-z_0-9"`]\s*\.\s*[A-Za-z_"`]/.test(sql.replaceAll(/'(?:[^']|'')*'/g, "''"));
}

/** The statement with its parameters written in; marks in texts and names are none. */
export function withParameters(
  sql: string,
  parameters: readonly unknown[],
  literal: RehearsalKind["literal"],
): string {
  if (parameters.length === 0) return sql;
  let position = 0;
  return sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\?/g, (part) =>
    part === "?" ? literal(parameters[position++] as string | number | null) : part,
  );
}
