import { CheckViolation, NotNullViolation } from "../../errors.ts";
import { SchemaChangeError } from "../errors.ts";
import type { SchemaConnection, UncheckedRule } from "../schema-editor.ts";
import { quoteName } from "./quote-name.ts";
import { type TableObject, tableObjects } from "./table-objects.ts";

/*
 * Changes of a table that is in use, in steps none of which stops reading or writing for long:
 *
 *   index                CREATE INDEX CONCURRENTLY
 *   unique rule          CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX
 *   check, reference     ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT
 *   NOT NULL             a check made that way, then SET NOT NULL, which takes the check's word for it
 *
 * Each step is a transaction of its own and looks at what is there before: a run that was killed goes on where it was.
 */

/** Makes an index, rule or reference. What is left of an attempt that failed is finished, or made anew. */
export async function makeConcurrently(
  connection: SchemaConnection,
  table: string,
  object: TableObject,
): Promise<void> {
  if (object.kind === "index") return makeIndex(connection, object.name, object.create);
  if (object.index === undefined) {
    await makeUnchecked(connection, table, object);
    return validate(connection, table, object.name);
  }
  if ((await ruleState(connection, table, object.name)) !== undefined) return;
  await makeIndex(connection, object.name, object.index);
  const deferrable = /\bDEFERRABLE\b.*$/.exec(object.create)?.[0] ?? "";
  const what = `${quoteName(object.name)} UNIQUE USING INDEX ${quoteName(object.name)} ${deferrable}`;
  await connection.query(`ALTER TABLE ${quoteName(table)} ADD CONSTRAINT ${what.trim()}`);
}

/** Makes a check or reference that holds for what is written from now on. */
export async function makeUnchecked(
  connection: SchemaConnection,
  table: string,
  object: TableObject,
): Promise<void> {
  if ((await ruleState(connection, table, object.name)) !== undefined) return;
  // A check of a column has a name that the server chooses; what is made in steps must be found again.
  const named = object.create.replace(
    / ADD CHECK /,
    () => ` ADD CONSTRAINT ${quoteName(object.name)} CHECK `,
  );
  await connection.query(`${named} NOT VALID`);
}

/** Drops an index without stopping who uses the table. */
export async function dropIndexConcurrently(connection: SchemaConnection, name: string): Promise<void> {
  await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${quoteName(name)}`);
}

/** Looks at all rows first, while others write; then the column can say it without a look. */
export async function setNotNullConcurrently(
  connection: SchemaConnection,
  table: string,
  column: string,
): Promise<void> {
  const name = `${column}_not_null_yet`.slice(-63);
  const what = `CHECK (${quoteName(column)} IS NOT NULL)`;
  const create = `ALTER TABLE ${quoteName(table)} ADD CONSTRAINT ${quoteName(name)} ${what}`;
  await makeUnchecked(connection, table, { kind: "check", name, columns: [], create, identity: create });
  const drop = `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${quoteName(name)}`;
  await validate(connection, table, name).catch(async (cause) => {
    await connection.query(drop).catch(() => {}); // no way back knows of it; the first error is the one to tell
    throw cause instanceof CheckViolation ? new NotNullViolation({ table, columns: [column] }, cause) : cause;
  });
  await connection.query(`ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteName(column)} SET NOT NULL`);
  await connection.query(drop);
}

/** Looks at the rows that a rule was made without a look at. */
export async function validateRule(
  connection: SchemaConnection,
  { table, name }: UncheckedRule,
): Promise<void> {
  const column = table.columns.find(({ field }) => field === name)?.name;
  const rule = tableObjects(table).find((object) =>
    column === undefined
      ? object.kind === "check" && object.name === name
      : object.kind === "reference" && object.columns[0] === column,
  );
  if (rule === undefined)
    throw new SchemaChangeError(
      `"${table.name}" has no check "${name}", and no reference of a field "${name}", whose rows could be validated.\nUnique rules are made with { concurrently: true }: there is nothing to validate.`,
    );
  await validate(connection, table.name, rule.name);
}

async function validate(connection: SchemaConnection, table: string, name: string): Promise<void> {
  if ((await ruleState(connection, table, name)) === "valid") return;
  await connection.query(`ALTER TABLE ${quoteName(table)} VALIDATE CONSTRAINT ${quoteName(name)}`);
}

/** An index that a failed attempt has left is of no use, and costs each write: it is dropped. */
async function makeIndex(connection: SchemaConnection, name: string, create: string): Promise<void> {
  const state = await indexState(connection, name);
  if (state === "valid") return;
  if (state === "invalid") await dropIndexConcurrently(connection, name);
  try {
    await connection.query(create.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY "));
  } catch (error) {
    await dropIndexConcurrently(connection, name).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

async function indexState(
  connection: SchemaConnection,
  name: string,
): Promise<"valid" | "invalid" | undefined> {
  const [row] = await connection.query(
    "SELECT indisvalid::int FROM pg_index WHERE indexrelid = to_regclass(?)",
    [quoteName(name)],
  );
  return row === undefined ? undefined : Number(row[0]) === 1 ? "valid" : "invalid";
}

async function ruleState(
  connection: SchemaConnection,
  table: string,
  name: string,
): Promise<"valid" | "unchecked" | undefined> {
  const [row] = await connection.query(
    "SELECT convalidated::int FROM pg_constraint WHERE conrelid = to_regclass(?) AND conname = ?",
    [quoteName(table), name],
  );
  return row === undefined ? undefined : Number(row[0]) === 1 ? "valid" : "unchecked";
}
