import type { Engine } from "../engine.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { Expression, FilterCall, Operand } from "../parser/expression.ts";
import { CodeNames } from "./code-names.ts";
import type { CompileOptions } from "./code-output.ts";
import { Readers } from "./readers.ts";
import type { CompileScope } from "./scope.ts";

export interface ExpressionOptions {
  /** What isn't there is `null`. */
  readonly ignoreFailures?: boolean;
  /** A stream or a generator is left as it is, for a loop that reads it item by item. */
  readonly isIterated?: boolean;
  /** What happens to the value in front of the filters; takes and gives JavaScript. */
  readonly before?: (value: string) => string;
}

// Nobody writes more behind one value, but for somebody who wants much code of a short text.
const maxQuickFilters = 5;

/** Values as JavaScript: variables and the steps behind them, filters, conditions, and how they are printed. */
export abstract class CodeExpressions extends CodeNames {
  protected readonly readers: Readers;
  /** Variables of the app that a streamed page names. */
  protected readonly sharedNames = new Set<string>();

  constructor(engine: Engine, chain: readonly ParsedTemplate[], options: CompileOptions) {
    super(engine, chain, options);
    this.readers = new Readers(this.isConfined);
  }

  /** Whether an expression is nothing but `block.super`. */
  protected abstract isSuper(expression: Expression): boolean;

  /** Writes what the next older template has in the current block. */
  protected abstract superInline(): void;

  /** JavaScript for what the next older template has in a block. */
  protected abstract superCode(blockName: string): string;

  /** Writes a value, escaped where autoescape is on. `value` is JavaScript that gives it. */
  print(value: string): void {
    this.append(this.printed(value));
  }

  /** JavaScript for what {@link print} writes. */
  printed(value: string): string {
    return this.awaited(`${this.autoescape ? "escaped" : "unescaped"}(S, ${value})`);
  }

  /**
   * Writes the value of an expression, escaped where autoescape is on. Nearly all values are texts: those are written at
   * once, and only others are looked at closer.
   */
  printExpression(expression: Expression): void {
    const isReplaced = this.engine.stringIfInvalid !== "";
    if (this.isConfined || isReplaced) {
      this.print(this.expression(expression));
      return;
    }
    if (!this.isStreamed && this.isSuper(expression)) {
      this.superInline();
      return;
    }
    const value = this.#unsettled(expression);
    const print = this.autoescape ? "print" : "printPlain";
    if (!this.isAsync) {
      this.append(`${print}(S, ${value})`);
      return;
    }
    const isLookup = expression.operand.kind === "variable" && expression.filters.length === 0;
    if (!this.isStreamed) {
      const ready = isLookup ? "settledLookup" : "ready";
      this.append(`(typeof (t = ${print}Soon(S, ${value}, ${ready})) === "string" ? t : await t)`);
      return;
    }
    // Nothing is asked before what stands in front of it may go out.
    const settled = isLookup ? `orEmpty(${this.#settledLookup("t", false)})` : this.settled("t");
    const written = this.autoescape ? "escapeHtml(t)" : "t";
    this.append(`(typeof (t = ${value}) === "string" ? ${written} : ${this.printed(settled)})`);
  }

  /**
   * JavaScript for an expression's value, settled. What isn't there is the engine's text for invalid variables.
   */
  expression(expression: Expression, options: ExpressionOptions = {}): string {
    const { operand, filters } = expression;
    if (filters.length > 0) return this.settled(this.#unsettled(expression, options));
    const { ignoreFailures, isIterated, before = (value) => value } = options;
    if (operand.kind !== "variable") return before(this.operand(operand));
    const found = this.operand(operand, isIterated);
    if (ignoreFailures) return before(`orNull(${found})`);
    if (this.engine.stringIfInvalid === "") return before(`orEmpty(${found})`);
    const value = this.declare("found");
    return `((${value} = ${found}) === undefined ? ${this.invalid(operand.text)} : ${before(value)})`;
  }

  /** JavaScript for whether an expression's value counts as true. */
  condition(expression: Expression): string {
    return this.isAsync || this.isConfined
      ? `isTruthy(${this.expression(expression, { ignoreFailures: true })})`
      : `holds(${this.#unsettled(expression, { ignoreFailures: true })})`;
  }

  /** The same where the value may still have to be awaited; a variable without filters may not even be there. */
  #unsettled({ operand, filters }: Expression, options: ExpressionOptions = {}): string {
    const { ignoreFailures, before = (value) => value } = options;
    if (operand.kind !== "variable") return this.#filtered(before(this.operand(operand)), filters);
    if (filters.length === 0) return this.#path(operand.path);
    if (!this.isAsync && !this.isConfined && !ignoreFailures && this.engine.stringIfInvalid === "") {
      return this.#filtered(before(`given(${this.#path(operand.path)})`), filters);
    }
    const found = this.operand(operand);
    if (ignoreFailures) return this.#filtered(before(`orNull(${found})`), filters);
    if (this.engine.stringIfInvalid === "") return this.#filtered(before(`orEmpty(${found})`), filters);
    const value = this.declare("found");
    const filtered = this.#filtered(before(value), filters);
    return `((${value} = ${found}) === undefined ? ${this.invalid(operand.text)} : ${filtered})`;
  }

