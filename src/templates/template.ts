import type { CompileOptions } from "./compiler/code-writer.ts";
import { type CompiledTemplate, compileTemplate } from "./compiler/compile.ts";
import type { Engine } from "./engine.ts";
import type { ParsedTemplate } from "./parsed-template.ts";
import { RenderState } from "./runtime/render-state.ts";
import { rootScope, type Scope } from "./runtime/scope.ts";
import { suspension } from "./runtime/thenable.ts";
import { TemplateStream } from "./template-stream.ts";

export interface RenderOptions {
  /** Whether values are escaped; the engine's setting by default. */
  readonly autoescape?: boolean;
}

/** A template, ready to be rendered. */
export class Template {
  readonly engine: Engine;
  readonly parsed: ParsedTemplate;
  /** The younger templates that extend this one, where their parent was only known at run time. */
  readonly #younger: readonly ParsedTemplate[];
  readonly #versions = new Map<string, CompiledTemplate>();
  // A template that met a promise once will do so again: it starts asynchronously then.
  #startsAsync = false;

  constructor(engine: Engine, parsed: ParsedTemplate, younger: readonly ParsedTemplate[] = []) {
    this.engine = engine;
    this.parsed = parsed;
    this.#younger = younger;
  }

  /** The name under which it was loaded. */
  get name(): string {
    return this.parsed.source.name;
  }

  /**
   * Renders the template. The result is a promise only where a lookup gave one.
   */
  render(context: object = {}, options: RenderOptions = {}): string | Promise<string> {
    const { autoescape = this.engine.autoescape } = options;
    const state = new RenderState(this.engine);
    const scope = rootScope(context);
    if (!this.#startsAsync) {
      try {
        return this.renderInside(state, scope, { version: "sync", autoescape });
      } catch (error) {
        if (error !== suspension) throw error;
        this.#startsAsync = true;
      }
    }
    state.startAsync();
    return this.renderInside(state, scope, { version: "async", autoescape });
  }

  /**
   * Renders the template piece by piece: what is written goes out before something is waited for. Nothing happens before
   * the first piece is asked for.
   *
   * @example
   * for await (const piece of template.stream({ books: Book.all() })) socket.write(piece);
   */
  stream(context: object = {}, options: RenderOptions = {}): TemplateStream {
    const { autoescape = this.engine.autoescape } = options;
    return new TemplateStream((output) => {
      const state = new RenderState(this.engine);
      state.startAsync(output);
      return Promise.resolve(this.renderInside(state, rootScope(context), { version: "stream", autoescape }));
    });
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

  #version(options: CompileOptions): CompiledTemplate {
    const key = `${options.version} ${options.autoescape ? "escaped" : "plain"}`;
    let version = this.#versions.get(key);
    if (version === undefined) {
      const chain = this.engine.chain([...this.#younger, this.parsed]);
      version = compileTemplate(this.engine, chain, options);
      this.#versions.set(key, version);
    }
    return version;
  }
}
