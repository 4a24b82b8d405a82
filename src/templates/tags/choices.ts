import { didYouMean } from "../../core/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { Parser } from "../parser/parser.ts";
import type { Position } from "../source.ts";
import { keptText } from "./kept-text.ts";
import { SilentNode } from "./nothing.ts";

/** `{% firstof a b "none" as name %}` */
class FirstOfNode implements Node {
  declare position?: Position;
  readonly values: readonly Expression[];
  readonly name: string | undefined;

  constructor(values: readonly Expression[], name: string | undefined) {
    this.values = values;
    this.name = name;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const result = code.declare("first");
    const block = code.name("values");
    code.line(`${result} = "";`, `${block}: {`);
    for (const value of this.values) {
      const js = code.name("value");
      code.line(`var ${js} = ${code.expression(value, { ignoreFailures: true })};`);
      const text = code.printed(js);
      const kept =
        this.name === undefined ? text : `${code.constant(keptText)}(${text}, ${code.autoescape}, ${js})`;
      code.line(`if (isTruthy(${js})) {`, `${result} = ${kept};`, `break ${block};`, "}");
    }
    code.line("}");
    if (this.name === undefined) code.append(result);
    else code.assign(this.name, result);
  }

  twin(twin: TwinWriter): void {
    twin.use(...this.values);
    if (this.name !== undefined) twin.assign(this.name, "q.text");
  }
}

export const firstof: TagParser = (parser, token) => {
  const words = parser.words(token).slice(1);
  const name = words.length >= 2 && words.at(-2) === "as" ? words.at(-1) : undefined;
  const values = name === undefined ? words : words.slice(0, -2);
  if (words.length === 0) throw parser.error(token, "{% firstof %} needs at least one value.");
  return new FirstOfNode(
    values.map((word) => parser.expression(word, token)),
    name,
  );
};

/** `{% cycle "odd" "even" as row silent %}` */
class CycleNode implements Node {
  declare position?: Position;
  readonly values: readonly Expression[];
  readonly name: string | undefined;
  readonly isSilent: boolean;

  constructor(values: readonly Expression[], name: string | undefined, isSilent: boolean) {
    this.values = values;
    this.name = name;
    this.isSilent = isSilent;
  }

  get sets(): readonly string[] {
    return namesSet(this.name);
  }

  emit(code: CodeWriter): void {
    const state = this.state(code);
    const value = code.declare("cycled");
    code.line(`switch (${state}++ % ${this.values.length}) {`);
    for (const [index, expression] of this.values.entries()) {
      code.line(`case ${index}: ${value} = ${code.expression(expression)}; break;`);
    }
    code.line("}");
    if (this.name !== undefined) code.assignUpward(this.name, value);
    if (!this.isSilent) code.print(value);
  }

  twin(twin: TwinWriter): void {
    const values = this.values.map((value) => twin.expression(value));
    const value = twin.constant("cycled", `q.oneOf(${values.join(", ")})`);
    if (this.name !== undefined) twin.assignUpward(this.name, value);
  }

  /** The variable that counts. */
  state(code: CodeWriter): string {
    return code.stateInFrame(this, "0");
  }
}

/** The cycles of a template, while it is parsed. */
interface Cycles {
  readonly named: Map<string, CycleNode>;
  last: CycleNode | undefined;
}

function cyclesOf(parser: Parser): Cycles {
  const known = parser.notes.get(CycleNode) as Cycles | undefined; // only these two tags set the note
  if (known !== undefined) return known;
  const cycles: Cycles = { named: new Map(), last: undefined };
  parser.notes.set(CycleNode, cycles);
  return cycles;
}

export const cycle: TagParser = (parser, token) => {
  const words = parser.words(token).slice(1);
  const cycles = cyclesOf(parser);
  if (words.length === 0) throw parser.error(token, `{% cycle %} needs values: {% cycle "odd" "even" %}.`);
  if (words.length === 1) {
    const known = cycles.named.get(words[0]!);
    if (known !== undefined) return known;
    throw parser.error(
      token,
      `There is no cycle "${words[0]}" further up.${didYouMean(words[0]!, cycles.named.keys())} Name one: {% cycle "odd" "even" as ${words[0]} %}.`,
    );
  }
  if (words.length > 3 && words.at(-3) === "as" && words.at(-1) !== "silent") {
    throw parser.error(
      token,
      `Behind its name {% cycle %} takes only "silent", and "${words.at(-1)}" was given.`,
    );
  }
  const isSilent = words.length > 3 && words.at(-3) === "as";
  if (isSilent) words.pop();
  const isNamed = isSilent || (words.length > 3 && words.at(-2) === "as");
  const name = isNamed ? words.splice(-2)[1] : undefined;
  const values = words.map((word) => parser.expression(word, token));
  const node = new CycleNode(values, name, isSilent);
  if (name !== undefined) cycles.named.set(name, node);
  cycles.last = node;
  return node;
};

