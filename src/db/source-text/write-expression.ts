import { printableText } from "../../core/index.ts";
import { isPartOperator } from "../expressions/operators.ts";
import type { ComputedState, ConditionState } from "../schema/condition-state.ts";
import type { FieldState, ModelState } from "../schema/model-state.ts";
import { type ModelSource, storedField } from "./model-source.ts";
import { printText } from "./print-code.ts";
import { writeBuilder } from "./write-builder.ts";
import { writeConstant } from "./write-constant.ts";

/*
 * Conditions and computed values as a model writes them: `{ op: "gte", of: [{ field: "price" }, { value: 0 }] }` becomes
 * `row.price.gte(0)`. What is read back from the text is the same data again.
 */

/** What expressions of one model are written with. */
export class ExpressionWriter {
  readonly #source: ModelSource;
  readonly #model: ModelState;
  /** The name of the row that callbacks get. */
  readonly row: string;
  /** Whether something was written that only a row without types has: the key of a relation as a column. */
  isUntyped = false;

  constructor(source: ModelSource, model: ModelState, row: string) {
    this.#source = source;
    this.#model = model;
    this.row = row;
  }

  /** A field's column: `row.price`, `row.authorId`. */
  column(name: string): string {
    const field = this.#field(name);
    if (field?.type !== "belongsTo") return `${this.row}.${name}`;
    this.isUntyped = true;
    return `${this.row}.${name}Id`;
  }

  /** A field where a relation is named itself: in `unique(row.author)`, `row.author.isNull()`. */
  field(name: string): string {
    return `${this.row}.${name}`;
  }

  /** An expression. */
  write(state: ConditionState): string {
    if ("field" in state) return this.column(state.field);
    if ("value" in state) return this.#call("value", [this.#operand(state)]);
    if ("sql" in state) return this.#sql(state.sql, state.of);
    return this.#computed(state);
  }

  /** A condition. A boolean that may be null is none for the compiler, and one for the database. */
  condition(state: ConditionState): string {
    const mayBeNull = "field" in state && this.#field(state.field)?.nullable === true;
    return mayBeNull ? this.#sql(["", ""], [state]) : this.write(state);
  }

  /** An expression, or a constant as it is; of the kind that a field beside it has. */
  #operand(state: ConditionState, beside?: ConditionState): string {
    if (!("value" in state)) return this.write(state);
    return writeConstant(this.#source, state.value, this.#kindOf(beside));
  }

