import type { Engine } from "../engine.ts";
import { TemplateRecursionError } from "../errors.ts";
import { type Node, TextNode } from "../node.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { Expression, FilterCall, Operand } from "../parser/expression.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";
import { CodeLines } from "./code-lines.ts";
import { confinedNames, harmlessNames } from "./confined-names.ts";
import { Frame } from "./frame.ts";
import type { Place } from "./place.ts";
import { PlaceTable } from "./place-table.ts";
import { Readers } from "./readers.ts";
import { CompileScope, type LocalName, meaningsOf, type ScopeOptions } from "./scope.ts";

/*
 * Writes the JavaScript of one template, in one of three versions. In the synchronous one, `settled(x)` leaves the
 * function where x must be awaited; in the asynchronous one the same place reads `(mustWait(t = x) ? await ready(S, t) :
 * t)`, so that what is there already costs no tick. The streaming version is an asynchronous one that hands what it has
 * written to `S.output` before it waits for anything, and now and then in loops.
 *
 * The function has the parameters `S` (the render's state) and `scope` (its variables). `K` are constants, `R` the
 * runtime (compiler/runtime.ts). `at` is the number of the place that is being rendered, for errors.
 */

// Bounds what inlining may write: a few lines of templates that print {{ block.super }} twice on each of many levels
// would otherwise double with each.
const maxEmittedNodes = 100_000;
// Each variable takes its place on the stack, all together while the page is rendered.
const maxNames = 40_000;
// Includes beyond are called instead of being written into the page.
const maxInlinedNodes = 5_000;
const maxInlineDepth = 12;
// No page has more; hostile ones take the others from the list.
const maxConstantNames = 1_000;

/** How a template is run: at once, with promises awaited, or with its output sent as it grows. */
export type TemplateVersion = "sync" | "async" | "stream";

export interface ExpressionOptions {
  /** What isn't there is `null`. */
  readonly ignoreFailures?: boolean;
  /** A stream or a generator is left as it is, for a loop that reads it item by item. */
  readonly isIterated?: boolean;
  /** What happens to the value in front of the filters; takes and gives JavaScript. */
  readonly before?: (value: string) => string;
}

export interface CompileOptions {
  readonly version: TemplateVersion;
  readonly autoescape: boolean;
  /** The name of the one block to render. */
  readonly block: string | undefined;
}

export class CodeWriter {
  readonly engine: Engine;
  readonly isAsync: boolean;
  readonly isStreamed: boolean;
  /** Whether the template's author is not trusted: what it does is counted, and what it sees goes through S.confined. */
  readonly isConfined: boolean;
  readonly constants: unknown[] = [];
  readonly places = new PlaceTable();
  /** All templates that this code is made of: it is stale when one of them changes. */
  readonly sources = new Set<ParsedTemplate>();
  autoescape: boolean;
  readonly #lines = new CodeLines();
  readonly #readers: Readers;
  /** Variables of the app that a streamed page names. */
  readonly #sharedNames = new Set<string>();
  readonly #constantNames = new Map<unknown, string>();
  #names = 0;
  #emitted = 0;
  #via: Place | undefined;
  #scope: CompileScope;
  #frame: Frame;
  #loop: CompileScope | undefined;
  /** The name of the block that is being written. */
  #block: string | undefined;
  /** The one block that is rendered, instead of the whole. */
  readonly #onlyBlock: string | undefined;

  constructor(engine: Engine, chain: readonly ParsedTemplate[], options: CompileOptions) {
    this.engine = engine;
    this.isAsync = options.version !== "sync";
    this.isStreamed = options.version === "stream";
    this.isConfined = engine.sandbox !== undefined;
    this.#readers = new Readers(this.isConfined);
    this.autoescape = options.autoescape;
    this.#onlyBlock = options.block;
    this.#scope = new CompileScope(undefined, this.reserve());
    this.#frame = new Frame(chain, this.#scope, undefined);
  }

