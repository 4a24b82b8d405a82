/*
 * Who holds a lock that a change waits for, as the person who waits wants to be told: which process, whose, since when, and
 * what it does.
 */

/** A transaction that holds a lock, or may hold one. */
export interface LockHolder {
  /** The number by which the server ends it. */
  readonly process: number;
  readonly user: string;
  /** From where it is connected, and as what it says to be; empty where it can't be told. */
  readonly from: readonly string[];
  /** For how long its transaction is open. */
  readonly openSeconds: number | undefined;
  /** For how long it has done nothing; `undefined` while a statement runs. */
  readonly idleSeconds: number | undefined;
  /** The statement that runs, or ran last; `undefined` where it can't be told. */
  readonly statement: string | undefined;
  /** The tables that it holds, of those that are waited for; empty where that can't be told. */
  readonly tables: readonly string[];
}

/** `"process 4711 (user app, from 10.0.0.3) holds "shop_book", in a transaction that is open for 3 min, and does nothing…"` */
export function holderSentence(holder: LockHolder): string {
  const { process, user, from, openSeconds, idleSeconds, statement, tables } = holder;
  const who = `process ${process} (${[`user ${user}`, ...from].join(", ")})`;
  const what = tables.length === 0 ? "" : ` holds ${tables.map((name) => `"${name}"`).join(", ")}`;
  const open =
    openSeconds === undefined ? "" : ` in a transaction that is open for ${durationText(openSeconds)}`;
  const doing =
    idleSeconds === undefined
      ? "it runs"
      : `it has done nothing for ${durationText(idleSeconds)}, and ran last`;
  return `${who}${what}${open}${statement === undefined ? "" : `; ${doing}: ${oneLine(statement)}`}`;
}

function oneLine(statement: string): string {
  const text = statement.replaceAll(/\s+/g, " ").trim();
  return text.length > maxStatementLength ? `${text.slice(0, maxStatementLength)}…` : text;
}

// Enough to know a statement again.
const maxStatementLength = 120;

function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
