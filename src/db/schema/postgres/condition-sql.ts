import type { ConditionState } from "../condition-state.ts";
import { SchemaStateError } from "../errors.ts";
import type { ColumnDefinition, Storage } from "../table-definition.ts";
import { literalSql, quoteText } from "./literal-sql.ts";
import { quoteName } from "./quote-name.ts";

/** A condition in PostgreSQL's SQL, with its values written out: what a CHECK or a partial index takes. */
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
      return `(${parts.join(` ${op.toUpperCase()} `)})`;
    case "not":
      return `NOT (${left})`;
    case "eq":
      return right === "NULL" ? `${left} IS NULL` : `${left} = ${right}`;
    case "ne":
      return `${left} IS DISTINCT FROM ${right}`;
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
      return right === "false" ? `${left} IS NOT NULL` : `${left} IS NULL`;
    case "contains":
      return likeSql(left, of[1], "%", "%");
    case "startsWith":
      return likeSql(left, of[1], "", "%");
    case "endsWith":
      return likeSql(left, of[1], "%", "");
    case "iexact":
      return `UPPER(${left}::text) = UPPER(${right})`;
    case "icontains":
      return likeSql(left, of[1], "%", "%", true);
    case "istartsWith":
      return likeSql(left, of[1], "", "%", true);
    case "iendsWith":
      return likeSql(left, of[1], "%", "", true);
    case "xor":
      return `(${parts.map((part) => `(${part})`).join(" <> ")})`;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return `(${left} ${op} ${right})`;
    case "concat":
      return `(${parts.join(" || ")})`;
    case "now":
      throw new SchemaStateError("A constraint or index uses now(): what it says must not change with time.");
    default:
      return `${op}(${parts.join(", ")})`;
  }
}

function likeSql(
  left: string,
  part: ConditionState | undefined,
  before: string,
  after: string,
  ignoresCase = false,
): string {
  if (part === undefined || !("value" in part)) {
    throw new SchemaStateError(
      "A constraint or index looks for a part of a text that is not a constant. Write it with sql`…`.",
    );
  }
  const escaped = String(part.value).replaceAll(/[\\%_]/g, "\\$&");
  const pattern = quoteText(before + escaped + after);
  return ignoresCase ? `UPPER(${left}::text) LIKE UPPER(${pattern})` : `${left}::text LIKE ${pattern}`;
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
