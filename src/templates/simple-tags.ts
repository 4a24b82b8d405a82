import type { TwinWriter } from "./checker/twin-writer.ts";
import type { CodeWriter } from "./compiler/code-writer.ts";
import { TemplateValueError } from "./errors.ts";
import type { TagParser } from "./library.ts";
import { type Node, namesSet } from "./node.ts";
import type { Expression } from "./parser/expression.ts";
import { describedValue } from "./runtime/described-value.ts";
import { variable } from "./runtime/lookup.ts";
import type { RenderState } from "./runtime/render-state.ts";
import type { Scope } from "./runtime/scope.ts";
import { SafeString } from "./safe-string.ts";
import type { Position } from "./source.ts";
import { parseTagArguments, type TagArguments, type TagSignature } from "./tag-arguments.ts";
import type { Template } from "./template.ts";

/** One use of a tag, while a page is rendered. */
export interface TagCall {
  /** What stands behind the tag's name without a name of its own: `{% tag 1 book.title %}`. */
  readonly args: readonly unknown[];
  /** What stands there as `name=value`. */
  readonly named: Readonly<Record<string, unknown>>;
  /** Both, by the names of the signature. What was left out isn't there. */
  readonly values: Readonly<Record<string, unknown>>;
  /** A variable of the template. */
  get(name: string): unknown;
  /** Whether values are escaped at this place. */
  readonly autoescape: boolean;
}

/** One use of a block tag: `content` is what stands between its two ends, as HTML. */
export interface BlockTagCall extends TagCall {
  readonly content: SafeString;
}

/** A tag that is known to give something: what it keeps under a name, or the variables of the template that it renders. */
export interface TypedTag<Given> extends TagParser {
  /** Never there: carries the type. */
  readonly "~gives"?: Given;
}

/** How a block tag is written. */
export interface BlockTagOptions extends TagSignature {
  /** The tag that ends it: `"end"` and its name by default. */
  readonly end?: string;
}

/**
 * A tag that prints what its function returns, or keeps it: `{% total basket as sum %}`. Texts are escaped, unless they
 * are marked by `safe()`. The function may return a promise.
 *
 * @param signature - What the tag takes: everything by default.
 *
 * @example
 * const total = simpleTag(({ values: { basket } }) => sumOf(basket), { parameters: ["basket"] });
 * defineLibrary({ name: "shop", tags: { total } });
 */
export function simpleTag<Given>(
  render: (call: TagCall) => Given,
  signature?: TagSignature,
): TypedTag<Given> {
  return (parser, token) => new CallNode(render, parseTagArguments(parser, token, signature));
}

/**
 * A tag that renders a template with what its function returns as the only variables.
 *
 * @param template - The name of a template, names of which the first that exists counts, or a template.
 *
 * @example
 * tags: { basket: inclusionTag("shop/basket.html", ({ get }) => ({ items: itemsOf(get("user")) })) }
 */
export function inclusionTag<Context>(
  template: string | readonly string[] | Template,
  context: (call: TagCall) => Context,
  signature?: TagSignature,
): TypedTag<Context> {
  return (parser, token) => {
    const given = parseTagArguments(parser, token, signature, { takesTarget: false });
    return new InclusionNode(template, context, given);
  };
}

/**
 * A tag with an end: its function gets what stands in between. `{% note %}…{% endnote %}`
 *
 * @example
 * tags: { note: blockTag("note", ({ content }) => html`<aside>${content}</aside>`) }
 */
export function blockTag<Given>(
  name: string,
  render: (call: BlockTagCall) => Given,
  options: BlockTagOptions = {},
): TypedTag<Given> {
  const { end = `end${name}`, ...signature } = options;
  const isFree = Object.keys(signature).length === 0;
  return (parser, token) => {
    const given = parseTagArguments(parser, token, isFree ? undefined : signature);
    const { nodes } = parser.parseBody(end);
    return new CallNode(render as (call: TagCall) => unknown, given, nodes);
  };
}

