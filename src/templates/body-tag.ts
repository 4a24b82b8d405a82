import type { TwinWriter } from "./checker/twin-writer.ts";
import type { CodeWriter } from "./compiler/code-writer.ts";
import { type Node, namesSet } from "./node.ts";
import type { RenderState } from "./runtime/render-state.ts";
import { SafeString } from "./safe-string.ts";
import { type BlockTagOptions, callCode, type TagCall, type TypedTag, useArguments } from "./simple-tags.ts";
import type { Position } from "./source.ts";
import { parseTagArguments, type TagArguments } from "./tag-arguments.ts";

/** One use of a tag that decides about what stands in it. */
export interface BodyTagCall extends TagCall {
  /**
   * Renders what stands between the tag's two ends, each time anew, with values for the names in `gives`. A promise only
   * where something in it is waited for.
   */
  render(variables?: Readonly<Record<string, unknown>>): SafeString | Promise<SafeString>;
}

export interface BodyTagOptions extends BlockTagOptions {
  /** Names that what stands in the tag sees beside its own: those that `render()` is given values for. */
  readonly gives?: readonly string[];
}

/**
 * A tag with an end that decides whether, how often and with which variables what stands in it is rendered.
 *
 * @example
 * const feature = bodyTag("feature", ({ args: [name], render }) => (isOn(name) ? render() : ""));
 * // {% feature "chat" %}…{% endfeature %}
 *
 * @example
 * const repeat = bodyTag("repeat", async ({ args: [times], render }) => {
 *   let page = "";
 *   for (let index = 1; index <= Number(times); index++) page += await render({ index });
 *   return safe(page);
 * }, { gives: ["index"] });
 */
export function bodyTag<Given>(
  name: string,
  render: (call: BodyTagCall) => Given,
  options: BodyTagOptions = {},
): TypedTag<Given> {
  const { end = `end${name}`, gives = [], ...signature } = options;
  const isFree = Object.keys(signature).length === 0;
  return (parser, token) => {
    const given = parseTagArguments(parser, token, isFree ? undefined : signature);
    const { nodes } = parser.parseBody(end);
    return new BodyNode(render, given, { nodes, gives });
  };
}

class BodyNode implements Node {
  declare position?: Position;
  readonly hasOwnScope = true;
  readonly render: (call: BodyTagCall) => unknown;
  readonly given: TagArguments;
  readonly nodes: readonly Node[];
  readonly gives: readonly string[];
  readonly children: readonly (readonly Node[])[];

  constructor(
    render: (call: BodyTagCall) => unknown,
    given: TagArguments,
    { nodes, gives }: { readonly nodes: readonly Node[]; readonly gives: readonly string[] },
  ) {
    this.render = render;
    this.given = given;
    this.nodes = nodes;
    this.gives = gives;
    this.children = [nodes];
  }

  get sets(): readonly string[] {
    return namesSet(this.given.target);
  }

  emit(code: CodeWriter): void {
    const variables = code.name("variables");
    const body = code.capturedFunction(variables, () => {
      for (const name of this.gives) code.bind(name, `${variables}[${JSON.stringify(name)}]`);
      code.nodes(this.nodes);
    });
    const call = callCode(code, this.given);
    const value = code.settled(
      `${code.constant(callBodyTag)}(S, ${code.constant(this.render)}, ${call}, ${body})`,
    );
    if (this.given.target === undefined) code.print(`orEmpty(${value})`);
    else code.assign(this.given.target, `orEmpty(${value})`);
  }

  twin(twin: TwinWriter): void {
    useArguments(twin, this.given);
    twin.scoped(() => {
      for (const name of this.gives) twin.bind(name, "q.nothing");
      twin.perhaps(() => twin.nodes(this.nodes));
    });
    if (this.given.target !== undefined) twin.assign(this.given.target, twin.result());
  }
}

/** What the compiled template gives for what stands in a tag: a function from variables to HTML. */
type RenderBody = (variables: Readonly<Record<string, unknown>>) => string | Promise<string>;

function callBodyTag(
  state: RenderState,
  render: (call: BodyTagCall) => unknown,
  call: TagCall,
  body: RenderBody,
): unknown {
  const result = render({
    ...call,
    render: (variables = {}) => (state.isLeft ? endless : asHtml(body(variables))),
  });
  // The asynchronous version calls the function anew; what becomes of this call is nobody's concern.
  if (!state.isAsync && result instanceof Promise) result.catch(() => {});
  return result;
}

// An asynchronous function goes on after its page has been left. There it must not render any more.
const endless = new Promise<never>(() => {});

function asHtml(html: string | Promise<string>): SafeString | Promise<SafeString> {
  return typeof html === "string" ? new SafeString(html) : html.then((text) => new SafeString(text));
}