/** `{% resetcycle row %}` */
class ResetCycleNode extends SilentNode {
  readonly cycle: CycleNode;

  constructor(cycle: CycleNode) {
    super();
    this.cycle = cycle;
  }

  override emit(code?: CodeWriter): void {
    if (code !== undefined) code.line(`${this.cycle.state(code)} = 0;`);
  }
}

export const resetcycle: TagParser = (parser, token) => {
  const [, name, ...rest] = parser.words(token);
  if (rest.length > 0) throw parser.error(token, "{% resetcycle %} takes at most one name.");
  const { named, last } = cyclesOf(parser);
  const found = name === undefined ? last : named.get(name);
  if (found !== undefined) return new ResetCycleNode(found);
  throw parser.error(
    token,
    name === undefined
      ? "There is no cycle further up that could begin anew."
      : `There is no cycle "${name}" further up.${didYouMean(name, named.keys())}`,
  );
};

/** `{% ifchanged day.date %}…{% else %}…{% endifchanged %}` */
class IfChangedNode implements Node {
  declare position?: Position;
  readonly values: readonly Expression[];
  readonly changed: readonly Node[];
  readonly same: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(values: readonly Expression[], changed: readonly Node[], same: readonly Node[]) {
    this.values = values;
    this.changed = changed;
    this.same = same;
    this.children = [changed, same];
  }

  emit(code: CodeWriter): void {
    const state = code.stateInLoop(this, "undefined") ?? this.#stateOutsideOfLoops(code);
    const value = code.name("seen");
    if (this.values.length > 0) {
      const list = this.values.map((expression) => code.expression(expression, { ignoreFailures: true }));
      code.line(`var ${value} = [${list.join(", ")}];`);
      code.line(`if (${state} === undefined || !equals(${value}, ${state})) {`, `${state} = ${value};`);
      code.nodes(this.changed);
    } else {
      this.#emitContent(code, value, state);
    }
    code.line("} else {");
    code.nodes(this.same);
    code.line("}");
  }

  twin(twin: TwinWriter): void {
    twin.use(...this.values);
    twin.perhaps(
      () => twin.nodes(this.changed),
      () => twin.nodes(this.same),
    );
  }

  /**
   * Compares what stands between the tags. Where that is new and empty it is rendered once more, as in Django: a cycle in it
   * goes on then.
   */
  #emitContent(code: CodeWriter, content: string, state: string): void {
    const [round, isNew] = [code.name("round"), code.name("isNew")];
    code.line(`var ${content}, ${isNew} = false;`, `for (var ${round} = 0; ${round} < 2; ${round}++) {`);
    code.line(`${content} = ${code.captured(() => code.nodes(this.changed))};`);
    code.line(`if (${round} === 0 && (${isNew} = ${content} !== ${state})) ${state} = ${content};`);
    code.line(`if (!${isNew} || ${content} !== "") break;`, "}", `if (${isNew}) {`);
    code.append(content);
  }

  /** In a template that is included from a loop, the loop's object holds the state. */
  #stateOutsideOfLoops(code: CodeWriter): string {
    const holder = code.name("holder");
    code.line(
      `var ${holder} = stateHolder(${code.variable("forloop")}, ${code.stateInFrame(this, "{ value: undefined }")}, ${code.constant(this)});`,
    );
    return `${holder}.value`;
  }
}

export const ifchanged: TagParser = (parser, token) => {
  const values = parser
    .words(token)
    .slice(1)
    .map((word) => parser.expression(word, token));
  const { nodes: changed, end } = parser.parseBody("else", "endifchanged");
  const same = end.contents === "else" ? parser.parseBody("endifchanged").nodes : [];
  return new IfChangedNode(values, changed, same);
};
