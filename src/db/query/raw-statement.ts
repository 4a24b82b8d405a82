import type { Database } from "../connections/database.ts";
import { checkRawSql, refuseControl } from "../connections/raw-sql.ts";
import { InvalidQueryError } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import type { Node, SqlNode } from "../expressions/node.ts";
import type { ColumnDescriptor, StoredValue } from "../fields/column.ts";
import { isModel, modelMeta } from "../models/model-registry.ts";
import type { Dialect } from "../sql/dialect.ts";
import { typeOfColumn } from "../sql/functions/computed-type.ts";
import { type Compiled, finish, join, type Sql } from "../sql/sql.ts";
import { fieldEncoder } from "../sql/stored-value.ts";
import { typeOfValue } from "../sql/value-type.ts";
import { makeValues } from "./hydrator.ts";

/** A whole statement of the app's own: values become parameters, models the names of their tables. */
export function rawStatement(
  node: SqlNode,
  dialect: Dialect,
  call: string,
): Compiled & { values: unknown[] } {
  const values: unknown[] = [];
  const write = (part: Node): Sql => {
    if (part.kind === "sql")
      return part.texts.flatMap((text, position) =>
        position === 0 ? [text] : join(write(part.items[position - 1]!), text),
      );
    if (part.kind !== "value")
      throw new InvalidQueryError(
        `${call} takes values, models and pieces of sql\`…\` between its texts, and was given an expression of a query. Write the column's name as SQL.`,
      );
    const { value } = part;
    if (isModel(value)) return [dialect.quote(modelMeta(value).table)];
    if (value === null) return ["NULL"];
    if (value === undefined)
      throw new InvalidQueryError(`${call} was given undefined as a value. Give null where that is meant.`);
    const type = typeOfValue(value);
    if (type === undefined) throw new InvalidQueryError(`${call} was given a row as a value. Give its key.`);
    const encode = fieldEncoder(dialect, type);
    // A text can be a uuid or a date to PostgreSQL: it knows by what stands around.
    return [{ place: values.push(value) - 1, encode, type: type.type === "text" ? undefined : type }];
  };
  return { ...finish(write(node), dialect), values };
}

/** SQL of the app's own as it is sent: a text, or a statement whose values are bound. */
export function sentStatement(
  { dialect, transaction }: Database,
  statement: string | Expression,
  params: readonly StoredValue[],
  call: string,
): SentStatement {
  const sent = boundStatement(dialect, statement, params, call);
  checkRawSql(sent.text, sent.params, call);
  refuseControl(sent.text, call, transaction !== undefined);
  return sent;
}

interface SentStatement {
  readonly text: string;
  readonly params: readonly StoredValue[];
}

function boundStatement(
  dialect: Dialect,
  statement: string | Expression,
  params: readonly StoredValue[],
  call: string,
): SentStatement {
  if (!(statement instanceof Expression)) return { text: statement, params };
  if (params.length > 0)
    throw new InvalidQueryError(
      `${call} takes parameters beside a text only: those of sql\`…\` stand in it, between braces.`,
    );
  const { text, bind, values } = rawStatement(sqlNode(statement, call), dialect, call);
  return { text, params: bind(values) };
}

/** The rows of a statement of the app's own, as objects. */
export async function rowsOfStatement(
  database: Database,
  statement: Expression,
  described: Readonly<Record<string, ColumnDescriptor>>,
): Promise<object[]> {
  const call = "rows()";
  const { text, params } = sentStatement(database, statement, [], call);
  const bigints = Object.values(described).some(({ asBigint }) => asBigint === true);
  const { columns, rows } = await database.runNamed({ text, bigints }, params);
  const unknown = Object.keys(described).find((name) => !columns.includes(name));
  if (unknown !== undefined)
    throw new InvalidQueryError(
      `${call} was told what the column "${unknown}" holds, and the statement doesn't give it. It gives: ${columns.join(", ")}.`,
    );
  const twice = columns.find((name, position) => columns.indexOf(name) < position);
  if (twice !== undefined)
    throw new InvalidQueryError(
      `${call}: the statement gives two columns "${twice}". Name one otherwise with AS.`,
    );
  const make = makeValues(
    {
      columns: columns.map((name) => ({ sql: [], type: typeOf(described, name) })),
      names: columns.map((name, position) => ({ name, position })),
    },
    "object",
    database.dialect,
  );
  return make(rows) as object[];
}

function typeOf(described: Readonly<Record<string, ColumnDescriptor>>, name: string) {
  return Object.hasOwn(described, name) ? typeOfColumn(described[name]!) : undefined;
}

function sqlNode(statement: unknown, call: string): SqlNode {
  const node: Node | undefined = (statement as { readonly node?: Node } | undefined)?.node;
  if (node?.kind === "sql") return node;
  throw new InvalidQueryError(`${call} takes a statement as sql\`SELECT …\`.`);
}
