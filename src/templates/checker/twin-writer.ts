import { didYouMean } from "../../core/index.ts";
import type { Engine } from "../engine.ts";
import { TemplateError } from "../errors.ts";
import { type Node, TextNode } from "../node.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { Expression, FilterCall, Operand } from "../parser/expression.ts";
import { FloatNumber } from "../runtime/float-number.ts";
import { isForbiddenName } from "../runtime/intrinsics.ts";
import { SafeString } from "../safe-string.ts";
import { describePosition, type Position } from "../source.ts";
import type { Template } from "../template.ts";
import { blocksThatOverrideNothing } from "./block-check.ts";
import type { Finding } from "./diagnostic.ts";
import { findingOf } from "./error-finding.ts";
import { MarkedText, type Span, textLiteral } from "./marked-text.ts";
import { type Part, Places } from "./places.ts";
import { TwinFrame } from "./twin-frame.ts";
import type { TwinNote } from "./twin-note.ts";
import { TwinScope, type TwinScopeOptions } from "./twin-scope.ts";
import type { TwinVocabulary } from "./twin-vocabulary.ts";

/*
 * Writes the TypeScript twin of one template: code that does with types what the template does with values.
 *
 *   {% for book in books %}      { const items1 = q.items($.books);
 *                                if (q.maybe()) { const book2 = q.item(items1);
 *   {{ book.title|upper }}       q.print(filters.upper(q.given(book2?.title)));
 *   {% endfor %}                 } }
 *
 * `$` are the page's variables, as templates see them (twin/view.ts); `q` has a function for each thing that a template
 * does (twin/tags.ts), `filters` one for each filter. As when it is compiled, a template is written together with its
 * parents and includes, so that each of them is checked with the variables that it gets there.
 *
 * Nobody runs a twin. What the compiler says about it is led back to the template by the marks in it.
 */

// Beyond, parts of a page are left unchecked; no page comes near.
const maxNodes = 20_000;
const maxDepth = 12;
// A template that includes itself is written twice: the second time with the variables that it gives itself.
const maxRepetitions = 2;

/** A twin, and which part of it stands for what. */
export interface Twin {
  readonly code: string;
  readonly spans: readonly Span<TwinNote>[];
}

export interface TwinWriterOptions {
  readonly engine: Engine;
  readonly vocabulary: TwinVocabulary;
  /** Told of mistakes that need no compiler. */
  readonly report: (position: Position, finding: Finding) => void;
}

export class TwinWriter {
  readonly engine: Engine;
  readonly vocabulary: TwinVocabulary;
  /** Tells of a mistake that needs no compiler. */
  readonly report: (position: Position, finding: Finding) => void;
  readonly #marks = new MarkedText<TwinNote>();
  readonly #lines: string[] = [];
  #names = 0;
  #nodes = 0;
  #scope: TwinScope;
  #frame: TwinFrame;
  #places: Places | undefined;
  /** The name of the block that is being written. */
  #block: string | undefined;

  constructor(options: TwinWriterOptions, chain: readonly ParsedTemplate[]) {
    this.engine = options.engine;
    this.vocabulary = options.vocabulary;
    this.report = options.report;
    this.#scope = new TwinScope(undefined, this.#reserve(), { root: "$" });
    this.#frame = new TwinFrame(chain, undefined);
  }

  /** Writes the whole template behind `head`, which declares `$`. */
  finish(head: string): Twin {
    this.#chain();
    this.#closeScope();
    return this.#marks.resolve([head, ...this.#lines, ""].join("\n"));
  }

  // — Statements —

  /** Adds lines of TypeScript. */
  line(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  /** Writes nodes in order. */
  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node instanceof TextNode || ++this.#nodes > maxNodes) continue;
      this.at(node.position, () => (node.twin === undefined ? this.#foreignNode(node) : node.twin(this)));
    }
  }

  /** Runs `write` for a tag that stands elsewhere, such as `{% elif %}`. */
  at(position: Position | undefined, write: () => void): void {
    const before = this.#places;
    if (position !== undefined) this.#places = new Places(position);
    write();
    this.#places = before;
  }

  /** A tag that doesn't say what it does: what stands inside is checked, what it sets is unknown. */
  #foreignNode(node: Node): void {
    for (const children of node.children ?? []) this.nodes(children);
    const named = /\sas\s+([\p{L}\p{N}_]+)\s*%\}$/u.exec(this.#tagText())?.[1];
    for (const name of node.sets ?? (named === undefined ? [] : [named])) this.assign(name, "q.nothing");
  }

