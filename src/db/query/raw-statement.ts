import { InvalidQueryError } from "../errors.ts";
import type { Node, SqlNode } from "../expressions/node.ts";
import { isModel, modelMeta } from "../models/model-registry.ts";
import type { Dialect } from "../sql/dialect.ts";
import { type Compiled, finish, join, type Sql } from "../sql/sql.ts";
import { fieldEncoder } from "../sql/stored-value.ts";
import { typeOfValue } from "../sql/value-type.ts";

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
