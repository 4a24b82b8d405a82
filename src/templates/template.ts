import { type CompiledTemplate, compileTemplate } from "./compiler/compile.ts";
import type { Engine } from "./engine.ts";
import type { ParsedTemplate } from "./parsed-template.ts";
import { RenderState } from "./runtime/render-state.ts";
import { rootScope, type Scope } from "./runtime/scope.ts";
import { suspension } from "./runtime/thenable.ts";

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
   * @param options.autoescape - Whether values are escaped; the engine's setting by default.
   */
  render(context: object = {}, options: { autoescape?: boolean } = {}): string | Promise<string> {
    const { autoescape = this.engine.autoescape } = options;
    const state = new RenderState(this.engine);
    const scope = rootScope(context);
    if (!this.#startsAsync) {
      try {
        return this.renderInside(state, scope, autoescape);
      } catch (error) {
        if (error !== suspension) throw error;
        this.#startsAsync = true;
      }
    }
    state.startAsync();
    return this.renderInside(state, scope, autoescape);
  }

  /** Renders the template as part of another one. */
  renderInside(state: RenderState, scope: Scope, autoescape: boolean): string | Promise<string> {
    state.enter(this.name);
    const result = this.#version(state.isAsync, autoescape).render(state, scope);
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

  #version(isAsync: boolean, autoescape: boolean): CompiledTemplate {
    const key = `${isAsync ? "async" : "sync"} ${autoescape ? "escaped" : "plain"}`;
    let version = this.#versions.get(key);
    if (version === undefined) {
      const chain = this.engine.chain([...this.#younger, this.parsed]);
      version = compileTemplate(this.engine, chain, { isAsync, autoescape });
      this.#versions.set(key, version);
    }
    return version;
  }
}
