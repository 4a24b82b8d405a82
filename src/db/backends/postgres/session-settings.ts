import { defaultStatementTimeoutMs } from "../statement-timeout.ts";

/*
 * What values look like as text, and what a text in a statement means, depends on settings of the session, which a role
 * or a database may have its own of. The column readers, the decoders and the dialect count on these.
 */

/**
 * Sets up a session.
 * @param statementTimeoutMs - How long a statement may take. Where it isn't said, a limit that the role or the database has
 * stands.
 */
export function sessionSettings(statementTimeoutMs: number | undefined): string {
  const limit =
    statementTimeoutMs === undefined
      ? `SELECT set_config('statement_timeout', '${defaultStatementTimeoutMs}', false) WHERE current_setting('statement_timeout') = '0'`
      : `SET statement_timeout TO ${Math.trunc(statementTimeoutMs)}`;
  return `${valueSettings}; ${limit}`;
}

const valueSettings = [
  "SET client_encoding TO 'UTF8'",
  "SET TimeZone TO 'UTC'",
  "SET DateStyle TO 'ISO'",
  "SET IntervalStyle TO 'postgres'",
  "SET bytea_output TO 'hex'",
  "SET extra_float_digits TO 3", // all digits of a binary fraction
  "SET array_nulls TO on",
  "SET standard_conforming_strings TO on", // a backslash is a character like others
].join("; ");

/** Those that the server tells when they change, and how their right values begin. */
const told: ReadonlyMap<string, string> = new Map([
  ["client_encoding", "UTF8"],
  ["TimeZone", "UTC"],
  ["DateStyle", "ISO"],
  ["IntervalStyle", "postgres"],
  ["standard_conforming_strings", "on"],
]);

/** Keeps track of settings that somebody has changed by SET, or by a function that does. */
export class ChangedSettings {
  readonly #names = new Set<string>();

  /** The server tells what a setting is now. */
  told(name: string, value: string): void {
    const right = told.get(name);
    if (right === undefined) return;
    const isRight = name === "IntervalStyle" ? value === right : value.startsWith(right);
    if (isRight) this.#names.delete(name);
    else this.#names.add(name);
  }

  /** Whether all are as they were set up. */
  get areNone(): boolean {
    return this.#names.size === 0;
  }

  toString(): string {
    return [...this.#names].join(", ");
  }
}
