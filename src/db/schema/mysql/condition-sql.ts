import { quoteName } from "../../backends/mysql/mysql-dialect.ts";
import type { ConditionState } from "../condition-state.ts";
import { SchemaStateError } from "../errors.ts";
import type { ColumnDefinition, Storage } from "../table-definition.ts";
import { literalSql, quoteText } from "./literal-sql.ts";

/** A condition in the SQL of MariaDB and MySQL, with its values written out: what a CHECK takes. */
export function conditionSql(columns: readonly ColumnDefinition[], condition: ConditionState): string {
  return sqlOf(columns, condition, undefined);
}

type Columns = readonly ColumnDefinition[];

/** `storage` is how a value beside this one is stored: a constant that is compared with a column is stored like it. */
function sqlOf(columns: Columns, condition: ConditionState, storage: Storage | undefined): string {
  if ("field" in condition) return quoteName(columnNamed(columns, condition.field).name);
  if ("value" in condition) return literalSql(condition.value, storage);
  const { of } = condition;
  const inner = of.map((item) => storageIn(columns, item)).find((found) => found !== undefined);
  const parts = of.map((item) => sqlOf(columns, item, inner));
  if ("sql" in condition)
    return condition.sql.map((text, position) => text + (parts[position] ?? "")).join("");
  return operatorSql(condition.op, parts, of);
}

type OperatorName = Extract<ConditionState, { op: unknown }>["op"];

function operatorSql(op: OperatorName, parts: readonly string[], of: readonly ConditionState[]): string {
  const [left = "", right = "", other = ""] = parts;
  switch (op) {
    case "and":
    case "or":
    case "xor":
      return `(${parts.join(` ${op.toUpperCase()} `)})`;
    case "not":
      return `NOT (${left})`;
    case "eq":
      return right === "NULL" ? `${left} IS NULL` : `${left} = ${right}`;
    case "ne":
      return `NOT (${left} <=> ${right})`;
    case "gt":
      return `${left} > ${right}`;
    case "gte":
      return `${left} >= ${right}`;
    case "lt":
      return `${left} < ${right}`;
    case "lte":
      return `${left} <= ${right}`;
    case "between":
      return `${left} BETWEEN ${right} AND ${other}`;
    case "in":
      return `${left} IN (${parts.slice(1).join(", ")})`;
    case "isNull":
      return right === "0" ? `${left} IS NOT NULL` : `${left} IS NULL`;
    case "contains":
      return likeSql(left, "LIKE BINARY", of[1], "%", "%");
    case "startsWith":
      return likeSql(left, "LIKE BINARY", of[1], "", "%");
    case "endsWith":
      return likeSql(left, "LIKE BINARY", of[1], "%", "");
    case "iexact":
      return likeSql(left, "LIKE", of[1], "", "");
    case "icontains":
      return likeSql(left, "LIKE", of[1], "%", "%");
    case "istartsWith":
      return likeSql(left, "LIKE", of[1], "", "%");
    case "iendsWith":
      return likeSql(left, "LIKE", of[1], "%", "");
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
    case "&":
    case "|":
    case "<<":
    case ">>":
      return `(${left} ${op} ${right})`;
    case "#":
      return `(${left} ^ ${right})`;
    case "**":
      return `POW(${left}, ${right})`;
    case "concat":
      return `CONCAT(${parts.join(", ")})`;
    case "length":
      return `CHAR_LENGTH(${left})`;
    case "now":
      throw new SchemaStateError("A constraint or index uses now(): what it says must not change with time.");
    default:
      return `${op.toUpperCase()}(${parts.join(", ")})`;
  }
}

function likeSql(
  left: string,
  like: "LIKE" | "LIKE BINARY",
  part: ConditionState | undefined,
  before: string,
  after: string,
): string {
  if (part === undefined || !("value" in part)) {
    throw new SchemaStateError(
      "A constraint compares a part of a text with something that is not a constant text.",
    );
  }
  const escaped = String(part.value).replaceAll(/[\\%_]/g, "\\$&");
  return `${left} ${like} ${quoteText(before + escaped + after)}`;
}

function storageIn(columns: Columns, condition: ConditionState): Storage | undefined {
  return "field" in condition ? columnNamed(columns, condition.field).storage : undefined;
}

function columnNamed(columns: Columns, field: string): ColumnDefinition {
  const column = columns.find((candidate) => candidate.field === field);
  if (column !== undefined) return column;
  throw new SchemaStateError(
    `A constraint or index uses the field "${field}", which has no column in its table.\nFields: ${columns.map((known) => known.field).join(", ")}.`,
  );
}
