import type { ConditionState } from "./condition-state.ts";
import { SchemaStateError } from "./errors.ts";
import type { DefaultState } from "./model-state.ts";
import type { ColumnDefinition, Storage } from "./table-definition.ts";

/*
 * Conditions with their values written out, as a CHECK, a partial index or a computed column takes them. What databases
 * have in common stands here, what they don't in the ConditionWords of each.
 */

/** What one database says otherwise than others. Parts are SQL. */
export interface ConditionWords {
  quoteName(name: string): string;
  /** A value, stored as `storage` says; as the database takes it where that is unknown. */
  literal(value: DefaultState, storage: Storage | undefined): string;
  /** Differs, where two nulls are equal. */
  isDistinct(left: string, right: string): string;
  /** A comparison of a text by a part of it. */
  matchText(operator: TextOperator, left: string, part: TextPart): string;
  /** A division of whole numbers, with the rest. */
  divide(left: string, right: string): string;
  /** Operators and functions that have another form there. */
  readonly forms: Readonly<Partial<Record<OperatorName, (...parts: string[]) => string>>>;
}

/** The part that a text is compared by. */
export interface TextPart {
  readonly sql: string;
  /** `undefined` where it is computed. */
  readonly constant: string | undefined;
}

export type OperatorName = Extract<ConditionState, { op: unknown }>["op"];
const textOperators = [
  "contains",
  "startsWith",
  "endsWith",
  "iexact",
  "icontains",
  "istartsWith",
  "iendsWith",
] as const;
export type TextOperator = (typeof textOperators)[number];

/** A condition of a table with these columns, as SQL. */
export type WriteCondition = (columns: readonly ColumnDefinition[], condition: ConditionState) => string;

export function conditionWriter(words: ConditionWords): WriteCondition {
  return (columns, condition) => new ConditionWriter(words, columns).write(condition, undefined);
}

class ConditionWriter {
  readonly #words: ConditionWords;
  readonly #columns: readonly ColumnDefinition[];

  constructor(words: ConditionWords, columns: readonly ColumnDefinition[]) {
    this.#words = words;
    this.#columns = columns;
  }

  /** @param storage - How a value beside this one is stored: a constant that is compared with a column is stored like it. */
  write(condition: ConditionState, storage: Storage | undefined): string {
    if ("field" in condition) return this.#words.quoteName(this.#column(condition.field).name);
    if ("value" in condition) return this.#words.literal(condition.value, storage);
    const { of } = condition;
    const inner = of.map((item) => this.#storageOf(item)).find((found) => found !== undefined);
    const parts = of.map((item) => this.write(item, inner));
    if ("sql" in condition)
      return condition.sql.map((text, position) => text + (parts[position] ?? "")).join("");
    return this.#operator(condition.op, parts, of);
  }

  #operator(op: OperatorName, parts: readonly string[], of: readonly ConditionState[]): string {
    const [left = "", right = "", other = ""] = parts;
    const form = this.#words.forms[op];
    if (form !== undefined) return form(...parts);
    if (isTextOperator(op))
      return this.#words.matchText(op, left, { sql: right, constant: constantText(of[1]) });
    switch (op) {
      case "and":
      case "or":
        return `(${parts.join(` ${op.toUpperCase()} `)})`;
      case "xor":
        return parts.reduce((all, part) => `((${all}) <> (${part}))`);
      case "not":
        return `NOT (${left})`;
      case "eq":
        return isConstant(of[1], null) ? `${left} IS NULL` : `${left} = ${right}`;
      case "ne":
        return this.#words.isDistinct(left, right);
      case "between":
        return `${left} BETWEEN ${right} AND ${other}`;
      case "in":
        return `${left} IN (${parts.slice(1).join(", ")})`;
      case "isNull":
        return isConstant(of[1], false) ? `${left} IS NOT NULL` : `${left} IS NULL`;
      case "case":
        return caseSql(parts);
      case "/":
        return of.every((item) => this.#isWhole(item))
          ? this.#words.divide(left, right)
          : `(${left} / ${right})`;
      case "**":
        return `POWER(${left}, ${right})`;
      case "now":
        throw new SchemaStateError(
          "A constraint or index uses now(): what it says must not change with time.",
        );
      default: {
        const sign = signs[op];
        if (sign === undefined) return `${op.toUpperCase()}(${parts.join(", ")})`;
        return sign.isComparison ? `${left} ${sign.text} ${right}` : `(${left} ${sign.text} ${right})`;
      }
    }
  }

  #storageOf(condition: ConditionState): Storage | undefined {
    return "field" in condition ? this.#column(condition.field).storage : undefined;
  }

  #isWhole(condition: ConditionState): boolean {
    if ("value" in condition) return Number.isInteger(condition.value);
    return wholeTypes.has(this.#storageOf(condition)?.type ?? "");
  }

  #column(field: string): ColumnDefinition {
    const column = this.#columns.find((candidate) => candidate.field === field);
    if (column !== undefined) return column;
    throw new SchemaStateError(
      `A constraint or index uses the field "${field}", which has no column in its table.\nFields: ${this.#columns.map((known) => known.field).join(", ")}.`,
    );
  }
}

const wholeTypes: ReadonlySet<string> = new Set([
  "smallAuto",
  "auto",
  "bigAuto",
  "smallInteger",
  "integer",
  "bigInteger",
]);

interface Sign {
  readonly text: string;
  readonly isComparison: boolean;
}
const comparison = (text: string): Sign => ({ text, isComparison: true });
const arithmetic = (text: string): Sign => ({ text, isComparison: false });
const signs: Readonly<Partial<Record<OperatorName, Sign>>> = {
  gt: comparison(">"),
  gte: comparison(">="),
  lt: comparison("<"),
  lte: comparison("<="),
  "+": arithmetic("+"),
  "-": arithmetic("-"),
  "*": arithmetic("*"),
  "%": arithmetic("%"),
  "&": arithmetic("&"),
  "|": arithmetic("|"),
  "#": arithmetic("#"),
  "<<": arithmetic("<<"),
  ">>": arithmetic(">>"),
};

/** Conditions and values by turns, and what else at the end. */
function caseSql(parts: readonly string[]): string {
  let sql = "CASE";
  let position = 0;
  for (; position + 1 < parts.length; position += 2)
    sql += ` WHEN ${parts[position]} THEN ${parts[position + 1]}`;
  return position < parts.length ? `${sql} ELSE ${parts[position]} END` : `${sql} END`;
}

function isTextOperator(op: OperatorName): op is TextOperator {
  return (textOperators as readonly string[]).includes(op);
}

function isConstant(condition: ConditionState | undefined, value: DefaultState): boolean {
  return condition !== undefined && "value" in condition && condition.value === value;
}

function constantText(condition: ConditionState | undefined): string | undefined {
  return condition !== undefined && "value" in condition ? String(condition.value) : undefined;
}

/** The pattern of LIKE for a constant part of a text: `"50\%%"` for what starts with `50%`. */
export function likePattern(operator: TextOperator, { constant }: TextPart): string {
  if (constant === undefined) {
    throw new SchemaStateError(
      "A constraint or index looks for a part of a text that is not a constant. Write it with sql`…`.",
    );
  }
  const escaped = constant.replaceAll(/[\\%_]/g, "\\$&");
  const isAtStart = operator === "startsWith" || operator === "istartsWith" || operator === "iexact";
  const isAtEnd = operator === "endsWith" || operator === "iendsWith" || operator === "iexact";
  return `${isAtStart ? "" : "%"}${escaped}${isAtEnd ? "" : "%"}`;
}
