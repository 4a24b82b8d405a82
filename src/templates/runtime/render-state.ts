import { chosenTimeZone, currentLanguage, type Locale, localeFor, withLanguage } from "../../i18n/index.ts";
import type { Engine } from "../engine.ts";
import { MissingTemplateFunctionError, TemplateRecursionError, TemplateValueError } from "../errors.ts";
import { type ConfinedRuntime, confinedRuntime } from "../sandbox/confined-runtime.ts";
import { Confinement } from "../sandbox/confinement.ts";
import type { Meter } from "../sandbox/meter.ts";
import type { TemplateFunctions } from "../template-functions.ts";
import type { MarkedFunction } from "./callable.ts";
import type { RenderEnvironment } from "./environment.ts";
import type { PageOutput } from "./page-output.ts";
import type { PageVariables } from "./shared-data.ts";
import { isAsyncIterable, isThenable, mustSettle, suspension } from "./thenable.ts";

// As deep as a page's includes may go at run time; more is an endless recursion.
const maxDepth = 100;

/** What one render collects, whichever of its states it is in. Most renders need none of the tables, so they are made late. */
class RenderMemory {
  /** That of the page. */
  readonly language: string;
  depth = 0;
  shared: Map<string, unknown> | undefined;
  iterated: Map<object, unknown[]> | undefined;
  calls: unknown[] | undefined; // function, receiver, result, function, …
  replayed = 0;
  hasStartedOver = false;
  answers: WeakMap<object, Promise<unknown>> | undefined;
  opened: WeakSet<object> | undefined;

  constructor(language: string) {
    this.language = language;
  }
}

const readTwice =
  "A generator is read for the second time, and a streamed page keeps nothing of the first.\n" +
  "Put a list into the context (await Array.fromAsync(rows)), or something that can be read anew.";

/*
 * Everything that one render knows: the engine, what was looked up once, and how to go from the synchronous version of
 * a template to the asynchronous one.
 *
 * A template starts synchronously. Where it meets something that must be awaited, it is left (`suspension`), and its
 * asynchronous version starts over. Both take the same path up to that place, so what must not happen twice is noted
 * in the first run and replayed in the second: the results of functions that were called, in order.
 *
 * Blocks such as {% timezone %} render with a state of their own, made by `with()`: it differs in its environment alone.
 * So nothing has to be put back afterwards, whatever happens inside.
 */
export class RenderState {
  readonly engine: Engine;
  /** What is printed for a variable that isn't there. */
  readonly invalid: string;
  isAsync = false;
  /** Where the streaming version writes. */
  output: PageOutput | undefined;
  readonly escaping: RenderEnvironment;
  readonly plain: RenderEnvironment;
  /** Whole numbers below are written as JavaScript writes them. */
  readonly integerLimit: number;
  /** Fractions below, unless they are so small that JavaScript writes an exponent. */
  readonly fractionLimit: number;
  /** Only in a sandbox: what bounds the render, and what its template calls. */
  readonly meter: Meter | undefined;
  readonly confined: ConfinedRuntime | undefined;
  readonly #memory: RenderMemory;

  constructor(engine: Engine, from?: RenderState, changes: Partial<RenderEnvironment> = {}) {
    this.engine = engine;
    this.invalid = engine.stringIfInvalid;
    this.isAsync = from?.isAsync ?? false;
    this.output = from?.output;
    const environments =
      from === undefined ? firstEnvironments(engine) : inBothForms({ ...from.plain, ...changes });
    this.plain = environments.plain;
    this.escaping = environments.escaping;
    this.integerLimit = environments.integerLimit;
    this.fractionLimit = environments.fractionLimit;
    this.#memory = from === undefined ? new RenderMemory(this.plain.language) : from.#memory;
    const { confinement } = this.plain;
    this.meter = confinement?.meter;
    this.confined = from === undefined ? confinement && confinedRuntime(confinement) : from.confined;
  }

  /** The state for a part of the template in which the environment differs. */
  with(changes: Partial<RenderEnvironment>): RenderState {
    return new RenderState(this.engine, this, changes);
  }

  /** Starts over in the asynchronous version. */
  startAsync(output?: PageOutput): void {
    this.isAsync = true;
    this.output = output;
    this.#memory.depth = 0;
    this.#memory.hasStartedOver = true;
    this.meter?.reset();
  }

  /** Whether this belongs to a run of the synchronous version that was left for the asynchronous one. */
  get isLeft(): boolean {
    return !this.isAsync && this.#memory.hasStartedOver;
  }

  /** Leaves the synchronous version where `target` must be awaited before `name` is looked up in it. */
  requireSettled(target: unknown, name: string): void {
    if (!this.isAsync && mustSettle(target, name)) throw suspension;
  }

  /** What a promise or a query gives. A query is asked once in a render, however often the template names it. */
  awaited(value: PromiseLike<unknown>): Promise<unknown> {
    return value instanceof Promise ? value : this.#asked(value, () => Promise.resolve(value));
  }

  /** The same where a filter, a tag or a condition wants it: an async iterable is read to its end. */
  ready(value: PromiseLike<unknown> | AsyncIterable<unknown>): Promise<unknown> {
    if (!isThenable(value)) return this.#asked(value, () => Array.fromAsync(this.opened(value)));
    return this.awaited(value).then((result) => (isAsyncIterable(result) ? this.ready(result) : result));
  }

