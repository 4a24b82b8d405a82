import type { CodeWriter } from "./compiler/code-writer.ts";
import type { TagParser } from "./library.ts";
import type { Node } from "./node.ts";
import type { Expression } from "./parser/expression.ts";
import type { Token } from "./parser/lexer.ts";
import type { Parser } from "./parser/parser.ts";
import { variable } from "./runtime/lookup.ts";
import type { RenderState } from "./runtime/render-state.ts";
import type { Scope } from "./runtime/scope.ts";
import { SafeString } from "./safe-string.ts";
import type { Position } from "./source.ts";

/** One use of a tag, while a page is rendered. */
export interface TagCall {
  /** What stands behind the tag's name: `{% tag 1 book.title %}`. */
  readonly args: readonly unknown[];
  /** What stands there as `name=value`. */
  readonly named: Readonly<Record<string, unknown>>;
  /** A variable of the template. */
  get(name: string): unknown;
  /** Whether values are escaped at this place. */
  readonly autoescape: boolean;
}

/** One use of a block tag: `content` is what stands between its two ends, as HTML. */
export interface BlockTagCall extends TagCall {
  readonly content: SafeString;
}

interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
  /** Behind `as`. */
  readonly name: string | undefined;
}

/**
 * A tag that prints what its function returns, or keeps it: `{% total basket as sum %}`. Texts are escaped, unless they
 * are marked by `safe()`. The function may return a promise.
 *
 * @example
 * defineLibrary({ name: "shop", tags: { total: simpleTag(({ args: [basket] }) => sumOf(basket)) } });
 */
export function simpleTag(render: (call: TagCall) => unknown): TagParser {
  return (parser, token) => new CallNode(render, parseArguments(parser, token));
}

/**
 * A tag that renders a template with what its function returns as the only variables.
 *
 * @example
 * tags: { basket: inclusionTag("shop/basket.html", ({ get }) => ({ items: itemsOf(get("user")) })) }
 */
export function inclusionTag(template: string, context: (call: TagCall) => unknown): TagParser {
  return (parser, token) => new InclusionNode(template, context, parseArguments(parser, token));
}

/**
 * A tag with an end: its function gets what stands in between. `{% note %}…{% endnote %}`
 *
 * @example
 * tags: { note: blockTag("note", ({ content }) => html`<aside>${content}</aside>`) }
 */
export function blockTag(name: string, render: (call: BlockTagCall) => unknown): TagParser {
  return (parser, token) => {
    const given = parseArguments(parser, token);
    const { nodes } = parser.parseBody(`end${name}`);
    return new CallNode(render as (call: TagCall) => unknown, given, nodes);
  };
}

function parseArguments(parser: Parser, token: Token): Arguments {
  const words = parser.words(token).slice(1);
  const name = words.length >= 2 && words.at(-2) === "as" ? words.at(-1) : undefined;
  const positional: Expression[] = [];
  const named = new Map<string, Expression>();
  for (const word of name === undefined ? words : words.slice(0, -2)) {
    const [, key, value] = /^(?:([\p{L}\p{N}_]+)=)?(.+)$/su.exec(word)!;
    const expression = parser.expression(value!, token);
    if (key !== undefined) named.set(key, expression);
    else if (named.size === 0) positional.push(expression);
    else throw parser.error(token, `"${word}" stands behind a value with a name. Put it in front.`);
  }
  return { positional, named, name };
}

/** JavaScript that makes the {@link TagCall}. */
function callCode(code: CodeWriter, given: Arguments, content = "undefined"): string {
  const args = given.positional.map((value) => valueCode(code, value)).join(", ");
  const named = [...given.named].map(
    ([name, value]) => `[${JSON.stringify(name)}]: ${valueCode(code, value)}`,
  );
  const make = code.constant(makeCall);
  return `${make}(S, ${code.currentScope()}, ${code.autoescape}, [${args}], { ${named.join(", ")} }, ${content})`;
}

function makeCall(
  state: RenderState,
  scope: Scope,
  autoescape: boolean,
  args: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
  content: SafeString | undefined,
): TagCall & { content: SafeString | undefined } {
  return { args, named, autoescape, content, get: (name) => variable(state, scope, name) };
}

/** Literals of the template arrive as plain texts; HTML from variables stays what it is. */
function valueCode(code: CodeWriter, expression: Expression): string {
  const { operand, filters } = expression;
  const isText = operand.kind === "literal" && operand.value instanceof SafeString && filters.length === 0;
  return isText ? JSON.stringify(String(operand.value)) : code.expression(expression);
}

class CallNode implements Node {
  declare position?: Position;
  readonly render: (call: TagCall) => unknown;
  readonly given: Arguments;
  readonly nodes: readonly Node[] | undefined;
  readonly children: readonly (readonly Node[])[];

  constructor(render: (call: TagCall) => unknown, given: Arguments, nodes?: readonly Node[]) {
    this.render = render;
    this.given = given;
    this.nodes = nodes;
    this.children = nodes === undefined ? [] : [nodes];
  }

  emit(code: CodeWriter): void {
    const { nodes } = this;
    const content = nodes && `new SafeString(${code.captured(() => code.scoped(() => code.nodes(nodes)))})`;
    const value = code.settled(`${code.constant(this.render)}(${callCode(code, this.given, content)})`);
    if (this.given.name === undefined) code.print(`orEmpty(${value})`);
    else code.assign(this.given.name, value);
  }
}

class InclusionNode implements Node {
  declare position?: Position;
  readonly template: string;
  readonly context: (call: TagCall) => unknown;
  readonly given: Arguments;

  constructor(template: string, context: (call: TagCall) => unknown, given: Arguments) {
    this.template = template;
    this.context = context;
    this.given = given;
  }

  emit(code: CodeWriter): void {
    const data = code.settled(`${code.constant(this.context)}(${callCode(code, this.given)})`);
    const options = code.constant({ autoescape: code.autoescape, from: this.template });
    const scope = `{ data: ${data}, outer: undefined }`;
    code.append(code.waiting(`include(S, ${JSON.stringify(this.template)}, ${scope}, ${options})`));
  }
}
