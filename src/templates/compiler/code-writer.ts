import type { Engine } from "../engine.ts";
import { TemplateRecursionError } from "../errors.ts";
import { type Node, TextNode } from "../node.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { Expression } from "../parser/expression.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";
import { CodeExpressions } from "./code-expressions.ts";
import { type CompileOptions, handOver } from "./code-output.ts";
import { confinedNames, harmlessNames } from "./confined-names.ts";
import { Frame } from "./frame.ts";
import type { ScopeOptions } from "./scope.ts";

/*
 * Writes the JavaScript of one template, in one of three versions. In the synchronous one, `settled(x)` leaves the
 * function where x must be awaited; in the asynchronous one the same place reads `(mustWait(t = x) ? await ready(S, t) :
 * t)`, so that what is there already costs no tick. The streaming version is an asynchronous one that hands what it has
 * written to `S.output` before it waits for anything, and now and then in loops.
 *
 * The function has the parameters `S` (the render's state) and `scope` (its variables). `K` are constants, `R` the
 * runtime (compiler/runtime.ts). `at` is the number of the place that is being rendered, for errors.
 *
 * Variables are `var` with names of their own: with `let` in each block, V8 would look for each name in all blocks around
 * it, and take seconds for a template that nests loops as deep as it may.
 */

// Bounds what inlining may write: a few lines of templates that print {{ block.super }} twice on each of many levels
// would otherwise double with each.
const maxEmittedNodes = 100_000;
// Tags that see all variables (includes, tags of libraries) list them: many of both would list many times many.
const maxCodeLength = 20_000_000;
// Includes beyond are called instead of being written into the page.
const maxInlinedNodes = 5_000;
const maxInlineDepth = 12;

/** What the nodes of a template write themselves with: its parents, blocks and includes around names and expressions. */
export class CodeWriter extends CodeExpressions {
  /** All templates that this code is made of: it is stale when one of them changes. */
  readonly sources = new Set<ParsedTemplate>();
  /** What is rendered of a parent that is only known at run time: this block, or all of it. */
  readonly onlyBlock: string | undefined;
  #emitted = 0;

  constructor(engine: Engine, chain: readonly ParsedTemplate[], options: CompileOptions) {
    super(engine, chain, options);
    this.onlyBlock = options.block;
  }

  /**
   * Writes the whole template, and gives the source of a function body.
   * @param runtimeNames - What the runtime offers.
   */
  finish(runtimeNames: readonly string[]): string {
    if (this.onlyBlock === undefined) this.#chain();
    else this.#blockAlone(this.onlyBlock);
    this.closeScope(this.scope);
    const kind = this.isAsync ? "async function" : "function";
    const code = `${this.readers}
return (${kind} render(S, scope) {
${this.isConfined ? `const { ${confinedNames.join(", ")} } = S.confined;\n` : ""}let out = "", at = 0, t, u, p;
try {
${this.#beginning()}${this.lines}
} catch (error) { throw failed(S, error, P.at(at)); }
${this.isStreamed ? `${handOver};\n` : ""}return out;
});`;
    const names = this.isConfined ? harmlessNames : runtimeNames;
    return `"use strict";\nconst { ${names.join(", ")} } = R;\n${this.constantDeclarations()}\n${code}`;
  }