  #asked(value: object, ask: () => Promise<unknown>): Promise<unknown> {
    this.#memory.answers ??= new WeakMap();
    const answer = this.#memory.answers.get(value) ?? ask();
    this.#memory.answers.set(value, answer);
    return answer;
  }

  /** The list that an async iterable was read into before. */
  listed(value: object): Promise<unknown> | undefined {
    return this.#memory.answers?.get(value);
  }

  /**
   * Something iterable that is about to be read.
   * @throws {@link TemplateValueError} where a streamed loop has read it already, and it can't begin anew.
   */
  opened<Items extends object>(value: Items): Items {
    this.#memory.opened ??= new WeakSet();
    if (this.#memory.opened.has(value) && "next" in value) throw new TemplateValueError(readTwice);
    this.#memory.opened.add(value);
    return value;
  }

  /** Calls a function of the context, or repeats what the synchronous version got from it. */
  call(called: MarkedFunction, self: unknown): unknown {
    return this.#repeatable(called, self, () => called.call(self));
  }

  /** The same for the function of a tag. */
  answer<Call>(tag: (call: Call) => unknown, call: Call): unknown {
    return this.#repeatable(tag, undefined, () => tag(call));
  }

  #repeatable(called: unknown, self: unknown, run: () => unknown): unknown {
    this.#memory.calls ??= [];
    const { calls } = this.#memory;
    if (this.isAsync) {
      const at = this.#memory.replayed;
      if (at < calls.length && calls[at] === called && calls[at + 1] === self) {
        this.#memory.replayed += 3;
        return calls[at + 2];
      }
      this.#memory.replayed = calls.length; // another path: from here on everything is new
      return run();
    }
    const result = run();
    calls.push(called, self, result);
    return result;
  }

  /** The items of something that may be iterable only once, so that the second run finds them again. */
  once(iterable: object, read: () => unknown[]): unknown[] {
    this.#memory.iterated ??= new Map();
    const items = this.#memory.iterated.get(iterable) ?? read();
    this.#memory.iterated.set(iterable, items);
    return items;
  }

  /**
   * A variable that the app shares with all templates. Computed at most once in a render, in the page's language.
   * @param page - The page's variables.
   */
  shared(name: string, page: PageVariables): unknown {
    const { language } = this.#memory;
    this.#memory.shared ??= new Map();
    const { shared } = this.#memory;
    if (shared.has(name)) return shared.get(name);
    const compute = () => this.engine.sharedData(name)?.(page);
    shared.set(name, undefined); // what it finds if it asks for itself
    try {
      const value = this.plain.language === language ? compute() : withLanguage(language, compute);
      shared.set(name, value);
      return value;
    } catch (error) {
      shared.delete(name);
      throw error;
    }
  }

  /** A function of the app, for a tag. */
  function<Name extends keyof TemplateFunctions>(name: Name, wantedBy: string): TemplateFunctions[Name] {
    const found = this.engine.functions[name];
    if (found === undefined) throw new MissingTemplateFunctionError(wantedBy, name);
    return found as TemplateFunctions[Name]; // the key gives its type
  }

  /** Goes one template deeper. */
  enter(name: string): void {
    const max = this.engine.sandbox?.maxDepth ?? maxDepth;
    if (++this.#memory.depth > max) {
      throw new TemplateRecursionError(
        `Templates include each other more than ${max} deep, "${name}" among them. A recursive include needs a condition that ends it.`,
      );
    }
  }

  leave(): void {
    this.#memory.depth--;
  }
}

/** An environment, for what is not escaped and for what is, and what follows from it for numbers. */
export interface Environments
  extends Pick<RenderState, "plain" | "escaping" | "integerLimit" | "fractionLimit"> {}

/** The environments at the beginning of a page; each render of a sandbox has its own. */
function firstEnvironments(engine: Engine): Environments {
  const environments = currentEnvironments(engine);
  if (engine.sandbox === undefined) return environments;
  return inBothForms({ ...environments.plain, confinement: new Confinement(engine.sandbox) });
}

function currentEnvironments(engine: Engine): Environments {
  const language = currentLanguage() ?? engine.language;
  const timeZone = chosenTimeZone() ?? engine.timeZone;
  const translator = engine.translations.for(language);
  const last = engine.lastEnvironments; // from page to page they rarely change
  if (last?.plain.translator === translator && last.plain.timeZone === timeZone) return last;
  const environments = inBothForms({
    ...inLanguage(engine, language),
    autoescape: false,
    timeZone,
    defaultTimeZone: engine.timeZone,
    keepZones: engine.keepZones,
    localize: engine.localize,
    now: engine.now,
    functions: engine.functions,
    confinement: undefined,
  });
  engine.lastEnvironments = environments;
  return environments;
}

function inBothForms(plain: RenderEnvironment): Environments {
  const { localize, locale } = plain;
  const integerLimit = localize && locale.usesThousandSeparator ? firstSeparator(locale) : largestInteger;
  const { decimalSeparator } = localize ? locale : locale.plain;
  const fractionLimit = decimalSeparator === "." ? Math.min(integerLimit, largestFraction) : 0;
  return { plain, escaping: { ...plain, autoescape: true }, integerLimit, fractionLimit };
}

const largestInteger = Number.MAX_SAFE_INTEGER;
const largestFraction = 1e15; // well below where an exponent is written

/** The smallest number in which the language separates thousands. */
function firstSeparator({ numberGrouping }: Locale): number {
  const size = typeof numberGrouping === "number" ? numberGrouping : numberGrouping[0];
  return size !== undefined && size > 0 ? 10 ** size : largestInteger;
}

/** What follows from the language, which is empty where there shall be none. */
export function inLanguage(
  engine: Engine,
  language: string,
): Pick<RenderEnvironment, "language" | "locale" | "translator"> {
  return {
    language,
    locale: localeFor(language, engine.localeOptions),
    translator: engine.translations.for(language),
  };
}
