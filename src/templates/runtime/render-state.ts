import { currentLanguage, english, untranslated } from "../../i18n/index.ts";
import type { Engine } from "../engine.ts";
import { MissingTemplateFunctionError, TemplateRecursionError } from "../errors.ts";
import type { TemplateFunctions } from "../template-functions.ts";
import type { RenderEnvironment } from "./environment.ts";
import type { MarkedFunction } from "./lookup.ts";
import { mustSettle, suspension } from "./thenable.ts";

// As deep as a page's includes may go at run time; more is an endless recursion.
const maxDepth = 100;

/*
 * Everything that one render knows: the engine, what was looked up once, and how to go from the synchronous version of
 * a template to the asynchronous one.
 *
 * A template starts synchronously. Where it meets something that must be awaited, it is left (`suspension`), and its
 * asynchronous version starts over. Both take the same path up to that place, so what must not happen twice is noted
 * in the first run and replayed in the second: the results of functions that were called, in order.
 */
export class RenderState {
  readonly engine: Engine;
  readonly timeZone: string;
  /** What is printed for a variable that isn't there. */
  readonly invalid: string;
  isAsync = false;
  readonly escaping: RenderEnvironment;
  readonly plain: RenderEnvironment;
  #depth = 0;
  readonly #shared = new Map<string, unknown>();
  readonly #iterated = new Map<object, unknown[]>();
  readonly #calls: unknown[] = []; // function, receiver, result, function, …
  #replayed = 0;

  constructor(engine: Engine) {
    this.engine = engine;
    this.invalid = engine.stringIfInvalid;
    this.timeZone = engine.functions.timeZone?.() ?? engine.timeZone;
    const { timeZone } = this;
    const { keepZones, groupThousands, now, functions } = engine;
    const language = currentLanguage() ?? engine.language;
    const shared = {
      timeZone,
      keepZones,
      language,
      locale: english,
      translator: untranslated(language),
      localize: true,
      groupThousands,
      now,
      functions,
    };
    this.escaping = { autoescape: true, ...shared };
    this.plain = { autoescape: false, ...shared };
  }

  /** Starts over in the asynchronous version. */
  startAsync(): void {
    this.isAsync = true;
    this.#depth = 0;
  }

  /** Leaves the synchronous version where `target` must be awaited before `name` is looked up in it. */
  requireSettled(target: unknown, name: string): void {
    if (!this.isAsync && mustSettle(target, name)) throw suspension;
  }

  /** Calls a function of the context, or repeats what the synchronous version got from it. */
  call(called: MarkedFunction, self: unknown): unknown {
    const calls = this.#calls;
    if (this.isAsync) {
      const at = this.#replayed;
      if (at < calls.length && calls[at] === called && calls[at + 1] === self) {
        this.#replayed += 3;
        return calls[at + 2];
      }
      this.#replayed = calls.length; // another path: from here on everything is new
      return called.call(self);
    }
    const result = called.call(self);
    calls.push(called, self, result);
    return result;
  }

  /** The items of something that may be iterable only once, so that the second run finds them again. */
  once(iterable: object, read: () => unknown[]): unknown[] {
    const items = this.#iterated.get(iterable) ?? read();
    this.#iterated.set(iterable, items);
    return items;
  }

  /** A variable that the app shares with all templates. Computed at most once in a render. */
  shared(name: string): unknown {
    if (this.#shared.has(name)) return this.#shared.get(name);
    const compute = this.engine.sharedData(name);
    const value = compute?.();
    this.#shared.set(name, value);
    return value;
  }

  /** A function of the app, for a tag. */
  function<Name extends keyof TemplateFunctions>(name: Name, wantedBy: string): TemplateFunctions[Name] {
    const found = this.engine.functions[name];
    if (found === undefined) throw new MissingTemplateFunctionError(wantedBy, name);
    return found as TemplateFunctions[Name]; // the key gives its type
  }

  /** Goes one template deeper. */
  enter(name: string): void {
    if (++this.#depth > maxDepth) {
      throw new TemplateRecursionError(
        `Templates include each other more than ${maxDepth} deep, "${name}" among them. A recursive include needs a condition that ends it.`,
      );
    }
  }

  leave(): void {
    this.#depth--;
  }
}
