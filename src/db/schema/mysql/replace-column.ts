import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import { hashedName } from "../object-names.ts";
import type { ColumnReplacement, SchemaConnection } from "../schema-editor.ts";
import { columnSql, indexesOf, indexSql, nameOfIndex } from "./column-sql.ts";
import { onlineClauses } from "./online-clauses.ts";
import type { ServerKind } from "./server-kind.ts";
import { type IndexFact, indexFacts } from "./table-facts.ts";

/*
 * Puts a column in the place of another. All that takes long is done before, while others write: the new column's NOT NULL
 * and the indexes, under names for now where the old column's have theirs. Then the table is held for one ALTER TABLE that
 * only gives names.
 */
export async function replaceColumn(
  connection: SchemaConnection,
  server: ServerKind,
  replacement: ColumnReplacement,
): Promise<void> {
  const { after, drop, rename, lacksRules, together = [] } = replacement;
  const table = `ALTER TABLE ${quoteName(after.name)}`;
  const facts = await indexFacts(connection, after.name);
  const moves = lacksRules
    ? movesOfNewColumn(replacement, server, facts)
    : movesOfOldColumn(replacement, server, facts);
  if (lacksRules) {
    const column = after.columns.find(({ name }) => name === rename.to)!; // it is what the change is about
    const definition = columnSql(after.columns, { ...column, name: rename.from }, server);
    await connection.query(`${table} MODIFY ${definition}, ${onlineClauses}`);
  }
  const made = moves.flatMap(({ create }) => (create === undefined ? [] : [`ADD ${create}`]));
  if (made.length > 0) await connection.query(`${table} ${[...made, onlineClauses].join(", ")}`);
  const dropped = moves.flatMap(({ replaces }) =>
    replaces === undefined ? [] : [`DROP INDEX ${quoteName(replaces)}`],
  );
  const renamed = moves.map(({ from, to }) => `RENAME INDEX ${quoteName(from)} TO ${quoteName(to)}`);
  const column = `RENAME COLUMN ${quoteName(rename.from)} TO ${quoteName(rename.to)}`;
  // Two statements: with columns that are computed in the table, or references, the server does not do all at once in place.
  await inOneMoment(connection, after.name, [
    `${table} ${[...dropped, `DROP COLUMN ${quoteName(drop)}`, onlineClauses].join(", ")}`,
    `${table} ${[column, ...renamed, onlineClauses].join(", ")}`,
    ...together,
  ]);
}

/** An index that gets its name with the column. */
interface IndexMove {
  readonly from: string;
  readonly to: string;
  /** How it is made before, where it isn't there. */
  readonly create?: string;
  /** The index of the old column that it comes in the place of. */
  readonly replaces?: string;
}

/** The old column keeps its indexes, and they get names that follow from the new one. */
function movesOfOldColumn(
  { after, interim }: ColumnReplacement,
  server: ServerKind,
  facts: readonly IndexFact[],
): readonly IndexMove[] {
  const final = indexesOf(after, server);
  return indexesOf(interim, server).flatMap((index, position) => {
    const [from, to] = [nameOfIndex(interim, index), nameOfIndex(after, final[position]!)];
    return from !== to && facts.some(({ name }) => name === from) ? [{ from, to }] : [];
  });
}

/** The new column gets indexes like those of the old one. The tables differ in that column's name, and have as many. */
function movesOfNewColumn(
  { after, interim, drop, rename }: ColumnReplacement,
  server: ServerKind,
  facts: readonly IndexFact[],
): readonly IndexMove[] {
  const beside = indexesOf(interim, server);
  const moves = indexesOf(after, server).flatMap((index, position): readonly IndexMove[] => {
    if (!index.columns.some(({ column }) => column === rename.to)) return [];
    const to = nameOfIndex(after, index);
    const from = nameForNow(after.name, to);
    const isThere = facts.some(({ name }) => name === to);
    const create = indexSql(interim, { ...beside[position]!, name: from });
    return [{ from, to, create, ...(isThere && { replaces: to }) }];
  });
  if (!after.columns.some(({ name, unique }) => name === rename.to && unique)) return moves;
  const old = facts.find(({ unique, columns }) => unique && columns.length === 1 && columns[0] === drop);
  const from = nameForNow(after.name, rename.to);
  const create = `CONSTRAINT ${quoteName(from)} UNIQUE (${quoteName(rename.from)})`;
  return [...moves, { from, to: old?.name ?? rename.to, create, ...(old && { replaces: old.name }) }];
}

function nameForNow(table: string, name: string): string {
  return hashedName(table, [name], "_next", 64);
}

/**
 * Statements between which nobody writes: without the triggers, what is written to one column would be missing in the
 * other. So the triggers go last: where the process ends before that, they are what refuses to write, and nothing is lost.
 * The comment keeps the session from beginning a transaction behind each, which would give the lock back.
 */
async function inOneMoment(
  connection: SchemaConnection,
  table: string,
  statements: readonly string[],
): Promise<void> {
  await connection.query(`/* together */ LOCK TABLES ${quoteName(table)} WRITE`);
  try {
    for (const statement of statements) await connection.query(`/* together */ ${statement}`);
  } finally {
    await connection.query("UNLOCK TABLES");
  }
}