  #tagText(): string {
    const { source, start, end } = this.place();
    return source.text.slice(start, end);
  }

  /** Values are read, whatever their types. */
  use(...values: Expression[]): void {
    if (values.length > 0) this.line(`q.use(${values.map((value) => this.expression(value)).join(", ")});`);
  }

  /** A value is printed. */
  print(value: Expression): void {
    const note = this.#noteOf(value, "printed");
    this.line(`q.print(${this.mark(this.expression(value), note)});`);
  }

  /** What stands in `write` happens or doesn't, as far as the compiler knows. */
  perhaps(write: () => void, otherwise?: () => void): void {
    this.line("if (q.maybe()) {");
    write();
    if (otherwise !== undefined) {
      this.line("} else {");
      otherwise();
    }
    this.line("}");
  }

  // — Names —

  /** A name of the twin that nothing else has. */
  name(hint: string): string {
    return `${/^[a-zA-Z]\w*$/.test(hint) ? hint : "v"}${++this.#names}`;
  }

  /** A constant with a value. */
  constant(hint: string, value: string): string {
    const name = this.name(hint);
    this.line(`const ${name} = ${value};`);
    return name;
  }

  /** Runs `write` in a scope of its own. */
  scoped(write: () => void, options: TwinScopeOptions = {}): void {
    this.line("{");
    this.#scope = new TwinScope(this.#scope, this.#reserve(), options);
    write();
    this.#closeScope();
    this.#scope = this.#scope.outer!;
    this.line("}");
  }

  /** A name that holds from here on in the current scope. */
  bind(name: string, ts: string): void {
    this.#scope.names.set(name, { ts, mayBeUnset: false });
  }

  /** Sets a name in the current scope, where it may not be reached: `{% tag as name %}`. */
  assign(name: string, value: string): void {
    this.#assignIn(this.#scope, name, value);
  }

  /** Sets a name where it was set before, or else in the current scope. */
  assignUpward(name: string, value: string): void {
    const known = [...this.#scope.visible()].find((scope) => scope.names.has(name));
    this.#assignIn(known ?? this.#scope, name, value);
  }

  #assignIn(scope: TwinScope, name: string, value: string): void {
    const known = scope.names.get(name);
    if (known?.mayBeUnset) {
      this.line(`${known.ts} = ${value};`);
      return;
    }
    const ts = this.name(name);
    scope.declared.push(ts);
    scope.names.set(name, { ts, mayBeUnset: true });
    this.line(`${ts} = ${value};`);
  }

  /** The constant or variable that a name of the template stands for; `undefined` where the template hasn't set it. */
  local(name: string): string | undefined {
    for (const scope of this.#scope.visible()) {
      const found = scope.names.get(name);
      if (found !== undefined) return found.ts;
    }
    return undefined;
  }

  #reserve(): number {
    return this.#lines.push("") - 1;
  }

  /** The types of these variables are what is assigned to them, as far as the compiler can follow. */
  #closeScope(): void {
    const { declared, declarationLine } = this.#scope;
    if (declared.length > 0) this.#lines[declarationLine] = `let ${declared.join(", ")};`;
  }

  // — Places and marks —

  /** Where the current tag stands. */
  place(): Position {
    return this.#places!.whole; // inside of a node
  }

  /** Where a word of the current tag stands. */
  placeOf(text: string): Position {
    return this.#places!.take(text).position;
  }

  /** Where an expression of the current tag stands, if it is the next to be written. */
  part(value: Expression): Part {
    return this.#places!.find(value.text);
  }

  /** What the current tag, one of the app's libraries, gives. */
  result(): string {
    return this.vocabulary.tag(/^\{%\s*(\S+)/.exec(this.#tagText())?.[1] ?? "");
  }

  /** Code for an expression whose first name doesn't stand in the tag: `{% filter upper %}` filters `var|upper`. */
  continued(name: string, expression: Expression): string {
    const written = expression.text.slice(name.length + 1);
    return this.#expression(expression, this.#places!.take(written).startingBefore(name.length + 1));
  }

  /** Code that can be led back to the template. */
  mark(code: string, note: TwinNote): string {
    return this.#marks.mark(code, note);
  }

  #noteOf(value: Expression, kind: TwinNote["kind"]): TwinNote {
    return { kind, position: this.part(value).position, text: value.text, of: "" };
  }

  /** Code for a value that a tag asks something of, such as being a list. */
  checked(value: Expression, kind: TwinNote["kind"], check: (code: string) => string): string {
    const note = this.#noteOf(value, kind);
    return check(this.mark(this.expression(value), note));
  }

  // — Expressions —

  /** TypeScript for an expression. */
  expression(expression: Expression): string {
    return this.#expression(expression, this.#places!.take(expression.text));
  }

  #expression({ text, operand, filters }: Expression, part: Part): string {
    let code = this.#operand(operand, part.from(0, operand.text.length));
    let end = operand.text.length;
    for (const call of filters) {
      const start = text.indexOf(call.name, end);
      const subject = text.slice(0, end);
      end = start + call.name.length;
      const argument = call.argument === undefined ? undefined : text.indexOf(call.argument.text, end);
      code = this.#filtered(code, call, {
        subject,
        value: part.from(0, subject.length),
        name: part.from(start, call.name.length),
        argument: argument === undefined ? undefined : part.from(argument, call.argument!.text.length),
      });
      if (argument !== undefined) end = argument + call.argument!.text.length;
    }
    return code;
  }

  #operand(operand: Operand, part: Part): string {
    if (operand.kind === "variable") return this.#path(operand.path, part);
    if (operand.kind === "translated") return "q.text";
    const { value } = operand;
    if (value instanceof SafeString) return textLiteral(value.text);
    if (value instanceof FloatNumber) return String(Number(value));
    return typeof value === "bigint" ? `${value}n` : String(value);
  }

  #filtered(
    value: string,
    call: FilterCall,
    at: { subject: string; value: Part; name: Part; argument: Part | undefined },
  ): string {
    const callee = this.vocabulary.filter(call);
    const given = callee.isBuiltIn ? "q.given" : "q.plain";
    const values = [
      this.mark(`${given}(${value})`, {
        kind: "filtered",
        position: at.value.position,
        text: at.subject,
        of: call.name,
      }),
    ];
    if (call.argument !== undefined) {
      const { text } = call.argument;
      const code = this.#operand(call.argument, at.argument!);
      const { position } = at.argument!;
      values.push(this.mark(`${given}(${code})`, { kind: "argument", position, text, of: call.name }));
    }
    const note: TwinNote = {
      kind: "filter",
      position: at.name.position,
      text: call.name,
      of: call.name,
    };
    const result = `${this.mark(callee.code, note)}(${values.join(", ")})`;
    return callee.isBuiltIn ? result : `q.seen(${result})`;
  }

  #path(path: readonly string[], part: Part): string {
    const [first, ...rest] = path as [string, ...string[]];
    if (first === "block" && rest[0] === "super" && this.#block !== undefined) {
      this.#superBlock(this.#block, part.position);
      return rest.length === 1 ? "q.text" : "undefined";
    }
    let code = this.#variable(first, part.from(0, first.length));
    let end = first.length;
    for (const name of rest) {
      const subject = path.join(".").slice(0, end);
      const step = part.from(end + 1, name.length);
      end += name.length + 1;
      if (isForbiddenName(name)) {
        this.report(step.position, {
          code: "templates.forbidden-member",
          message: `Templates can't look up "${name}" in anything.`,
        });
        return reported;
      }
      code = this.#member(code, name, { subject, whole: part.from(0, end), step });
    }
    return code;
  }

  #member(code: string, name: string, at: { subject: string; whole: Part; step: Part }): string {
    const note: TwinNote = { kind: "member", position: at.step.position, text: name, of: at.subject };
    const of = dictionaryNames.has(name) ? `q.dictionary(${code})` : code;
    const access = isIdentifier(name)
      ? `?.${this.mark(name, note)}`
      : `?.[${this.mark(/^(0|[1-9]\d{0,8})$/.test(name) ? name : textLiteral(name), note)}]`;
    return this.mark(`${of}${access}`, { ...note, kind: "path" });
  }

  #variable(name: string, part: Part): string {
    const code: string[] = [];
    for (const scope of this.#scope.visible()) {
      const local = scope.names.get(name);
      if (local === undefined) continue;
      code.push(local.ts);
      if (!local.mayBeUnset) return code.length === 1 ? local.ts : `(${code.join(" ?? ")})`;
    }
    const { root, isolatedBy } = this.#scope;
    const { position } = part;
    if (code.length > 0) {
      if (root !== undefined) code.push(`q.optional(${root}, ${textLiteral(name)})`);
      return `(${code.join(" ?? ")})`;
    }
    const constant = constants.get(name);
    if (constant !== undefined) return constant;
    const locals = this.#scope.allNames();
    if (root === undefined) {
      this.report(position, {
        code: "templates.unknown-variable",
        message: `There is no variable "${name}" here: ${describePosition(isolatedBy!)} includes the template with "only".${didYouMean(name, locals)}`, // without a root it is isolated
      });
      return reported;
    }
    const note: TwinNote = { kind: "variable", position, text: name, of: "", locals };
    const access = isIdentifier(name)
      ? `.${this.mark(name, note)}`
      : `[${this.mark(textLiteral(name), note)}]`;
    return this.mark(`${root}${access}`, { ...note, kind: "path" });
  }

  // — Templates within templates —

  /** Writes the current chain: the nodes of its root, in whose blocks those of the younger ones stand. */
  #chain(): void {
    const { templates } = this.#frame;
    const root = templates.at(-1)!;
    for (const { block, message } of blocksThatOverrideNothing(templates)) {
      const report = () =>
        this.report(this.placeOf(block.name), { code: "templates.unknown-block", message });
      this.at(block.position, report);
    }
    this.nodes(root.nodes);
  }

  /** Writes a block: what the youngest template of the chain puts there. */
  block(name: string, own: readonly Node[]): void {
    const { blocks } = this.#frame;
    const taken = blocks?.take(name);
    const before = this.#block;
    this.#block = name;
    this.scoped(() => {
      this.bind("block", this.constant("block", "q.block"));
      this.nodes(taken?.nodes ?? own);
    });
    this.#block = before;
    if (taken !== undefined) blocks?.giveBack(name, taken);
  }

  #superBlock(name: string, position: Position): void {
    const { blocks } = this.#frame;
    if (blocks === undefined) {
      this.report(position, {
        code: "templates.unknown-block",
        message: `{{ block.super }} stands in the block "${name}" of a template that extends nothing, so there is no parent's block.`,
      });
      return;
    }
    if (blocks.has(name)) this.block(name, []);
  }

  /** Writes another template (with its parents) in this place. `position` is where it is named. */
  include(target: string | readonly string[] | Template, position: Position): void {
    const chain = this.#findChain(target, position);
    if (chain !== undefined) this.#inline(chain);
  }

  #inline(chain: readonly ParsedTemplate[]): void {
    const { depth, same } = this.#frame.count(chain[0]!);
    if (depth > maxDepth || same >= maxRepetitions) return;
    const frame = this.#frame;
    const block = this.#block;
    this.#block = undefined;
    this.#frame = new TwinFrame(chain, frame);
    this.#chain();
    this.#frame = frame;
    this.#block = block;
  }

  /** A template with its parents; `undefined` where it has a mistake, which is reported then. */
  #findChain(
    target: string | readonly string[] | Template,
    position: Position,
  ): readonly ParsedTemplate[] | undefined {
    try {
      return this.engine.chain([this.engine.included(target, "").parsed]);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.report(error.position ?? position, findingOf(error));
      return undefined;
    }
  }
}

// Stands for what was reported already. It is declared nowhere: of such names the compiler complains once, which
// compiler-finding.ts passes over, and lets everything be done with them.
const reported = "$reported";

/** The bottom of every context. */
const constants: ReadonlyMap<string, string> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);

const dictionaryNames: ReadonlySet<string> = new Set(["items", "keys", "values"]);

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name);
}