  /**
   * A streamed page reads what the app shares before anything goes out: the session, the CSRF token and messages set
   * headers and cookies, which are too late afterwards.
   */
  #beginning(): string {
    if (this.sharedNames.size === 0) return "";
    return `await readShared(S, scope, ${JSON.stringify([...this.sharedNames])});\n`;
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
      if (this.lines.length > maxCodeLength) {
        throw new TemplateRecursionError(
          "This template becomes too large: its tags and includes see too many of each other's variables. Take it apart.",
          node.position,
        );
      }
      this.at(node.position);
      node.emit(this);
    }
  }

  /**
   * Runs `write` as the body of a function, which `around` calls with the state that the body is to be rendered with:
   * for blocks in which the language or the time zone differs.
   * @param value - JavaScript for what `around` gets besides.
   */
  surrounded(around: Surrounding, value: string, write: () => void): void {
    const [wait, kind] = this.isAsync ? ["await ", "async "] : ["", ""];
    this.line(`${wait}${this.constant(around)}(S, ${value}, ${kind}(S) => {`, "var t, u, p;"); // this S hides the one outside
    write();
    this.line("});");
  }

  /** Whether an include of this template may be written into the current one. */
  canInline(template: ParsedTemplate): boolean {
    if (this.isConfined) return false; // how deep includes go is counted when they are rendered
    const depth = this.frame.depthWithout(template);
    return depth !== undefined && depth <= maxInlineDepth && this.#emitted < maxInlinedNodes;
  }

  /** Writes another template (with its parents), or a partial, in this place. */
  inline(chain: readonly ParsedTemplate[], position: Position | undefined, options?: ScopeOptions): void {
    const frame = this.frame;
    const via = this.via;
    const block = this.blockName;
    this.blockName = undefined;
    if (position !== undefined) {
      const { source, start, end } = position; // a token holds more
      this.via = { position: { source, start, end }, via };
    }
    this.scoped(() => {
      this.frame = new Frame(chain, this.scope, frame);
      this.#chain();
    }, options);
    this.frame = frame;
    this.via = via;
    this.blockName = block;
  }

  /** Writes the current chain: the root's nodes; of the younger ones only the text in front of {% extends %}. */
  #chain(): void {
    const { templates } = this.frame;
    for (const template of templates) {
      this.sources.add(template);
      if (template === templates.at(-1)) this.nodes(template.nodes);
      else this.nodes(template.nodes.filter((node) => node instanceof TextNode));
    }
  }

  /** Writes one block of the chain; where the chain goes on with a parent that is not known yet, that is asked for it. */
  #blockAlone(name: string): void {
    const { templates } = this.frame;
    for (const template of templates) this.sources.add(template);
    const oldest = templates.at(-1)!;
    if (oldest.extends !== undefined) this.nodes([oldest.extends]);
    else this.block(name, oldest.blocks.get(name)?.nodes ?? []);
  }

  /** The templates whose inheritance is being written, the youngest first. */
  get chain(): readonly ParsedTemplate[] {
    return this.frame.templates;
  }

  /** Writes a block: what the youngest template of the chain puts there. */
  block(name: string, own: readonly Node[]): void {
    const { blocks } = this.frame;
    const taken = blocks?.take(name);
    const before = this.blockName;
    this.blockName = name;
    this.scoped(() => {
      this.bind("block", this.constant({ name }), { members: new Map([["name", JSON.stringify(name)]]) });
      this.nodes(taken?.nodes ?? own);
    });
    this.blockName = before;
    if (taken !== undefined) blocks?.giveBack(name, taken);
  }

  protected override isSuper({ operand, filters }: Expression): boolean {
    if (operand.kind !== "variable" || filters.length > 0 || this.blockName === undefined) return false;
    const [first, second] = operand.path;
    return operand.path.length === 2 && first === "block" && second === "super";
  }

  /** Writes what the next older template has in the current block; nothing, where that asks for what isn't there. */
  protected override superInline(): void {
    const { blocks } = this.frame;
    const name = this.blockName!;
    if (blocks === undefined) this.append(this.superCode(name)); // an error
    if (!blocks?.has(name)) return;
    const { output } = this.lines;
    const before = this.name("before");
    this.line("{", `var ${before} = ${output};`, "try {");
    this.block(name, []);
    this.line(`} catch (error) { nothingIfMissing(error); ${output} = ${before}; }`, "}");
  }

  /** What the next older template has in the current block. */
  protected override superCode(name: string): string {
    const { blocks } = this.frame;
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
