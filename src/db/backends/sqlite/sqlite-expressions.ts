import type { ArithmeticNode } from "../../expressions/node.ts";
import type { TypedSql, ValueType } from "../../sql/dialect.ts";
import { join, type Sql } from "../../sql/sql.ts";

const castTypes: Partial<Record<ValueType["type"], string>> = {
  smallAuto: "integer",
  auto: "integer",
  bigAuto: "integer",
  integer: "integer",
  smallInteger: "integer",
  bigInteger: "integer",
  boolean: "bool",
  float: "real",
  decimal: "numeric",
  binary: "blob",
};

/** CAST, where SQLite's does what is meant: of moments it would keep the leading number. */
export function sqliteCast({ sql, type: from }: TypedSql, type: ValueType): Sql {
  // STRFTIME knows milliseconds only: what has microseconds goes another way.
  const isMoment = type.type === "datetime" || type.type === "time";
  if (isMoment && from?.type === type.type) return sql;
  switch (type.type) {
    case "date":
      return join("date(", sql, ")");
    case "time":
      if (from?.type === "datetime") return join("QUINTET_TRUNC('time', 'datetime', ", sql, ", 'UTC')");
      return join("STRFTIME('%H:%M:%f000', ", sql, ")");
    case "datetime":
      // As it is stored: a moment without a fraction of a second has none in its text.
      if (from?.type === "date") return join("QUINTET_ADD_TIME('datetime', ", sql, ", 0)");
      return join("STRFTIME('%Y-%m-%d %H:%M:%f000', ", sql, ")");
    case "decimal":
      return join("CAST(", from?.type === "text" ? sql : join("(", sql, ")"), " AS NUMERIC)");
    default:
      return join("CAST(", sql, ` AS ${castTypes[type.type] ?? "text"})`);
  }
}

const moments: ReadonlySet<string> = new Set(["datetime", "date", "time"]);

/** Arithmetic; of moments and lengths of time by functions of our own, because they are stored as texts. */
export function sqliteArithmetic(
  operator: ArithmeticNode["operator"],
  left: TypedSql,
  right: TypedSql,
  type: ValueType | undefined,
): Sql {
  const kinds = [left.type?.type, right.type?.type];
  if (
    operator === "-" &&
    left.type !== undefined &&
    moments.has(left.type.type) &&
    moments.has(kinds[1] ?? "")
  )
    return join("QUINTET_TIME_BETWEEN(", left.sql, ", ", right.sql, ")");
  if (kinds.includes("duration") && type !== undefined && moments.has(type.type)) {
    const [moment, length] = left.type?.type === "duration" ? [right.sql, left.sql] : [left.sql, right.sql];
    const sign = operator === "-" ? "-" : "";
    return join(`QUINTET_ADD_TIME('${type.type}', `, moment, `, ${sign}`, length, ")");
  }
  if (type?.type === "duration" && (operator === "*" || operator === "/"))
    return join("CAST(ROUND(", left.sql, ` * 1.0 ${operator} `, right.sql, ") AS INTEGER)");
  // Whole numbers would be divided without a rest.
  if (operator === "/" && type?.type === "float")
    return join("(CAST(", left.sql, " AS REAL) / ", right.sql, ")");
  if (operator === "**") return join("POWER(", left.sql, ", ", right.sql, ")");
  // SQLite has no exclusive or: what is in one of them, and not in both.
  if (operator === "#")
    return join("((", left.sql, " | ", right.sql, ") - (", left.sql, " & ", right.sql, "))");
  if (operator === "%" && kinds.some((kind) => kind === "float" || kind === "decimal"))
    return join("MOD(", left.sql, ", ", right.sql, ")");
  return join("(", left.sql, ` ${operator} `, right.sql, ")");
}
