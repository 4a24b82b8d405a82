import type { ArithmeticNode } from "../../expressions/node.ts";
import type { TypedSql, ValueType } from "../../sql/dialect.ts";
import { join, type Sql } from "../../sql/sql.ts";

const castTypes: Partial<Record<ValueType["type"], string>> = {
  smallAuto: "signed integer",
  auto: "signed integer",
  bigAuto: "signed integer",
  integer: "signed integer",
  smallInteger: "signed integer",
  bigInteger: "signed integer",
  boolean: "signed integer",
  float: "double",
  datetime: "datetime(6)",
  date: "date",
  time: "time(6)",
  duration: "signed integer",
  binary: "binary",
};

/** CAST, with the few types that it takes. */
export function mysqlCast({ sql }: TypedSql, type: ValueType): Sql {
  const text = type.maxLength === undefined ? "char" : `char(${type.maxLength})`;
  const decimal = `decimal(${type.digits ?? 65}, ${type.places ?? 30})`;
  const target = type.type === "decimal" ? decimal : (castTypes[type.type] ?? text);
  return join("CAST(", sql, ` AS ${target})`);
}

const moments: ReadonlySet<string> = new Set(["datetime", "date", "time"]);

const bitOperators: ReadonlySet<string> = new Set(["&", "|", "^", "<<"]);

/** Arithmetic; lengths of time are numbers of microseconds, which moments add as intervals. */
export function mysqlArithmetic(
  operator: ArithmeticNode["operator"],
  left: TypedSql,
  right: TypedSql,
  type: ValueType | undefined,
): Sql {
  const [from, to] = [left.type?.type ?? "", right.type?.type ?? ""];
  if (operator === "-" && moments.has(from) && moments.has(to)) {
    if (from === "time") {
      // MariaDB's TIME_TO_SEC() has a fraction, MySQL's doesn't.
      const micros = (sql: Sql) => join("(FLOOR(TIME_TO_SEC(", sql, ")) * 1000000 + MICROSECOND(", sql, "))");
      return join("(", micros(left.sql), " - ", micros(right.sql), ")");
    }
    return join("TIMESTAMPDIFF(MICROSECOND, ", right.sql, ", ", left.sql, ")");
  }
  if (type !== undefined && moments.has(type.type) && (from === "duration" || to === "duration")) {
    const [moment, length] = from === "duration" ? [right.sql, left.sql] : [left.sql, right.sql];
    return join("(", moment, ` ${operator} INTERVAL `, length, " MICROSECOND)");
  }
  if (type?.type === "duration" && (operator === "*" || operator === "/"))
    return join("CAST(ROUND(", left.sql, ` ${operator} `, right.sql, ") AS SIGNED)");
  // Whole numbers would be divided to four places.
  if (operator === "/" && type?.type === "float")
    return join("(CAST(", left.sql, " AS DOUBLE) / ", right.sql, ")");
  if (operator === "**") return join("POW(", left.sql, ", ", right.sql, ")");
  const sign = operator === "#" ? "^" : operator;
  // Operators of bits give numbers without a sign, so that -1 would come back as 18446744073709551615.
  if (operator === ">>") return join("FLOOR(", left.sql, " / POW(2, ", right.sql, "))");
  if (bitOperators.has(sign)) return join("CONVERT(", left.sql, ` ${sign} `, right.sql, ", SIGNED)");
  return join("(", left.sql, ` ${sign} `, right.sql, ")");
}
