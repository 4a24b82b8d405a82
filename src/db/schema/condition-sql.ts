import { isPartOperator, type PartOperator } from "../expressions/operators.ts";
import type { Dialect } from "../sql/dialect.ts";
import { type ComputedContext, computedSql, storageOfPart } from "./computed-sql.ts";
import type { ComputedState, ConditionState } from "./condition-state.ts";
import { SchemaStateError } from "./errors.ts";
import type { DefaultState } from "./model-state.ts";
import type { ColumnDefinition, Storage } from "./table-definition.ts";

/*
 * Conditions with their values written out, as a CHECK, a partial index or a computed column takes them. What databases
 * have in common stands here, what they don't in the ConditionWords of each; functions and arithmetic are those of queries
 * (computed-sql.ts).
 */

/** What one database says otherwise than others. Parts are SQL. */
export interface ConditionWords {
  readonly dialect: Dialect;
  /** A value, stored as `storage` says; as the database takes it where that is unknown. */
  literal(value: DefaultState, storage: Storage | undefined): string;
  /** A comparison of a text by a part of it. */
  matchText(operator: PartOperator, left: string, part: TextPart): string;
  /** Texts put together. Queries count nulls as empty, which CONCAT() of indexes can't. */
  concat(parts: readonly string[]): string;
}

/** The part that a text is compared by. */
export interface TextPart {
  readonly sql: string;
  /** `undefined` where it is computed. */
  readonly constant: string | undefined;
}

type OperatorName = Extract<ConditionState, { op: unknown }>["op"];
/** A condition of a table with these columns, as SQL. */
export type WriteCondition = (columns: readonly ColumnDefinition[], condition: ConditionState) => string;

export function conditionWriter(words: ConditionWords): WriteCondition {
  return (columns, condition) => new ConditionWriter(words, columns).write(condition, undefined);
}

class ConditionWriter {
  readonly #words: ConditionWords;
  readonly #columns: readonly ColumnDefinition[];
  readonly #context: ComputedContext;

  constructor(words: ConditionWords, columns: readonly ColumnDefinition[]) {
    this.#words = words;
    this.#columns = columns;
    this.#context = { dialect: words.dialect, columns, literal: (value) => words.literal(value, undefined) };
  }

  /** @param storage - How a plain value is stored in that place: like the column that it is compared with. */
  write(condition: ConditionState, storage: Storage | undefined): string {
    if ("field" in condition) return this.#words.dialect.quote(this.#column(condition.field).name);
    if ("value" in condition) return this.#words.literal(condition.value, storage);
    const parts = condition.of.map((item, position) => {
      const storage = isQuestion(condition) ? undefined : storageOfPart(this.#columns, condition, position);
      const part = this.write(item, storage);
      return isCompared(condition) && isCondition(item) ? `(${part})` : part;
    });
    if ("sql" in condition)
      return condition.sql.map((text, position) => text + (parts[position] ?? "")).join("");
    return this.#computed(condition, parts);
  }

  #computed(state: ComputedState, parts: readonly string[]): string {
    const { op, of } = state;
    const [left = "", right = "", other = ""] = parts;
    if (isPartOperator(op))
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
        return this.#words.dialect.isDistinct([left], [right]).join("");
      case "between":
        return `${left} BETWEEN ${right} AND ${other}`;
      case "in":
        return `${left} IN (${parts.slice(1).join(", ")})`;
      case "isNull":
        return isConstant(of[1], false) ? `${left} IS NOT NULL` : `${left} IS NULL`;
      case "concat":
        return this.#words.concat(parts);
      case "now":
        throw new SchemaStateError(
          "A constraint or index uses now(): what it says must not change with time.",
        );
      default:
        return op in signs ? `${left} ${signs[op]} ${right}` : computedSql(this.#context, state, parts);
    }
  }

  #column(field: string): ColumnDefinition {
    const column = this.#columns.find((candidate) => candidate.field === field);
    if (column !== undefined) return column;
    throw new SchemaStateError(
      `A constraint or index uses the field "${field}", which has no column in its table.\nFields: ${this.#columns.map((known) => known.field).join(", ")}.`,
    );
  }
}

const signs: Readonly<Partial<Record<OperatorName, string>>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** What databases read from left to right: `(a IS NULL) = (b IS NULL)` is another thing without its brackets. */
const comparisons: ReadonlySet<string> = new Set("eq ne gt gte lt lte between in isNull".split(" "));

function isCompared(condition: ConditionState): boolean {
  return "op" in condition && comparisons.has(condition.op);
}

function isCondition(condition: ConditionState): boolean {
  return (
    isCompared(condition) || ("op" in condition && (condition.op === "not" || isPartOperator(condition.op)))
  );
}

/** What stands behind isNull is yes or no, whatever the field holds. */
function isQuestion(condition: ConditionState): boolean {
  return "op" in condition && condition.op === "isNull";
}

function isConstant(condition: ConditionState | undefined, value: DefaultState): boolean {
  return condition !== undefined && "value" in condition && condition.value === value;
}

function constantText(condition: ConditionState | undefined): string | undefined {
  return condition !== undefined && "value" in condition ? String(condition.value) : undefined;
}

/** The pattern of LIKE for a constant part of a text: `"50\%%"` for what starts with `50%`. */
export function likePattern(operator: PartOperator, { constant }: TextPart): string {
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