  /** JavaScript for the text that is printed for a variable which isn't there. */
  invalid(name: string): string {
    return JSON.stringify(this.engine.stringIfInvalid.replace("%s", name));
  }

  /** JavaScript for an operand's value, settled; `undefined` where a variable isn't there. */
  operand(operand: Operand, isIterated = false): string {
    switch (operand.kind) {
      case "literal":
        return typeof operand.value === "number" ? `(${operand.value})` : this.constant(operand.value);
      case "translated":
        return `translated(S, ${JSON.stringify(operand.message.replaceAll("%", "%%"))})`;
      default:
        return this.#settledLookup(this.#path(operand.path), isIterated);
    }
  }

  /** The value of a filter's or tag's argument: a variable that isn't there is an error. */
  requiredOperand(operand: Operand): string {
    if (operand.kind !== "variable") return this.operand(operand);
    return `required(${this.operand(operand)}, ${JSON.stringify(operand.text)})`;
  }

  /** JavaScript for what filters make of a value; what the last of them gives may still have to be awaited. */
  #filtered(value: string, filters: readonly FilterCall[]): string {
    let code = value;
    for (const [index, call] of filters.entries()) {
      const given = index === 0 ? code : this.settled(code);
      code = this.#filterCall(given, call, filters.length <= maxQuickFilters);
    }
    return code;
  }

  /** @param isQuick - Whether the code may be longer to be faster. */
  #filterCall(value: string, { filter, argument }: FilterCall, isQuick: boolean): string {
    const environment = this.autoescape ? "S.escaping" : "S.plain";
    const given = argument === undefined ? "undefined" : this.requiredOperand(argument);
    const apply = this.constant(filter.apply);
    // A text goes to the filter's own function, past what is asked of other values. The argument stands there twice.
    if (!isQuick || filter.applyToText === undefined || argument?.kind === "variable") {
      return `${apply}(${value}, ${given}, ${environment})`;
    }
    const applyToText = this.constant(filter.applyToText);
    return `(typeof (t = ${value}) === "string" ? ${applyToText}(t, ${given}, ${environment}, false) : ${apply}(t, ${given}, ${environment}))`;
  }

  /** The same for a value that was looked up: some errors mean that there is nothing. */
  #settledLookup(code: string, isIterated: boolean): string {
    if (!this.isAsync) return `settled(${code})`;
    return isIterated
      ? `(isThenable(t = ${code}) ? ${this.wait("t", "awaitedLookup")} : t)`
      : `(mustWait(t = ${code}) ? ${this.wait("t", "settledLookup")} : t)`;
  }

  #path(path: readonly string[]): string {
    const [first, ...rest] = path as [string, ...string[]];
    if (first === "block" && rest[0] === "super" && this.blockName !== undefined) {
      return rest.length === 1 ? this.superCode(this.blockName) : "undefined";
    }
    const local = rest.length > 0 ? this.local(first) : undefined;
    const known = local?.members?.get(rest[0]!);
    if (known !== undefined) local!.onUse?.(rest[0]!);
    const steps = known === undefined ? rest : rest.slice(1);
    let from = local?.origin ?? local?.js ?? first;
    let code = known ?? this.variable(first);
    if (known === undefined && local !== undefined && !local.mayBeUnset && !this.isConfined) {
      local.onUse?.();
      code = this.readers.memberOfLocal(local.js, steps[0]!, from);
      from += `.${steps.shift()}`;
    }
    for (const name of steps) {
      if (this.isAsync && this.isConfined)
        code = `(mustSettle(u = ${code}, ${JSON.stringify(name)}) ? ${this.wait("u", "settledLookup")} : u)`;
      code = this.readers.member(code, name, from);
      from += `.${name}`;
    }
    return code;
  }

  /** Where the value of an expression comes from, for {@link LocalName.origin}; `undefined` where filters make it. */
  originOf({ operand, filters }: Expression): string | undefined {
    if (operand.kind !== "variable" || filters.length > 0) return undefined;
    const [first, ...rest] = operand.path as [string, ...string[]];
    const local = this.local(first);
    return [local?.origin ?? local?.js ?? first, ...rest].join(".");
  }

  /** JavaScript for a variable's value, which may still have to be awaited. */
  variable(name: string): string {
    const code: string[] = [];
    for (let scope: CompileScope | undefined = this.scope; scope !== undefined; scope = scope.next) {
      for (let local = scope.names.get(name); local !== undefined; local = local.hidden) {
        local.onUse?.();
        const call = `called(S, ${local.js}, undefined)`;
        const value = this.isConfined ? call : `(typeof ${local.js} === "function" ? ${call} : ${local.js})`;
        if (!local.mayBeUnset) return [...code, value].join("");
        code.push(`${local.js} !== undefined ? ${value} : `);
      }
    }
    const root = this.scope.seesRoot ? this.#rootVariable(name) : (constants.get(name) ?? "undefined");
    return code.length === 0 ? root : `(${code.join("")}${root})`;
  }

  #rootVariable(name: string): string {
    if (this.isStreamed && this.engine.sharedData(name) !== undefined) this.sharedNames.add(name);
    return constants.get(name) ?? this.readers.variable(name);
  }
}

/** The bottom of every context. */
const constants: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);
