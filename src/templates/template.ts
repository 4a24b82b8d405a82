import { templateChannel, trace } from "../core/index.ts";
import type { CompileOptions } from "./compiler/code-output.ts";
import { type CompiledTemplate, compileTemplate } from "./compiler/compile.ts";
import type { Engine } from "./engine.ts";
import { UnknownBlockError } from "./errors.ts";
import { ownOptions } from "./own-options.ts";
import type { ParsedTemplate } from "./parsed-template.ts";
import { RenderState } from "./runtime/render-state.ts";
import { rootScope, type Scope } from "./runtime/scope.ts";
import { suspension } from "./runtime/thenable.ts";
import { TemplateStream } from "./template-stream.ts";

// Nothing is inherited from Object.prototype, whatever it was given.
const noOptions: RenderOptions = ownOptions({});

export interface RenderOptions {
  /** Whether values are escaped; the engine's setting by default. */
  readonly autoescape?: boolean;
  /** The name of the one block to render: see {@link Template.renderBlock}. */
  readonly block?: string | undefined;
}

/** Tells the compiled versions of a template apart. */
function versionKey({ version, autoescape, block }: CompileOptions): string {
  return `${version} ${autoescape ? "escaped" : "plain"} ${block ?? ""}`;
}

function isCommon({ version, autoescape, block }: CompileOptions): boolean {
  return version === "sync" && autoescape && block === undefined;
}

/** For each engine, objects of the kinds that a render makes and leaves. */
const kept = new WeakMap<Engine, readonly object[]>();

/**
 * V8 forgets the hidden classes of objects when there is none of them, and with them all code that was compiled for them.
 * Between two pages there is no state of a render: each larger garbage collection would make all templates slow again,
 * until they are compiled anew. So there is always one.
 */
function keepShapes(engine: Engine): void {
  if (!kept.has(engine)) kept.set(engine, [new RenderState(engine), rootScope({})]);
}

/** A template, ready to be rendered. */
export class Template {
  readonly engine: Engine;
  readonly parsed: ParsedTemplate;
  /** The younger templates that extend this one, where their parent was only known at run time. */
  readonly #younger: readonly ParsedTemplate[];
  readonly #versions = new Map<string, CompiledTemplate>();
  /** The version that nearly all pages have: escaped, at once, and as a whole. */
  #common: CompiledTemplate | undefined;
  // A template that met a promise once will do so again: it starts asynchronously then.
  #startsAsync = false;

  constructor(engine: Engine, parsed: ParsedTemplate, younger: readonly ParsedTemplate[] = []) {
    this.engine = engine;
    this.parsed = parsed;
    this.#younger = younger;
  }

  /** The name under which it was loaded: `"shop/list.html"`, or `"shop/list.html#row"` for a part of it. */
  get name(): string {
    const { source, partialName } = this.parsed;
    return partialName === undefined ? source.name : `${source.name}#${partialName}`;
  }

  /** Where it was found: its file, or `<memory>:name`. */
  get origin(): string {
    return this.parsed.source.origin;
  }

  /**
   * Renders the template. The result is a promise only where a lookup gave one.
   */
  render(context: object = {}, options: RenderOptions = noOptions): string | Promise<string> {
    if (templateChannel.start.hasSubscribers)
      return trace(templateChannel, { name: this.name }, () => this.#render(context, options));
    return this.#render(context, options);
  }

  #render(context: object, options: RenderOptions): string | Promise<string> {
    const { autoescape = this.engine.autoescape, block } =
      options === noOptions ? options : ownOptions(options);
    const state = new RenderState(this.engine);
    const scope = rootScope(context);
    if (!this.#startsAsync) {
      try {
        return this.renderInside(state, scope, { version: "sync", autoescape, block });
      } catch (error) {
        if (error !== suspension) throw error;
        this.#startsAsync = true;
      }
    }
    state.startAsync();
    return this.renderInside(state, scope, { version: "async", autoescape, block });
  }

  /**
   * Renders the template piece by piece: what is written goes out before something is waited for. Nothing happens before
   * the first piece is asked for.
   *
   * @example
   * for await (const piece of template.stream({ books: Book.all() })) socket.write(piece);
   */
  stream(context: object = {}, options: RenderOptions = noOptions): TemplateStream {
    const { autoescape = this.engine.autoescape, block } =
      options === noOptions ? options : ownOptions(options);
    return new TemplateStream((output) => {
      const state = new RenderState(this.engine);
      state.startAsync(output);
      return Promise.resolve(
        this.renderInside(state, rootScope(context), { version: "stream", autoescape, block }),
      );
    });
  }

  /**
   * Renders one block alone, as the templates of the inheritance fill it: for an answer that replaces a part of a page.
   * What stands around the block (a loop, `{% with %}`) does not happen.
   * @throws {@link UnknownBlockError}
   */
  renderBlock(
    block: string,
    context: object = {},
    options: Omit<RenderOptions, "block"> = {},
  ): string | Promise<string> {
    return this.render(context, { ...options, block });
  }

  /** Renders the template as part of another one. */
  renderInside(state: RenderState, scope: Scope, options: CompileOptions): string | Promise<string> {
    state.enter(this.name);
    const result = this.#version(options).render(state, scope);
    if (typeof result === "string") {
      state.leave();
      return result;
    }
    return result.finally(() => state.leave());
  }

  /** Whether all files that it is made of are still as they were read. */
  isFresh(): boolean {
    if (!this.parsed.isFresh()) return false;
    for (const { sources } of this.#versions.values()) {
      for (const source of sources) if (!source.isFresh()) return false;
    }
    return true;
  }

  /** Whether the chain has a block; a parent whose name is not known yet may have it, too. */
  #hasBlock(name: string, chain: readonly ParsedTemplate[]): boolean {
    const known = chain.flatMap(({ blocks }) => [...blocks.keys()]);
    if (known.includes(name)) return true;
    if (chain.at(-1)!.extends !== undefined) return false;
    throw new UnknownBlockError(this.name, name, [...new Set(known)]);
  }

  #version(options: CompileOptions): CompiledTemplate {
    if (this.#common !== undefined && isCommon(options)) return this.#common;
    const key = versionKey(options);
    return this.#versions.get(key) ?? this.#compile(key, options);
  }

  #compile(key: string, options: CompileOptions): CompiledTemplate {
    const chain = this.engine.chain([...this.#younger, this.parsed]);
    // Names that nobody knows are not kept: they may come from anywhere, and there is no end of them.
    const isKept = options.block === undefined || this.#hasBlock(options.block, chain);
    const version = compileTemplate(this.engine, chain, options);
    if (isKept) this.#versions.set(key, version);
    if (isCommon(options)) this.#common = version;
    this.engine.compiled(version.sources);
    keepShapes(this.engine);
    return version;
  }
}
