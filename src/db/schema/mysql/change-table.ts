import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { NotNullViolation } from "../../errors.ts";
import { freeName } from "../object-names.ts";
import type { ColumnChange, SchemaConnection, TableChange } from "../schema-editor.ts";
import {
  columnClauses,
  endComputation,
  fillNulls,
  fillPerRow,
  isFilled,
  keptDefaultClause,
  keyClauses,
} from "./column-changes.ts";
import {
  type ByHand,
  checkSql,
  columnSql,
  counts,
  foreignKeyName,
  maxNameLength,
  namedForeignKeySql,
} from "./column-sql.ts";
import { indexClauses } from "./index-changes.ts";
import { quoteText } from "./literal-sql.ts";
import { onlineClauses } from "./online-clauses.ts";
import { addUnchecked, refuseBrokenReferences } from "./online-references.ts";
import { isRenamed, newName } from "./renamed-columns.ts";
import {
  checksToAdd,
  checksToDrop,
  columnOfCheck,
  foreignKeysInTheWay,
  foreignKeysToAdd,
  foreignKeysToDrop,
  positiveChecksToDrop,
} from "./rule-changes.ts";
import type { ServerKind } from "./server-kind.ts";
import { foreignKeyFacts, hasRows, indexFacts, type WholeForeignKey, writtenFacts } from "./table-facts.ts";
import { withoutForeignKeys } from "./without-foreign-keys.ts";

/*
 * A change of a table is written in as few ALTER TABLEs as can be, because each one is done or not done as a whole, and
 * nothing more is:
 *
 *   1. drop foreign keys and conditions that change       4. change columns, indexes, conditions
 *   2. give columns their new names                       5. fill columns row by row; end what is computed no longer
 *   3. fill columns that may no longer be NULL            6. take back the defaults that filled columns; foreign keys
 *
 * Foreign keys are not looked at in 1 to 5; adding one looks through the rows. Those around a column whose type changes
 * are dropped as well: the type must then change in other tables, too.
 *
 * @returns The foreign keys that have to be made again when all tables are changed.
 */