/** JavaScript that makes the {@link TagCall}. */
export function callCode(code: CodeWriter, given: TagArguments, content = "undefined"): string {
  const args = given.positional.map((value) => valueCode(code, value)).join(", ");
  const named = [...given.named].map(
    ([name, value]) => `[${JSON.stringify(name)}]: ${valueCode(code, value)}`,
  );
  const place = code.constant({ autoescape: code.autoescape, parameters: given.parameters });
  return `${code.constant(makeCall)}(S, ${code.currentScope()}, ${place}, [${args}], { ${named.join(", ")} }, ${content})`;
}

function makeCall(
  state: RenderState,
  scope: Scope,
  { autoescape, parameters }: { readonly autoescape: boolean; readonly parameters: readonly string[] },
  args: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
  content: SafeString | undefined,
): TagCall & { readonly content: SafeString | undefined } {
  const values: Record<string, unknown> = { ...named };
  for (const [index, value] of args.entries()) {
    const name = parameters[index];
    if (name !== undefined) values[name] = value;
  }
  return { args, named, values, autoescape, content, get: (name) => variable(state, scope, name) };
}

/** Literals of the template arrive as plain texts; HTML from variables stays what it is. */
function valueCode(code: CodeWriter, expression: Expression): string {
  const { operand, filters } = expression;
  const isText = operand.kind === "literal" && operand.value instanceof SafeString && filters.length === 0;
  return isText ? JSON.stringify(String(operand.value)) : code.expression(expression);
}

/** Reads all arguments of a tag in the template's twin. */
export function useArguments(twin: TwinWriter, { positional, named }: TagArguments): void {
  twin.use(...positional, ...named.values());
}

class CallNode implements Node {
  declare position?: Position;
  readonly render: (call: TagCall) => unknown;
  readonly given: TagArguments;
  readonly nodes: readonly Node[] | undefined;
  readonly children: readonly (readonly Node[])[];

  constructor(render: (call: TagCall) => unknown, given: TagArguments, nodes?: readonly Node[]) {
    this.render = render;
    this.given = given;
    this.nodes = nodes;
    this.children = nodes === undefined ? [] : [nodes];
  }

  get sets(): readonly string[] {
    return namesSet(this.given.target);
  }

  emit(code: CodeWriter): void {
    const { nodes } = this;
    const content = nodes && `new SafeString(${code.captured(() => code.nodes(nodes))})`;
    const value = code.settled(
      `S.answer(${code.constant(this.render)}, ${callCode(code, this.given, content)})`,
    );
    if (this.given.target === undefined) code.print(`orEmpty(${value})`);
    else code.assign(this.given.target, `orEmpty(${value})`);
  }

  twin(twin: TwinWriter): void {
    if (this.nodes !== undefined) twin.scoped(() => twin.nodes(this.nodes!));
    useArguments(twin, this.given);
    if (this.given.target !== undefined) twin.assign(this.given.target, twin.result());
  }
}

class InclusionNode implements Node {
  declare position?: Position;
  readonly template: string | readonly string[] | Template;
  readonly context: (call: TagCall) => unknown;
  readonly given: TagArguments;

  constructor(
    template: string | readonly string[] | Template,
    context: (call: TagCall) => unknown,
    given: TagArguments,
  ) {
    this.template = template;
    this.context = context;
    this.given = given;
  }

  emit(code: CodeWriter): void {
    const { context } = this;
    const data = code.settled(`S.answer(${code.constant(context)}, ${callCode(code, this.given)})`);
    // Such tags often print forms: a token in the context of the page goes along, read when it is needed.
    const token = `{ get csrf_token() { return ${code.variable("csrf_token")}; } }`;
    const scope = `{ data: ${code.constant(checkedData)}(${data}), outer: { data: ${token}, outer: undefined } }`;
    code.appendRendered((version) => {
      const options = code.constant({ autoescape: code.autoescape, from: "", version, block: undefined });
      return `include(S, ${code.constant(this.template)}, ${scope}, ${options})`;
    });
  }

  twin(twin: TwinWriter): void {
    useArguments(twin, this.given);
    const root = twin.constant("variables", `q.variables(${twin.result()})`);
    twin.scoped(() => twin.include(this.template, twin.place()), { root });
  }
}

function checkedData(data: unknown): object {
  if (typeof data === "object" && data !== null) return data;
  throw new TemplateValueError(
    `The function of an inclusion tag must return an object with the variables of its template, and returned ${describedValue(data)}.`,
  );
}
