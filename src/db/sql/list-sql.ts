import { UnsupportedQueryError } from "../errors.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { Dialect } from "./dialect.ts";
import { computed, isWholeNumber } from "./functions/computed-type.ts";
import { join, type Sql } from "./sql.ts";

/*
 * The values of a query as one list. It travels as JSON, whose numbers are those of JavaScript: what needs more digits, or
 * is no number, is a text in it, as the database writes it when it gives it alone.
 */

/** The list of what a query gives in a column, in the query's order. */
export function listSql({ name, quote }: Dialect, query: Sql, column: string, type: AcceptingType): Sql {
  const value: Sql = [quote("listed"), `.${quote(column)}`];
  const from = join(" FROM (", query, ") ", quote("listed"), ")");
  if (name === "mysql")
    throw new UnsupportedQueryError(
      "MariaDB and MySQL make no list of the values of a query. Load the rows beside the others: includeAs().",
    );
  if (type.type === "binary" || type.type === "duration" || type.type === "custom")
    throw new UnsupportedQueryError(`asList() can't make a list of this kind of value: ${type}.`);
  if (name === "postgres") {
    const item = isPlain(type) ? value : join(value, "::text");
    return join("(SELECT COALESCE(jsonb_agg(", item, "), '[]'::jsonb)", from);
  }
  const item =
    type.type === "json"
      ? join("json(", value, ")")
      : type.asBigint
        ? join("CAST(", value, " AS TEXT)")
        : value;
  return join("(SELECT json_group_array(", item, ")", from);
}

/** The kind of value that such a list is. */
export function listType(dialect: Dialect, type: AcceptingType): AcceptingType {
  const decode = dialect.decoder(type);
  const read = (item: unknown): unknown => {
    if (item === null) return null;
    if (type.type === "json") return item;
    if (type.type === "boolean") return item === true || item === 1;
    if (type.asBigint) return BigInt(item as string);
    return decode === undefined ? item : decode(item as string);
  };
  const custom = {
    name: "list",
    columnType: "json",
    toDatabase: (list: unknown) => list as string,
    fromDatabase: (list: unknown) => (list as unknown[]).map(read),
  };
  return { ...computed("json"), custom };
}

/** Whether JSON has such values itself. */
function isPlain(type: AcceptingType): boolean {
  if (type.asBigint) return false;
  return isWholeNumber(type) || type.type === "float" || type.type === "boolean" || type.type === "json";
}
