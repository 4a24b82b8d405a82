import { uncounted } from "../fields/automatic-key.ts";
import type { ColumnType } from "../fields/column.ts";
import type { ComputedState, ConditionState } from "../schema/condition-state.ts";
import type { DatabaseKind } from "../schema/model-state.ts";
import { isSign, isWord, type Token, tokenize } from "../sql/sql-tokens.ts";
import { constantOf, isConstantOf, numberOf } from "./parse-constant.ts";

/*
 * Conditions and computed values from what a database says about them: `((price >= (0)::numeric) AND (title IS NOT NULL))`
 * becomes `{ op: "and", of: […] }`. Comparisons, logic, arithmetic and the functions that all databases call alike are
 * understood; anything else stays SQL, with its columns marked: nothing is guessed.
 */

/** The kinds of values that columns hold, by the names of columns. */
export interface ColumnKinds {
  /** The field of a column; `undefined` where the table has no such column. */
  fieldOf(column: string): { readonly name: string; readonly type: string } | undefined;
}

/** The condition, or SQL where it can't be told as one. */
export function parseExpression(kind: DatabaseKind, sql: string, columns: ColumnKinds): ConditionState {
  const tokens = tokenize(sql, kind);
  if (tokens === undefined) return { sql: [sql], of: [] };
  try {
    const parser = new ExpressionParser(kind, tokens, columns);
    return parser.parse();
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    return markColumns(sql, tokens, columns);
  }
}

class NotUnderstood extends Error {}

/** SQL as it is, with the columns in it marked, so that they follow their fields. */
function markColumns(sql: string, tokens: readonly Token[], columns: ColumnKinds): ConditionState {
  const texts: string[] = [];
  const fields: ConditionState[] = [];
  let from = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "name" && token.kind !== "quoted") continue;
    if (isSign(tokens[at - 1], "::") || isSign(tokens[at - 1], ".") || isSign(tokens[at + 1], "(")) continue;
    const field = columns.fieldOf(token.value);
    if (field === undefined) continue;
    texts.push(sql.slice(from, token.start));
    fields.push({ field: field.name });
    from = token.end;
  }
  return { sql: [...texts, sql.slice(from)], of: fields };
}

type Sign = Extract<ComputedState["op"], string>;

const comparisons: Readonly<Record<string, Sign>> = {
  "=": "eq",
  "==": "eq",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
};

/** Functions that the databases call by the names that they have here, and that take their arguments in the same order. */
const functions: Readonly<Record<string, Sign>> = {
  lower: "lower",
  upper: "upper",
  lcase: "lower",
  ucase: "upper",
  abs: "abs",
  coalesce: "coalesce",
  nullif: "nullIf",
};

const moments: ReadonlySet<string> = new Set(["datetime", "date", "time", "duration"]);
const wholeTypes: ReadonlySet<string> = new Set(["integer", "smallInteger", "bigInteger"]);
const wholeOperators: ReadonlySet<string> = new Set(["+", "-", "*", "%", "abs", "coalesce", "nullIf"]);

class ExpressionParser {
  readonly #kind: DatabaseKind;
  readonly #tokens: readonly Token[];
  readonly #columns: ColumnKinds;
  #at = 0;

  constructor(kind: DatabaseKind, tokens: readonly Token[], columns: ColumnKinds) {
    this.#kind = kind;
    this.#tokens = tokens;
    this.#columns = columns;
  }

  parse(): ConditionState {
    const state = this.#or();
    if (this.#at < this.#tokens.length) throw new NotUnderstood();
    return state;
  }

  #or(): ConditionState {
    return this.#joined("or", "OR", () => this.#and());
  }