  /** What stands in front of a point. */
  #subject(state: ConditionState): string {
    return this.write(state);
  }

  #computed(state: ComputedState): string {
    const { op, of } = state;
    const [left = { value: null }, right = { value: null }] = of;
    const operand = (item: ConditionState) => this.#operand(item, left);
    if (isPartOperator(op)) return `${this.#subject(left)}.${op}(${operand(right)})`;
    switch (op) {
      case "and":
      case "or":
      case "xor":
        return this.#call(
          op,
          of.map((item) => this.condition(item)),
        );
      case "not":
        return this.#call("not", [this.condition(left)]);
      case "eq":
      case "ne":
        return `${this.#related(left)}.${op}(${operand(right)})`;
      case "gt":
      case "gte":
      case "lt":
      case "lte":
        return `${this.#subject(left)}.${op}(${operand(right)})`;
      case "between":
        return `${this.#subject(left)}.between(${of.slice(1).map(operand).join(", ")})`;
      case "in":
        return `${this.#related(left)}.in([${of.slice(1).map(operand).join(", ")}])`;
      case "isNull": {
        const isNot = "value" in right && right.value === false;
        return `${this.#related(left)}.${isNot ? "isNotNull" : "isNull"}()`;
      }
      case "case":
        return this.#case(of);
      case "cast":
        return `${this.#subject(left)}.cast(${writeBuilder(this.#source, castField(state), {}).text})`;
      default:
        return op in arithmetic
          ? `${this.#subject(left)}.${arithmetic[op]}(${operand(right)})`
          : this.#function(state);
    }
  }

  /** A relation compares itself with keys. */
  #related(state: ConditionState): string {
    return "field" in state ? this.field(state.field) : this.#subject(state);
  }

  #case(of: readonly ConditionState[]): string {
    const branches = Math.floor(of.length / 2);
    const values = of.filter((_, position) => position % 2 === 1 || position === branches * 2);
    const sample = values.find((item) => "field" in item);
    const pairs = Array.from({ length: branches }, (_, branch) => {
      const [when, then] = of.slice(branch * 2, branch * 2 + 2);
      return `[${this.condition(when!)}, ${this.#operand(then!, sample)}]`; // counted above
    });
    const made = this.#call("caseWhen", pairs);
    return of.length % 2 === 1 ? `${made}.otherwise(${this.#operand(of.at(-1)!, sample)})` : made;
  }

  #function({ op, of, options = {} }: ComputedState): string {
    const sample = of.find((item) => "field" in item);
    const args = of.map((item, position) =>
      position === 0 && op !== "concat" && op !== "coalesce" && op !== "log"
        ? this.write(item)
        : this.#operand(item, op === "coalesce" || op === "nullIf" ? sample : undefined),
    );
    if (op === "jsonObject") return this.#jsonObject(of);
    if (op === "collate") return this.#call(op, [...args, printText(String(options.collation))]);
    if (op === "part" || op === "trunc") {
      const { unit, zone } = options;
      const further = zone === undefined ? [] : [`{ zone: ${printText(String(zone))} }`];
      return this.#call(op, [...args, printText(String(unit)), ...further]);
    }
    if (op === "now" && options.as !== undefined)
      return this.#call(op, [`{ as: ${printText(String(options.as))} }`]);
    return this.#call(op, args);
  }

  #jsonObject(of: readonly ConditionState[]): string {
    const entries = Array.from({ length: of.length / 2 }, (_, pair) => {
      const [name, item] = of.slice(pair * 2, pair * 2 + 2);
      const key = name !== undefined && "value" in name ? String(name.value) : "";
      return `${printText(key)}: ${this.#operand(item!)}`; // keys and values take turns
    });
    return this.#call("jsonObject", [`{ ${entries.join(", ")} }`]);
  }

  #sql(texts: readonly string[], of: readonly ConditionState[]): string {
    const parts = texts.map((text, position) => {
      const item = of[position];
      // A plain end of line stays one; a template would take "\r" for one as well.
      const escaped = printableText(text.replaceAll(/[\\`]|\$\{/g, "\\$&"), "\n");
      if (item === undefined) return escaped;
      return `${escaped}\${${"field" in item ? this.field(item.field) : this.#operand(item)}}`;
    });
    return `${this.#source.use("sql")}\`${parts.join("")}\``;
  }

  #call(name: string, args: readonly string[]): string {
    return `${this.#source.use(name)}(${args.join(", ")})`;
  }

  #field(name: string): FieldState | undefined {
    return this.#model.fields[name];
  }

  #kindOf(state: ConditionState | undefined): Pick<FieldState, "type"> {
    const field = state !== undefined && "field" in state ? this.#field(state.field) : undefined;
    return field === undefined ? { type: "text" } : storedField(this.#source.state, field);
  }
}

const arithmetic: Readonly<Record<string, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "dividedBy",
  "%": "modulo",
  "**": "power",
  "&": "bitAnd",
  "|": "bitOr",
  "#": "bitXor",
  "<<": "shiftLeft",
  ">>": "shiftRight",
};

/** What a cast makes, as a field is described. */
function castField({ options = {} }: ComputedState): FieldState {
  return { type: "text", ...(options as Partial<FieldState>) }; // conditionState() puts these there
}

/** A default of the database: a constant of the field's kind, or an expression. */
export function writeDbDefault(source: ModelSource, field: FieldState, state: ConditionState): string {
  if ("value" in state) return writeConstant(source, state.value, storedField(source.state, field));
  return new ExpressionWriter(
    source,
    { module: "", name: "", fields: {}, indexes: [], constraints: [] },
    "row",
  ).write(state);
}
