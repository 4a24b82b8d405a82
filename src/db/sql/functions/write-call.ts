import type { AcceptingType } from "../../fields/accept-value.ts";
import type { ColumnType } from "../../fields/column.ts";
import { join, list, type Sql } from "../sql.ts";
import type { FunctionSql } from "./function-spec.ts";

/** The usual form: the name, and the arguments in brackets. */
export function call(name: string): FunctionSql {
  return ({ args }) => join(`${name}(`, list(args), ")");
}

/** A text that is a part of the SQL. Only for words that the caller has checked: units, names of zones. */
export function literal(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}

/** PostgreSQL's types, for casts. It tells apart what other databases let pass, such as numeric and double precision. */
const postgresTypes: Readonly<Partial<Record<ColumnType, string>>> = {
  smallAuto: "integer",
  auto: "integer",
  bigAuto: "bigint",
  string: "text",
  text: "text",
  integer: "integer",
  smallInteger: "integer",
  bigInteger: "bigint",
  float: "double precision",
  decimal: "numeric",
  boolean: "boolean",
  datetime: "timestamp with time zone",
  date: "date",
  time: "time",
  duration: "interval",
  json: "jsonb",
  uuid: "uuid",
  binary: "bytea",
};

/** A value of a kind, on PostgreSQL; as it is where the kind isn't known. */
export function postgresCast(value: Sql, type: AcceptingType | ColumnType | undefined): Sql {
  const name = typeof type === "object" ? type.type : type;
  const target = name === undefined ? undefined : postgresTypes[name];
  return target === undefined ? value : join("(", value, `)::${target}`);
}