export async function changeTable(
  connection: SchemaConnection,
  server: ServerKind,
  change: TableChange,
): Promise<readonly WholeForeignKey[]> {
  const { after, columns, online = {} } = change;
  const alter = async (clauses: readonly string[]) => {
    if (clauses.length > 0)
      await connection.query(`ALTER TABLE ${quoteName(after.name)} ${clauses.join(", ")}`);
  };
  // Refused by the server where it would stop who writes. Only references are made so that are made without a look at rows.
  const alterOnline = (clauses: readonly string[]) =>
    alter(online.concurrently && clauses.length > 0 ? [...clauses, onlineClauses] : clauses);
  const byHand = ({ before, after: now }: ColumnChange): ByHand => {
    if (before === undefined || now === undefined) return {};
    const isDropped = [...unnamed.values()].some(({ name }) => name === before.name);
    const check = isDropped ? undefined : written.checks.get(before.name);
    return {
      ...(check !== undefined && { ownCheck: withName(check, before.name, now.name) }),
      onUpdate: written.onUpdates.has(before.name),
    };
  };
  await refuseEmptyColumns(connection, change);
  const facts = await indexFacts(connection, after.name);
  const foreignKeys = await foreignKeysToDrop(connection, change);
  const waiting = await foreignKeysInTheWay(connection, change);
  const positiveChecks = await positiveChecksToDrop(connection, server, change);
  const written = await writtenFacts(connection, change.before);
  const unnamed = new Map(
    checksToDrop(change).flatMap((check) => {
      const column = columnOfCheck(change.before, check, written);
      return column === undefined ? [] : [[check, column] as const];
    }),
  );

  for (const { on, name } of waiting)
    await connection.query(`ALTER TABLE ${quoteName(on)} DROP FOREIGN KEY ${quoteName(name)}`);
  await withoutForeignKeys(connection, async () => {
    await alter([
      ...foreignKeys.map((name) => `DROP FOREIGN KEY ${quoteName(name)}`),
      ...checksToDrop(change)
        .filter((check) => !unnamed.has(check))
        .map(({ name }) => `DROP CONSTRAINT ${quoteName(name)}`),
      ...[...unnamed.values()].map(
        (column) =>
          `MODIFY ${columnSql(change.before.columns, column, server, { onUpdate: written.onUpdates.has(column.name) })}`,
      ),
      ...positiveChecks.map((name) => `DROP CONSTRAINT ${quoteName(name)}`),
    ]);
    await alter(
      columns
        .filter(isRenamed)
        .map(({ before, after }) => `RENAME COLUMN ${quoteName(before.name)} TO ${quoteName(after.name)}`),
    );
    for (const column of columns) await fillNulls(connection, server, after, column);
    const renamedFacts = facts.map((fact) => ({
      ...fact,
      columns: fact.columns.map((name) => newName(change, name)),
    }));
    const checks = checksToAdd(change).map((check) => `ADD ${checkSql(after, check)}`); // takes a copy of the table
    await alterOnline([
      ...columns.flatMap((column) => columnClauses(server, change, column, byHand(column))),
      ...keyClauses(change),
      ...indexClauses(change, server, renamedFacts, foreignKeys),
      ...(online.concurrently ? [] : checks),
      ...(change.before.comment === after.comment ? [] : [`COMMENT = ${quoteText(after.comment ?? "")}`]),
    ]);
    if (online.concurrently) await alter(checks);
    for (const column of columns) {
      await fillPerRow(connection, server, after, column);
      await endComputation(connection, server, after, column);
    }
  });
  const keys = foreignKeysToAdd(change);
  const taken = await namesTaken(connection, after.name, keys.length > 0);
  const additions = keys.map((key) => {
    const name = freeName(foreignKeyName(after.name, key), taken, maxNameLength);
    taken.add(name.toLowerCase());
    return `ADD ${namedForeignKeySql(name, key)}`;
  });
  const defaults = columns.filter(isFilled).map(({ after }) => keptDefaultClause(after!));
  if (!online.concurrently && online.validate !== false) await alter([...defaults, ...additions]);
  else {
    await alter(defaults);
    await addUnchecked(connection, after.name, additions);
    if (online.validate !== false) await refuseBrokenReferences(connection, after.name, keys);
  }
  return waiting;
}

/** The names of foreign keys and indexes of a table, which foreign keys bring along. */
async function namesTaken(
  connection: SchemaConnection,
  table: string,
  isAsked: boolean,
): Promise<Set<string>> {
  if (!isAsked) return new Set();
  const facts = [...(await indexFacts(connection, table)), ...(await foreignKeyFacts(connection, table))];
  return new Set(facts.map(({ name }) => name.toLowerCase()));
}

/** A condition of a column as it says it under the column's new name. */
function withName(clause: string, from: string, to: string): string {
  return ['"', "`"].reduce(
    (text, quote) =>
      text.replaceAll(quote + from.replaceAll(quote, quote + quote) + quote, () => quoteName(to)),
    clause,
  );
}

/** The servers would put 0 or an empty text into a new column, and speak of truncated data where an old one has NULL. */
async function refuseEmptyColumns(
  connection: SchemaConnection,
  { before: { name: table }, columns }: TableChange,
): Promise<void> {
  const empty = columns.filter(
    ({ after, fill }) =>
      after &&
      !after.nullable &&
      !after.generated &&
      after.dbDefault === undefined &&
      (fill === undefined || fill === null) &&
      !counts(after),
  );
  const added = empty.find(({ before }) => before === undefined);
  if (added !== undefined && (await hasRows(connection, quoteName(table))))
    throw new NotNullViolation({ table, columns: [added.after!.name] });
  for (const { before, after } of empty) {
    if (!before?.nullable || before.generated || before.name !== after!.name) continue;
    const sql = `SELECT 1 FROM ${quoteName(table)} WHERE ${quoteName(before.name)} IS NULL LIMIT 1`;
    const [row] = await connection.query(sql);
    if (row !== undefined) throw new NotNullViolation({ table, columns: [before.name] });
  }
}
