import type { DatabaseKind } from "../../schema/model-state.ts";
import { quoterOf } from "./quoting.ts";

/*
 * Triggers that keep two columns in step while two releases write: the older one knows the first column, the newer one the
 * second. A row that one of them inserts gets the value in both; a column that changes takes the other along. Where both have
 * a value, the newer column's stands: the older one may have got its default.
 */

export interface ColumnPair {
  readonly table: string;
  /** How the names of what serves both begin. */
  readonly name: string;
  readonly old: string;
  readonly now: string;
  /** The type of the new column, where it differs: only the old one is written then. */
  readonly castTo?: string;
}

/**
 * The statements that make the triggers.
 * @param row - What tells a row from others, for SQLite: its key, or its number under a name that no column has.
 */
export function syncStatements(
  kind: DatabaseKind,
  pair: ColumnPair,
  row: readonly string[],
): readonly string[] {
  return { postgres: postgresSync, mysql: mysqlSync, sqlite: sqliteSync }[kind](pair, row);
}

/** The statements that take them away. */
export function unsyncStatements(kind: DatabaseKind, pair: ColumnPair): readonly string[] {
  const quote = quoterOf(kind);
  const name = triggerName(pair);
  if (kind === "postgres")
    return [
      `DROP TRIGGER IF EXISTS ${quote(name)} ON ${quote(pair.table)}`,
      `DROP FUNCTION IF EXISTS ${quote(name)}()`,
    ];
  return ["_i", "_u", "_v"].map((ending) => `DROP TRIGGER IF EXISTS ${quote(name + ending)}`);
}

function triggerName({ name }: ColumnPair): string {
  return `${name}_sync`;
}

function postgresSync(pair: ColumnPair): readonly string[] {
  const quote = quoterOf("postgres");
  const [table, old, now] = [pair.table, pair.old, pair.now].map(quote) as [string, string, string];
  const name = quote(triggerName(pair));
  const body =
    pair.castTo === undefined
      ? `IF TG_OP = 'INSERT' THEN
    IF NEW.${now} IS NULL THEN NEW.${now} := NEW.${old}; ELSE NEW.${old} := NEW.${now}; END IF;
  ELSIF NEW.${now} IS DISTINCT FROM OLD.${now} THEN NEW.${old} := NEW.${now};
  ELSIF NEW.${old} IS DISTINCT FROM OLD.${old} THEN NEW.${now} := NEW.${old};
  END IF;`
      : `NEW.${now} := NEW.${old}::${pair.castTo};`;
  return [
    `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $quintet$ BEGIN
  ${body}
  RETURN NEW; END $quintet$`,
    `CREATE OR REPLACE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  ];
}

function mysqlSync(pair: ColumnPair): readonly string[] {
  const quote = quoterOf("mysql");
  const [table, old, now] = [pair.table, pair.old, pair.now].map(quote) as [string, string, string];
  const name = triggerName(pair);
  const bodies =
    pair.castTo === undefined
      ? {
          INSERT: `IF NEW.${now} IS NULL THEN SET NEW.${now} = NEW.${old}; ELSE SET NEW.${old} = NEW.${now}; END IF`,
          UPDATE: `IF NOT (NEW.${now} <=> OLD.${now}) THEN SET NEW.${old} = NEW.${now}; ELSEIF NOT (NEW.${old} <=> OLD.${old}) THEN SET NEW.${now} = NEW.${old}; END IF`,
        }
      : { INSERT: `SET NEW.${now} = NEW.${old}`, UPDATE: `SET NEW.${now} = NEW.${old}` };
  return Object.entries(bodies).flatMap(([event, body]) => {
    const own = quote(`${name}_${event[0]!.toLowerCase()}`);
    return [
      `DROP TRIGGER IF EXISTS ${own}`,
      `CREATE TRIGGER ${own} BEFORE ${event} ON ${table} FOR EACH ROW ${body}`,
    ];
  });
}

/** Triggers here can't change a row before it is there. Of the two for updates, the second finds nothing left to do. */
function sqliteSync(pair: ColumnPair, parts: readonly string[]): readonly string[] {
  const quote = quoterOf("sqlite");
  const [table, old, now] = [pair.table, pair.old, pair.now].map(quote) as [string, string, string];
  const name = triggerName(pair);
  const row = parts.map((part) => `${quote(part)} IS NEW.${quote(part)}`).join(" AND ");
  const trigger = (ending: string, event: string, from: string, to: string) => [
    `DROP TRIGGER IF EXISTS ${quote(name + ending)}`,
    `CREATE TRIGGER ${quote(name + ending)} AFTER ${event} ON ${table} WHEN NEW.${from} IS NOT NEW.${to} BEGIN UPDATE ${table} SET ${to} = NEW.${from} WHERE ${row}; END`,
  ];
  const insert = `CREATE TRIGGER ${quote(`${name}_i`)} AFTER INSERT ON ${table} WHEN NEW.${old} IS NOT NEW.${now} BEGIN UPDATE ${table} SET ${now} = coalesce(NEW.${now}, NEW.${old}), ${old} = coalesce(NEW.${now}, NEW.${old}) WHERE ${row}; END`;
  const fromOld = trigger("_v", `UPDATE OF ${old}`, old, now);
  if (pair.castTo !== undefined) {
    const copy = insert.replace(
      `${now} = coalesce(NEW.${now}, NEW.${old}), ${old} = coalesce(NEW.${now}, NEW.${old})`,
      `${now} = NEW.${old}`,
    );
    return [`DROP TRIGGER IF EXISTS ${quote(`${name}_i`)}`, copy, ...fromOld];
  }
  return [
    `DROP TRIGGER IF EXISTS ${quote(`${name}_i`)}`,
    insert,
    ...trigger("_u", `UPDATE OF ${now}`, now, old),
    ...fromOld,
  ];
}