  /**
   * Writes the whole template, and gives the source of a function body.
   * @param runtimeNames - What the runtime offers.
   */
  finish(runtimeNames: readonly string[]): string {
    if (this.#onlyBlock === undefined) this.#chain();
    else this.#blockAlone(this.#onlyBlock);
    this.#closeScope(this.#scope);
    const kind = this.isAsync ? "async function" : "function";
    const code = `${this.#readers}
return (${kind} render(S, scope) {
${this.isConfined ? `const { ${confinedNames.join(", ")} } = S.confined;\n` : ""}let out = "", at = 0, t, u, p;
try {
${this.#beginning()}${this.#lines}
} catch (error) { throw failed(S, error, P.at(at)); }
${this.isStreamed ? `${handOver};\n` : ""}return out;
});`;
    const used = (this.isConfined ? harmlessNames : runtimeNames).filter((name) => code.includes(name));
    return `"use strict";\nconst { ${used.join(", ")} } = R;\n${this.#constantDeclarations()}\n${code}`;
  }

  /** V8 takes what a constant holds for granted, but not what stands in a list. */
  #constantDeclarations(): string {
    const names = this.constants.slice(0, maxConstantNames).map((_, index) => `k${index} = K[${index}]`);
    return names.length === 0 ? "" : `const ${names.join(", ")};`;
  }

  /**
   * A streamed page reads what the app shares before anything goes out: the session, the CSRF token and messages set
   * headers and cookies, which are too late afterwards.
   */
  #beginning(): string {
    if (this.#sharedNames.size === 0) return "";
    return `await readShared(S, scope, ${JSON.stringify([...this.#sharedNames])});\n`;
  }

  // — Output —