  #and(): ConditionState {
    return this.#joined("and", "AND", () => this.#not());
  }

  #joined(op: "and" | "or", word: string, next: () => ConditionState): ConditionState {
    const items = [next()];
    while (this.#skipWord(word)) items.push(next());
    return items.length === 1 ? items[0]! : { op, of: items };
  }

  #not(): ConditionState {
    if (this.#skipWord("NOT")) return { op: "not", of: [this.#not()] };
    return this.#comparison();
  }

  #comparison(): ConditionState {
    const left = this.#sum();
    const token = this.#tokens[this.#at];
    if (isWord(token, "IS")) return this.#is(left);
    const isNot = isWord(token, "NOT");
    if (isNot) this.#at++;
    const negated = (state: ConditionState): ConditionState => (isNot ? { op: "not", of: [state] } : state);
    if (this.#skipWord("IN")) return negated({ op: "in", of: this.#typed([left, ...this.#list()]) });
    if (this.#skipWord("BETWEEN")) {
      const low = this.#sum();
      if (!this.#skipWord("AND")) throw new NotUnderstood();
      return negated({ op: "between", of: this.#typed([left, low, this.#sum()]) });
    }
    if (this.#skipWord("LIKE") || this.#skipSign("~~")) return negated(this.#like(left));
    if (this.#skipSign("!~~")) return { op: "not", of: [this.#like(left)] };
    if (isNot || token?.kind !== "sign") return left;
    return this.#compared(left, token.value);
  }

  #compared(left: ConditionState, sign: string): ConditionState {
    if (Object.hasOwn(comparisons, sign)) {
      this.#at++;
      if (sign === "=" && this.#skipWord("ANY"))
        return { op: "in", of: this.#typed([left, ...this.#array()]) };
      return { op: comparisons[sign]!, of: this.#typed([left, this.#sum()]) };
    }
    if (sign === "<>" || sign === "!=") {
      this.#at++;
      if (this.#skipWord("ALL"))
        return { op: "not", of: [{ op: "in", of: this.#typed([left, ...this.#array()]) }] };
      return { op: "not", of: [{ op: "eq", of: this.#typed([left, this.#sum()]) }] };
    }
    return left;
  }

  #is(left: ConditionState): ConditionState {
    this.#at++;
    const isNot = this.#skipWord("NOT");
    if (this.#skipWord("NULL")) return { op: "isNull", of: [left, { value: !isNot }] };
    const distinct = this.#skipWord("DISTINCT") && this.#skipWord("FROM");
    if (!distinct && this.#kind !== "sqlite") throw new NotUnderstood();
    const right = this.#sum();
    // SQLite says IS NOT for what others call IS DISTINCT FROM.
    const differs = distinct ? !isNot : isNot;
    if (!differs) throw new NotUnderstood();
    return { op: "ne", of: this.#typed([left, right]) };
  }

  /** A pattern without places that are free, except at its ends. */
  #like(left: ConditionState): ConditionState {
    const isBinary = this.#skipWord("BINARY");
    const pattern = this.#sum();
    const escapedBy = this.#skipWord("ESCAPE") ? this.#tokens[this.#at++]?.value : undefined;
    if (!("value" in pattern) || typeof pattern.value !== "string") throw new NotUnderstood();
    if (this.#kind !== "postgres" && !(isBinary && this.#kind === "mysql")) throw new NotUnderstood(); // whatever the case
    if (escapedBy !== undefined && escapedBy !== "\\") throw new NotUnderstood();
    const parts = /^(%?)((?:[^%_\\]|\\.)*)(%?)$/s.exec(pattern.value);
    if (parts === null) throw new NotUnderstood();
    const [, start, middle = "", end] = parts;
    const value = middle.replaceAll(/\\(.)/gs, "$1");
    const op = start ? (end ? "contains" : "endsWith") : end ? "startsWith" : undefined;
    if (op === undefined || value === "") throw new NotUnderstood();
    return { op, of: [left, { value }] };
  }

  #list(): ConditionState[] {
    if (!this.#skipSign("(")) throw new NotUnderstood();
    const items = [this.#sum()];
    while (this.#skipSign(",")) items.push(this.#sum());
    if (!this.#skipSign(")")) throw new NotUnderstood();
    return items;
  }

  /** `(ARRAY[1, 2])`, with casts around it. */
  #array(): ConditionState[] {
    if (!this.#skipSign("(")) throw new NotUnderstood();
    const isBracketed = this.#skipSign("(");
    if (!this.#skipWord("ARRAY") || !this.#skipSign("[")) throw new NotUnderstood();
    const items = [this.#sum()];
    while (this.#skipSign(",")) items.push(this.#sum());
    if (!this.#skipSign("]")) throw new NotUnderstood();
    if (isBracketed && !this.#skipSign(")")) throw new NotUnderstood();
    this.#skipCast();
    if (!this.#skipSign(")")) throw new NotUnderstood();
    return items;
  }

  #sum(): ConditionState {
    return this.#operators(["+", "-"], () => this.#product());
  }

  #product(): ConditionState {
    return this.#operators(["*", "/", "%"], () => this.#unary());
  }

  #operators(signs: readonly string[], next: () => ConditionState): ConditionState {
    let left = next();
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== "sign") return left;
      if (["||", "&", "|", "#", "^", "<<", ">>", "->", "->>"].includes(token.value))
        throw new NotUnderstood();
      if (!signs.includes(token.value)) return left;
      this.#at++;
      const right = next();
      if (!this.#isSaidAlike(token.value, left, right)) throw new NotUnderstood();
      left = { op: token.value as Sign, of: this.#typed([left, right]) };
    }
  }

  /** Whether a model's arithmetic is what the sign is here: that of moments is another, and half of 3 is 1.5 there. */
  #isSaidAlike(sign: string, left: ConditionState, right: ConditionState): boolean {
    const held = [left, right].map((side) => this.#heldBy(side) ?? "");
    if (held.some((type) => moments.has(type))) return false;
    const areWhole = this.#isWhole(left) && this.#isWhole(right);
    if (sign === "%") return areWhole || this.#kind !== "sqlite"; // which leaves out fractions
    if (sign !== "/") return true;
    const isCast = this.#floats.has(left) || this.#floats.has(right);
    return areWhole ? isCast : !isCast || !held.includes("decimal") || held.includes("float");
  }

  /** Whether it is a whole number for certain, which most databases divide without a rest. */
  #isWhole(state: ConditionState): boolean {
    if ("value" in state) return /^-?\d+$/.test(String(state.value));
    if ("field" in state) return wholeTypes.has(this.#types.get(state.field) ?? "");
    return "op" in state && wholeOperators.has(state.op) && state.of.every((item) => this.#isWhole(item));
  }

  #unary(): ConditionState {
    if (!this.#skipSign("-")) return this.#cast();
    const item = this.#unary();
    if (!("value" in item) || typeof item.value === "boolean" || item.value === null)
      throw new NotUnderstood();
    if (typeof item.value === "number") return { value: -item.value };
    return { value: `-${String(item.value)}` };
  }

  /** Casts of PostgreSQL: of constants, and those between texts and between numbers, say nothing that isn't known. */
  #cast(): ConditionState {
    let state = this.#primary();
    while (isSign(this.#tokens[this.#at], "::")) {
      const type = this.#skipCast();
      state = this.#castTo(state, type);
    }
    return state;
  }

  #castTo(state: ConditionState, type: string): ConditionState {
    if ("value" in state) {
      const isNumber = /^(numeric|integer|bigint|smallint|double precision|real)/.test(type);
      const isPlain = isNumber && typeof state.value === "string" && /^-?\d+$/.test(state.value);
      return isPlain && Number.isSafeInteger(Number(state.value)) ? { value: Number(state.value) } : state;
    }
    const held = this.#heldBy(state);
    if (/^(double precision|real)$/.test(type) && this.#isNumber(state)) return this.#asFloat(state);
    const isText =
      /^(text|character varying|character)$/.test(type) && (held === "string" || held === "text");
    if (isText || (type === "numeric" && this.#isNumber(state))) return state;
    throw new NotUnderstood();
  }

  #isNumber(state: ConditionState): boolean {
    const held = this.#heldBy(state) ?? "";
    return held === "decimal" || held === "float" || wholeTypes.has(held);
  }

  /** What was cast to a number with a fraction: it says the same, but where it is divided. */
  readonly #floats = new WeakSet<ConditionState>();

  #asFloat(state: ConditionState): ConditionState {
    const cast = { ...state };
    this.#floats.add(cast);
    return cast;
  }

  /** The kind of field that a state holds the value of. */
  #heldBy(state: ConditionState): string | undefined {
    if ("field" in state) return this.#types.get(state.field);
    if ("op" in state && (state.op === "lower" || state.op === "upper")) return "text";
    return "of" in state && state.of[0] !== undefined ? this.#heldBy(state.of[0]) : undefined;
  }

  readonly #types = new Map<string, string>();

  #skipCast(): string {
    if (!this.#skipSign("::")) return "";
    const words: string[] = [];
    while (this.#tokens[this.#at]?.kind === "name" || this.#tokens[this.#at]?.kind === "quoted") {
      const word = this.#tokens[this.#at]!.value;
      const isTypeWord = words.length === 0 || /^(varying|precision|with|without|time|zone)$/i.test(word);
      if (!isTypeWord) break;
      words.push(word.toLowerCase());
      this.#at++;
      if (this.#skipSign(".")) words.length = 0; // a schema's name
    }
    if (isSign(this.#tokens[this.#at], "(")) {
      while (this.#at < this.#tokens.length && !this.#skipSign(")")) this.#at++;
      while (/^(with|without|time|zone)$/i.test(this.#tokens[this.#at]?.value ?? "")) this.#at++;
    }
    while (this.#skipSign("[")) if (!this.#skipSign("]")) throw new NotUnderstood();
    return words.join(" ");
  }

  #primary(): ConditionState {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new NotUnderstood();
    if (isSign(token, "(")) {
      const state = this.#or();
      if (!this.#skipSign(")")) throw new NotUnderstood();
      return state;
    }
    if (token.kind === "number") return { value: numberOf(token.value) };
    if (token.kind === "text") return { value: token.value };
    if (token.kind === "quoted") return this.#quoted(token.value);
    if (token.kind !== "name") throw new NotUnderstood();
    const word = token.value.toLowerCase();
    if (word === "cast" && isSign(this.#tokens[this.#at], "(")) return this.#castCall();
    if (isSign(this.#tokens[this.#at], "(") && Object.hasOwn(functions, word)) {
      return { op: functions[word]!, of: this.#typed(this.#list()) };
    }
    if (isSign(this.#tokens[this.#at], "(")) throw new NotUnderstood();
    // MySQL says the character set of each text.
    if (this.#kind === "mysql" && /^_utf8/.test(word) && this.#tokens[this.#at]?.kind === "text")
      return this.#primary();
    if (word === "true" || word === "false") return { value: word === "true" };
    if (word === "null") return { value: null };
    return this.#column(token.value);
  }

  /** `CAST('1.250' AS NUMERIC)`: of a constant it says nothing that the field doesn't. */
  #castCall(): ConditionState {
    this.#at++;
    const state = this.#sum();
    if (!this.#skipWord("AS")) throw new NotUnderstood();
    const start = this.#at;
    while (this.#at < this.#tokens.length && !isSign(this.#tokens[this.#at], ")")) this.#at++;
    const type = this.#tokens.slice(start, this.#at).map(({ value }) => value.toLowerCase());
    if (!this.#skipSign(")")) throw new NotUnderstood();
    if ("value" in state) return state;
    if (this.#isNumber(state) && /^(real|double|float)( precision)?$/.test(type.join(" ")))
      return this.#asFloat(state);
    throw new NotUnderstood();
  }

  /** SQLite takes a name in quotes for a text, where the table has no such column. */
  #quoted(name: string): ConditionState {
    const isText = this.#kind === "sqlite" && this.#columns.fieldOf(name) === undefined;
    return isText ? { value: name } : this.#column(name);
  }

  #column(name: string): ConditionState {
    if (isSign(this.#tokens[this.#at], ".")) throw new NotUnderstood();
    const field = this.#columns.fieldOf(name);
    if (field === undefined) throw new NotUnderstood();
    this.#types.set(field.name, uncounted(field.type as ColumnType));
    return { field: field.name };
  }

  /** Constants as the field beside them has them. */
  #typed(of: readonly ConditionState[]): ConditionState[] {
    const type = of.map((item) => ("field" in item ? this.#types.get(item.field) : undefined)).find(Boolean);
    return of.map((item) => {
      if (!("value" in item)) return item;
      const value = constantOf(item.value, type);
      if (!isConstantOf(value, type)) throw new NotUnderstood();
      return { value };
    });
  }

  #skipWord(word: string): boolean {
    if (!isWord(this.#tokens[this.#at], word)) return false;
    this.#at++;
    return true;
  }

  #skipSign(value: string): boolean {
    if (!isSign(this.#tokens[this.#at], value)) return false;
    this.#at++;
    return true;
  }
}