  /** Text of the template, which is written as it stands. */
  text(text: string): void {
    if (this.isConfined) this.append(JSON.stringify(text));
    else this.#lines.text(text);
  }

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
    if (!this.isStreamed && this.#isSuper(expression)) {
      this.#superInline();
      return;
    }
    const value = this.#unsettled(expression);
    const print = this.autoescape ? "print" : "printPlain";
    if (!this.isAsync) {
      this.append(`${print}(S, ${value})`);
      return;
    }
    const written = this.autoescape ? "escapeHtml(t)" : "t";
    const isLookup = expression.operand.kind === "variable" && expression.filters.length === 0;
    this.append(`(typeof (t = ${value}) === "string" ? ${written} : ${this.#printedLater(isLookup)})`);
  }

  /** JavaScript that prints `t`, the value of an expression that may have to be awaited or may not be there. */
  #printedLater(isLookup: boolean): string {
    if (this.isStreamed) {
      // Nothing is asked before what stands in front of it may go out.
      return this.printed(isLookup ? `orEmpty(${this.#settledLookup("t", false)})` : this.settled("t"));
    }
    const print = this.autoescape ? "printSoon" : "printPlainSoon";
    return this.awaited(`${print}(S, t, ${isLookup ? "settledLookup" : "ready"})`);
  }

  /** JavaScript for a text as HTML: escaped where autoescape is on. */
  escapedText(text: string): string {
    return this.autoescape ? `escapeHtml(${text})` : text;
  }

  /** Writes HTML: `code` is JavaScript that gives a string. */
  append(code: string): void {
    this.#add(this.isConfined ? `S.meter.wrote(${code})` : code);
  }

  #add(code: string): void {
    // Waiting inside of `out += …` would bring back what was handed over meanwhile.
    if (this.#writesStream) this.line(`p = ${code};`, "out += p;");
    else this.#lines.append(code);
  }

  /** Whether what is written now goes out as the page grows, and not into a variable. */
  get #writesStream(): boolean {
    return this.isStreamed && this.#lines.writesPage;
  }

  /** A place where a long page may give a piece to its reader. */
  pause(): void {
    if (this.#writesStream) this.line(`if (S.output.isFull(out)) { ${handOver}; await S.output.flush(); }`);
  }

  /** Adds lines of JavaScript. */
  line(...lines: string[]): void {
    this.#lines.line(...lines);
  }

  /** Renders nodes in order. */
  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node instanceof TextNode) {
        node.emit(this);
        continue;
      }
      if (++this.#emitted > maxEmittedNodes) {
        throw new TemplateRecursionError(
          `This template becomes larger than ${maxEmittedNodes} tags when its parents and includes are put in.`,
          node.position,
        );
      }
      this.at(node.position);
      node.emit(this);
    }
  }

  /** Notes the place that errors of the following lines belong to. */
  at(position: Position | undefined): void {
    if (position === undefined) return;
    const number = this.places.add(position, this.#via);
    if (this.isConfined) this.line(`at = ${number}; S.meter.step();`);
    else this.#lines.place(number);
  }

  /** What `write` writes, as JavaScript that gives a string instead of adding it to the page. */
  captured(write: () => void): string {
    const name = this.name("captured");
    this.line(`let ${name} = "";`);
    this.#lines.into(name, write);
    return name;
  }

  /**
   * What `write` writes, as an expression: a function that is called at once.
   * @param recover - JavaScript of a function: what it makes of an error is the value then.
   */
  capturedInline(write: () => void, recover: string): string {
    const capture = this.#captureFunction(
      "",
      write,
      (body) => `try {\n${body}\n} catch (error) { return ${recover}(error); }`,
    );
    return this.isAsync ? `(await (${capture})())` : `(${capture})()`;
  }

  /** A function that gives what `write` writes, or a promise of it; `parameter` is JavaScript's name for what it gets. */
  capturedFunction(parameter: string, write: () => void): string {
    return this.#captureFunction(parameter, write, (body) => body);
  }

  #captureFunction(parameter: string, write: () => void, around: (body: string) => string): string {
    const name = this.name("captured");
    // A scope of its own, because variables declared inside the function are not seen outside.
    const body = this.#lines.apart(() => this.#lines.into(name, () => this.scoped(write)));
    // Its own t, u and p: what a function shares with another one inside of it is slow in both.
    return `${this.isAsync ? "async " : ""}(${parameter}) => { let ${name} = "", t, u, p;\n${around(body)}\nreturn ${name}; }`;
  }

  /**
   * Runs `write` as the body of a function, which `around` calls with the state that the body is to be rendered with:
   * for blocks in which the language or the time zone differs.
   * @param value - JavaScript for what `around` gets besides.
   */
  surrounded(around: Surrounding, value: string, write: () => void): void {
    const [wait, kind] = this.isAsync ? ["await ", "async "] : ["", ""];
    this.line(`${wait}${this.constant(around)}(S, ${value}, ${kind}(S) => {`, "let t, u, p;"); // this S hides the one outside
    write();
    this.line("});");
  }

  /** A line that is written later, with {@link fill}. */
  reserve(): number {
    return this.#lines.reserve();
  }

  fill(reserved: number, line: string): void {
    this.#lines.fill(reserved, line);
  }

  // — Names —

  /** A JavaScript name that nothing else has. */
  name(hint = "v"): string {
    if (++this.#names > maxNames) {
      throw new TemplateRecursionError(
        `This template needs more than ${maxNames} variables of its own for its loops and tags. Take it apart.`,
        this.places.at(-1)?.position,
      );
    }
    return `${hint}${this.#names}`;
  }

  /** Something of the compiler's side that the code refers to. */
  constant(value: unknown): string {
    let name = this.#constantNames.get(value);
    if (name === undefined) {
      const index = this.constants.push(value) - 1;
      name = index < maxConstantNames ? `k${index}` : `K[${index}]`;
      this.#constantNames.set(value, name);
    }
    return name;
  }

  /** Runs `write` in a scope of its own: names set inside are gone afterwards. */
  scoped(write: (scope: CompileScope) => void, options?: ScopeOptions): void {
    this.line("{");
    const scope = new CompileScope(this.#scope, this.reserve(), options);
    const loop = this.#loop;
    if (scope.isIsolated) this.#loop = undefined; // the loop around is not seen either
    this.#scope = scope;
    write(scope);
    this.#closeScope(scope);
    this.#scope = scope.outer!;
    this.#loop = loop;
    this.line("}");
  }

  #closeScope(scope: CompileScope): void {
    if (scope.declared.length > 0) this.fill(scope.declarationLine, `let ${scope.declared.join(", ")};`);
  }

  /** Sets a name that holds from here on in the current scope, surely. `js` is the variable that holds it. */
  bind(name: string, js: string, options: Pick<LocalName, "onUse" | "members" | "origin"> = {}): void {
    this.#scope.names.set(name, { js, mayBeUnset: false, ...options });
  }

  /** Lets a name of the current scope mean again what it means outside. */
  unbind(name: string): void {
    this.#scope.names.delete(name);
  }

  /** Makes a name known that is set further down in a loop, and is read in front of that in the next round. */
  foresee(name: string): void {
    const { names } = this.#scope.forNames;
    if (!names.has(name))
      names.set(name, { js: this.#declareIn(this.#scope.forNames, "v"), mayBeUnset: true });
  }

  /** A variable that lives as long as the current scope; JavaScript's name for it. */
  declare(hint: string): string {
    return this.#declareIn(this.#scope, hint);
  }

  #declareIn(scope: CompileScope, hint: string, initial?: string): string {
    const js = this.name(hint);
    scope.declared.push(initial === undefined ? js : `${js} = ${initial}`);
    return js;
  }

  /** The variable in which a node keeps its state while its template is rendered; an included template begins anew. */
  stateInFrame(key: unknown, initial: string): string {
    return this.#stateIn(this.#frame.scope, key, initial);
  }

  /** The same for the innermost loop; `undefined` outside of loops. */
  stateInLoop(key: unknown, initial: string): string | undefined {
    if (this.#loop === undefined) return undefined;
    return this.#stateIn(this.#loop, this.#frame.loopKey(key), initial);
  }

  #stateIn(scope: CompileScope, key: unknown, initial: string): string {
    let js = scope.states.get(key);
    if (js === undefined) {
      js = this.#declareIn(scope, "state", initial);
      scope.states.set(key, js);
    }
    return js;
  }

  /** Sets `name` to a value in the current scope, as `{% tag as name %}` does. */
  assign(name: string, value: string): void {
    this.#assignIn(this.#scope.forNames, name, value);
  }

  /** Sets `name` where it was set before, or else in the current scope. */
  assignUpward(name: string, value: string): void {
    let open = 0;
    for (const scope of this.#scope.visible()) {
      const known = scope.names.get(name);
      if (known === undefined) continue;
      if (!known.mayBeUnset) {
        this.#assignIn(scope, name, value);
        this.line("}".repeat(open));
        return;
      }
      this.line(`if (${known.js} !== undefined) {`, `${known.js} = ${value};`, "} else {");
      open++;
    }
    this.assign(name, value);
    this.line("}".repeat(open));
  }

  #assignIn(scope: CompileScope, name: string, value: string): void {
    const known = scope.names.get(name);
    const isFree = known === undefined || known.members !== undefined;
    const js = isFree ? this.#declareIn(scope, "v") : known.js;
    if (isFree) scope.names.set(name, { js, mayBeUnset: true, hidden: known });
    this.line(`${js} = ${value};`);
  }

  /** Runs `write` as the body of a loop, whose state lives in the current scope. */
  loopBody(write: () => void): void {
    const before = this.#loop;
    this.#loop = this.#scope;
    write();
    this.#loop = before;
  }

  // — Expressions —

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
      code = this.#filterCall(index === 0 ? code : this.settled(code), call);
    }
    return code;
  }

  #filterCall(value: string, { filter, argument }: FilterCall): string {
    const environment = this.autoescape ? "S.escaping" : "S.plain";
    const given = argument === undefined ? "undefined" : this.requiredOperand(argument);
    const apply = this.constant(filter.apply);
    // A text goes to the filter's own function, past what is asked of other values. The argument stands there twice.
    if (filter.applyToText === undefined || argument?.kind === "variable") {
      return `${apply}(${value}, ${given}, ${environment})`;
    }
    const applyToText = this.constant(filter.applyToText);
    return `(typeof (t = ${value}) === "string" ? ${applyToText}(t, ${given}, ${environment}, false) : ${apply}(t, ${given}, ${environment}))`;
  }

  /** A value that is ready: awaited in the asynchronous version, and left for it in the synchronous one. */
  settled(code: string): string {
    return this.isAsync ? `(mustWait(t = ${code}) ? ${this.#wait("t", "ready")} : t)` : `settled(${code})`;
  }

  /** In the asynchronous version: the value, awaited if it must be. */
  awaited(code: string): string {
    return this.isAsync ? `(isThenable(t = ${code}) ? ${this.#wait("t", "awaited")} : t)` : code;
  }

  /** The same for a value that was looked up: some errors mean that there is nothing. */
  #settledLookup(code: string, isIterated: boolean): string {
    if (!this.isAsync) return `settled(${code})`;
    return isIterated
      ? `(isThenable(t = ${code}) ? ${this.#wait("t", "awaitedLookup")} : t)`
      : `(mustWait(t = ${code}) ? ${this.#wait("t", "settledLookup")} : t)`;
  }

  /** JavaScript that waits for what a variable holds; in a streamed page, what is written so far may go out meanwhile. */
  #wait(value: string, ready: string): string {
    return this.isStreamed
      ? `(${handOver}, await S.output.settle(S, ${value}, ${ready}))`
      : `await ${ready}(S, ${value})`;
  }

  #path(path: readonly string[]): string {
    const [first, ...rest] = path as [string, ...string[]];
    if (first === "block" && rest[0] === "super" && this.#block !== undefined) {
      return rest.length === 1 ? this.#superCode(this.#block) : "undefined";
    }
    const local = rest.length > 0 ? this.#local(first) : undefined;
    const known = local?.members?.get(rest[0]!);
    if (known !== undefined) local!.onUse?.(rest[0]!);
    const steps = known === undefined ? rest : rest.slice(1);
    let from = local?.origin ?? local?.js ?? first;
    let code = known ?? this.variable(first);
    if (
      known === undefined &&
      local !== undefined &&
      !local.mayBeUnset &&
      !this.isAsync &&
      !this.isConfined
    ) {
      local.onUse?.();
      code = `${this.#readers.memberOfLocal(steps[0]!, from)}(S, ${local.js})`;
      from += `.${steps.shift()}`;
    }
    for (const name of steps) {
      if (this.isAsync)
        code = `(mustSettle(u = ${code}, ${JSON.stringify(name)}) ? ${this.#wait("u", "settledLookup")} : u)`;
      code = `${this.#readers.member(name, from)}(S, ${code})`;
      from += `.${name}`;
    }
    return code;
  }

  /** Where the value of an expression comes from, for {@link LocalName.origin}; `undefined` where filters make it. */
  originOf({ operand, filters }: Expression): string | undefined {
    if (operand.kind !== "variable" || filters.length > 0) return undefined;
    const [first, ...rest] = operand.path as [string, ...string[]];
    const local = this.#local(first);
    return [local?.origin ?? local?.js ?? first, ...rest].join(".");
  }

  /** The innermost meaning of a name, where the template itself sets it. */
  #local(name: string): LocalName | undefined {
    for (const scope of this.#scope.visible()) {
      const local = scope.names.get(name);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  /** JavaScript for a variable's value, which may still have to be awaited. */
  variable(name: string): string {
    const code: string[] = [];
    for (const scope of this.#scope.visible()) {
      for (const local of meaningsOf(scope.names.get(name))) {
        local.onUse?.();
        const call = `called(S, ${local.js}, undefined)`;
        const value = this.isConfined ? call : `(typeof ${local.js} === "function" ? ${call} : ${local.js})`;
        if (!local.mayBeUnset) return [...code, value].join("");
        code.push(`${local.js} !== undefined ? ${value} : `);
      }
    }
    const root = this.#scope.seesRoot ? this.#rootVariable(name) : (constants.get(name) ?? "undefined");
    return code.length === 0 ? root : `(${code.join("")}${root})`;
  }

  #rootVariable(name: string): string {
    if (this.isStreamed && this.engine.sharedData(name) !== undefined) this.#sharedNames.add(name);
    return constants.get(name) ?? `${this.#readers.variable(name)}(S, scope)`;
  }

  // — Templates within templates —

  /** The variables that the template has set and that are seen here, as a JavaScript object. */
  #localsObject(): string {
    const layers: string[] = [];
    for (const scope of this.#scope.visible()) {
      const entry = (name: string, local: LocalName): string => {
        local.onUse?.();
        return `[${JSON.stringify(name)}]: ${local.js}`;
      };
      const entries = [...scope.names].map(([name, local]) => entry(name, local));
      if (entries.length > 0) layers.unshift(`{ ${entries.join(", ")} }`);
      for (const [name, local] of scope.names) {
        for (const meaning of meaningsOf(local.hidden)) layers.unshift(`{ ${entry(name, meaning)} }`);
      }
    }
    return `localValues(${layers.join(", ")})`;
  }

  /** All variables that are seen here, as the scope of another template. */
  currentScope(): string {
    const outer = this.#scope.seesRoot ? "scope" : "undefined";
    return `{ data: ${this.#localsObject()}, outer: ${outer} }`;
  }

  /** Whether an include of this template may be written into the current one. */
  canInline(template: ParsedTemplate): boolean {
    if (this.isConfined) return false; // how deep includes go is counted when they are rendered
    const depth = this.#frame.depthWithout(template);
    return depth !== undefined && depth <= maxInlineDepth && this.#emitted < maxInlinedNodes;
  }

  /** Writes another template (with its parents), or a partial, in this place. */
  inline(chain: readonly ParsedTemplate[], position: Position | undefined, options?: ScopeOptions): void {
    const frame = this.#frame;
    const via = this.#via;
    const block = this.#block;
    this.#block = undefined;
    if (position !== undefined) {
      const { source, start, end } = position; // a token holds more
      this.#via = { position: { source, start, end }, via };
    }
    this.scoped(() => {
      this.#frame = new Frame(chain, this.#scope, frame);
      this.#chain();
    }, options);
    this.#frame = frame;
    this.#via = via;
    this.#block = block;
  }

  /** Writes the current chain: the root's nodes; of the younger ones only the text in front of {% extends %}. */
  #chain(): void {
    const { templates } = this.#frame;
    for (const template of templates) {
      this.sources.add(template);
      if (template === templates.at(-1)) this.nodes(template.nodes);
      else this.nodes(template.nodes.filter((node) => node instanceof TextNode));
    }
  }

  /** Writes one block of the chain; where the chain goes on with a parent that is not known yet, that is asked for it. */
  #blockAlone(name: string): void {
    const { templates } = this.#frame;
    for (const template of templates) this.sources.add(template);
    const oldest = templates.at(-1)!;
    if (oldest.extends !== undefined) this.nodes([oldest.extends]);
    else this.block(name, oldest.blocks.get(name)?.nodes ?? []);
  }

  /** What is rendered of a parent that is only known at run time: this block, or all of it. */
  get onlyBlock(): string | undefined {
    return this.#onlyBlock;
  }

  /** The templates whose inheritance is being written, the youngest first. */
  get chain(): readonly ParsedTemplate[] {
    return this.#frame.templates;
  }

  /**
   * Writes what another template gives. `call` makes JavaScript that renders it, in the version that is named: a string,
   * or a promise of one.
   */
  appendRendered(call: (version: TemplateVersion) => string): void {
    if (!this.isAsync) this.#add(call("sync"));
    else if (!this.isStreamed) this.#add(`await ${call("async")}`);
    else if (this.#writesStream) this.line(`${handOver};`, `await ${call("stream")};`);
    else this.#add(this.awaited(call("async")));
  }

  /** Writes a block: what the youngest template of the chain puts there. */
  block(name: string, own: readonly Node[]): void {
    const { blocks } = this.#frame;
    const taken = blocks?.take(name);
    const before = this.#block;
    this.#block = name;
    this.scoped(() => {
      this.bind("block", this.constant({ name }), { members: new Map([["name", JSON.stringify(name)]]) });
      this.nodes(taken?.nodes ?? own);
    });
    this.#block = before;
    if (taken !== undefined) blocks?.giveBack(name, taken);
  }

  #isSuper({ operand, filters }: Expression): boolean {
    if (operand.kind !== "variable" || filters.length > 0 || this.#block === undefined) return false;
    const [first, second] = operand.path;
    return operand.path.length === 2 && first === "block" && second === "super";
  }

  /** Writes what the next older template has in the current block; nothing, where that asks for what isn't there. */
  #superInline(): void {
    const { blocks } = this.#frame;
    const name = this.#block!;
    if (blocks === undefined) this.append(this.#superCode(name)); // an error
    if (!blocks?.has(name)) return;
    const { output } = this.#lines;
    const before = this.name("before");
    this.line("{", `const ${before} = ${output};`, "try {");
    this.block(name, []);
    this.line(`} catch (error) { nothingIfMissing(error); ${output} = ${before}; }`, "}");
  }

  /** What the next older template has in the current block. */
  #superCode(name: string): string {
    const { blocks } = this.#frame;
    if (blocks === undefined) return `noSuper(${JSON.stringify(name)})`;
    if (!blocks.has(name)) return this.constant(new SafeString(""));
    return `asSafe(${this.capturedInline(() => this.block(name, []), "nothingIfMissing")})`;
  }
}

/** Calls `body` with a state of its own, and gives what it gives: a promise in the asynchronous version. */
export type Surrounding = (
  state: RenderState,
  value: unknown,
  body: (state: RenderState) => unknown,
) => unknown;

/** Gives what is written so far to the reader of a streamed page, who takes it when it is worth a piece. */
const handOver = 'S.output.hold(out), out = ""';

/** The bottom of every context. */
const constants: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);
