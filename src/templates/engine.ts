import { didYouMean } from "../core/index.ts";
import { type LocaleOptions, languageTag, Translations } from "../i18n/index.ts";
import { builtinLibraries, loadableLibraries } from "./builtin-libraries.ts";
import { noPartial, TemplateDoesNotExist, TemplateSyntaxError } from "./errors.ts";
import { type FragmentCache, MemoryFragmentCache } from "./fragment-cache.ts";
import { KeptTrees } from "./kept-trees.ts";
import type { Library } from "./library.ts";
import type { Candidate, Loader } from "./loaders/loader.ts";
import { ownOptions } from "./own-options.ts";
import { type ParsedTemplate, parseTemplate } from "./parsed-template.ts";
import type { Vocabulary } from "./parser/parser.ts";
import { resolveRelativeName } from "./relative-name.ts";
import type { Environments } from "./runtime/render-state.ts";
import type { SharedData } from "./runtime/shared-data.ts";
import { textOf } from "./runtime/text-of.ts";
import { Sandbox, type SandboxOptions } from "./sandbox/sandbox.ts";
import { Template } from "./template.ts";
import type { TemplateFunctions } from "./template-functions.ts";
import type { TemplateStream } from "./template-stream.ts";

export interface EngineOptions {
  /** Where templates are found, in order. */
  readonly loaders?: readonly Loader[];
  /** Libraries for `{% load %}`. */
  readonly libraries?: readonly Library[];
  /** Libraries whose tags and filters are there without `{% load %}`. */
  readonly builtins?: readonly Library[];
  /** Variables of all templates, computed when a template reads them. */
  readonly sharedData?: SharedData;
  readonly functions?: Partial<TemplateFunctions>;
  /**
   * Where `{% cache %}` keeps its pieces: in `template_fragments`, or else in `default`, unless the tag names one. By
   * default in memory.
   */
  readonly fragmentCaches?: Readonly<Record<string, FragmentCache>>;
  /** Files are read again when they change, and `{% debug %}` prints something. */
  readonly debug?: boolean;
  /** For templates whose authors are not trusted: their work is bounded, and they see nothing but plain data. */
  readonly sandbox?: SandboxOptions;
  /** Whether values are escaped: `true` by default. */
  readonly unsafeAutoescapeOff?: boolean;
  /** Printed for a variable that isn't there: nothing by default. `%s` stands for its name. */
  readonly stringIfInvalid?: string;
  /** The zone where the current flow of work has none (`withTimeZone()` of quintet/i18n): `"UTC"` by default. */
  readonly timeZone?: string;
  /** A `Temporal.ZonedDateTime` is shown in its own zone instead of `timeZone`. */
  readonly keepZones?: boolean;
  /** The language where the current flow of work has none (`withLanguage()` of quintet/i18n): `"en"` by default. */
  readonly language?: string;
  /** Where messages are translated: by default nowhere. */
  readonly translations?: Translations;
  /** The languages that `{% get_available_languages %}` tells, with their names in English: by default `language` alone. */
  readonly languages?: Readonly<Record<string, string>>;
  /** What differs from the formats of dates and numbers that languages have. */
  readonly localeOptions?: LocaleOptions;
  /** Whether `{{ … }}` writes dates and numbers as the language does: `true` by default. `{% localize %}` decides for a block. */
  readonly localize?: boolean;
  /** The clock. */
  readonly now?: () => Date;
}

/**
 * Finds, compiles and renders templates. An app has one (see `engineService`); others stand beside it without touching.
 *
 * @example
 * const engine = new Engine({ loaders: [folderLoader(["templates"])] });
 * await engine.render("hello.html", { name: "Ada" });
 */
export class Engine {
  readonly autoescape: boolean;
  readonly stringIfInvalid: string;
  readonly timeZone: string;
  readonly keepZones: boolean;
  readonly language: string;
  readonly translations: Translations;
  readonly languages: Readonly<Record<string, string>> | undefined;
  readonly localeOptions: LocaleOptions;
  readonly localize: boolean;
  readonly now: () => Date;
  readonly functions: Partial<TemplateFunctions>;
  readonly debug: boolean;
  readonly sandbox: Sandbox | undefined;
  /** What the last page began with; its renders set it. */
  lastEnvironments: Environments | undefined;
  readonly #loaders: readonly Loader[];
  readonly #vocabulary: Vocabulary;
  readonly #shared: SharedData;
  readonly #fragmentCaches: ReadonlyMap<string, FragmentCache>;
  readonly #templates = new Map<string, Template>();
  readonly #parsed = new Map<string, ParsedTemplate>(); // by origin
  readonly #trees = new KeptTrees();
  readonly #partials = new WeakMap<ParsedTemplate, Template>();
  readonly #extended = new WeakMap<ParsedTemplate, WeakMap<ParsedTemplate, Template>>();

  constructor(given: EngineOptions = {}) {
    const options = ownOptions(given);
    this.autoescape = options.unsafeAutoescapeOff !== true;
    this.stringIfInvalid = options.stringIfInvalid ?? "";
    this.timeZone = options.timeZone ?? "UTC";
    this.keepZones = options.keepZones ?? false;
    this.language = languageTag(options.language ?? "en");
    this.translations = options.translations ?? new Translations({ fallback: this.language });
    this.languages = options.languages;
    this.localeOptions = options.localeOptions ?? {};
    this.localize = options.localize ?? true;
    this.now = options.now ?? (() => new Date());
    this.functions = options.functions ?? {};
    this.debug = options.debug ?? false;
    this.#loaders = options.loaders ?? [];
    this.#shared = options.sharedData ?? {};
    this.#fragmentCaches = new Map(
      Object.entries({
        default: new MemoryFragmentCache({ now: this.now }),
        ...options.fragmentCaches,
      }),
    );
    const libraries = [...loadableLibraries, ...(options.libraries ?? [])];
    const vocabulary: Vocabulary = {
      builtins: [...builtinLibraries, ...(options.builtins ?? [])],
      libraries: new Map(libraries.map((library) => [library.name, library])),
    };
    this.sandbox = options.sandbox && new Sandbox(options.sandbox);
    this.#vocabulary = this.sandbox?.restrict(vocabulary) ?? vocabulary;
  }

  /**
   * Renders a template by name, or a part of one: `"shop/list.html#row"`. The result is a promise only where a lookup
   * gave one.
   * @throws {@link TemplateDoesNotExist} {@link TemplateSyntaxError}
   */
  render(name: string, context: object = {}): string | Promise<string> {
    return this.template(name).render(context);
  }

  /**
   * Renders a template by name, piece by piece.
   * @throws {@link TemplateDoesNotExist} {@link TemplateSyntaxError}
   */
  stream(name: string, context: object = {}): TemplateStream {
    return this.template(name).stream(context);
  }

  /**
   * A template by name, or a part of one; parsed when first asked for.
   * @throws {@link TemplateDoesNotExist} {@link TemplateSyntaxError}
   */
  template(name: string): Template {
    const known = this.#templates.get(name);
    if (known !== undefined && (!this.debug || known.isFresh())) return known;
    const { file, part } = splitName(name);
    const whole = this.#parse(file, this.#find(file));
    const template = new Template(this, part === undefined ? whole : partOf(whole, part));
    this.#templates.set(name, template);
    return template;
  }

  /**
   * The first template that exists.
   * @throws {@link TemplateDoesNotExist} where none does.
   */
  select(names: readonly string[]): Template {
    for (const name of names) {
      if (this.#exists(name)) return this.template(name);
    }
    if (names.length === 1) return this.template(names[0]!);
    const tried = names.flatMap((name) => this.#places(name));
    throw new TemplateDoesNotExist(names.join(", ") || "(no name)", tried, []);
  }

  /** A template from its source, for tests and small things. `name` is used in messages. */
  fromString(text: string, name = "<text>"): Template {
    const source = { name, origin: name, text };
    this.sandbox?.checkSource(source);
    return new Template(
      this,
      parseTemplate(source, this.#vocabulary, () => true),
    );
  }

  /** What computes a shared variable. */
  sharedData(name: string): SharedData[string] | undefined {
    return Object.hasOwn(this.#shared, name) ? this.#shared[name] : undefined;
  }

  /** The names of all shared variables. */
  sharedNames(): string[] {
    return Object.keys(this.#shared);
  }

  /**
   * A cache for pieces of pages by name; without one, that for pieces of templates.
   * @throws {@link TemplateSyntaxError} where there is none of that name.
   */
  fragmentCache(name?: string): FragmentCache {
    const caches = this.#fragmentCaches;
    if (name === undefined) return caches.get("template_fragments") ?? caches.get("default")!;
    const found = caches.get(name);
    if (found !== undefined) return found;
    throw new TemplateSyntaxError(
      `There is no cache "${name}" for {% cache %}.${didYouMean(name, caches.keys())}\nCaches: ${[...caches.keys()].join(", ")}.`,
    );
  }

  /** Adds the parents of a chain, as far as their names are known before rendering. */
  chain(youngest: readonly ParsedTemplate[]): readonly ParsedTemplate[] {
    const chain = [...youngest];
    for (let oldest = chain.at(-1)!; oldest.extends?.parentName !== undefined; oldest = chain.at(-1)!) {
      chain.push(this.parent(oldest.extends.parentName, chain));
    }
    return chain;
  }

  /**
   * The parent that a chain of templates names. A template may extend another one of its own name, further back in the
   * loaders, but never one that is in the chain already.
   */
  parent(name: string, chain: readonly ParsedTemplate[]): ParsedTemplate {
    const taken = new Set(chain.map(({ source }) => source.origin));
    const position = chain.at(-1)!.extends?.position;
    for (const candidate of this.#candidates(name)) {
      if (!taken.has(candidate.origin)) return this.#parse(name, candidate);
    }
    const isCycle = this.#firstCandidate(name) !== undefined;
    const circle = [...chain.map(({ source }) => source.name), name].join(" → ");
    const reason = isCycle ? `Templates extend each other in a circle: ${circle}.` : undefined;
    throw new TemplateDoesNotExist(name, this.#places(name), this.#names(), position, reason);
  }

  /**
   * What an `{% include %}` means: a template, the name of one, or a list of names of which the first one that exists
   * counts. `from` is the template that includes, for names such as `"./row.html"`.
   */
  included(target: unknown, from: string): Template {
    if (target instanceof Template) return target;
    if (typeof target === "string") return this.template(resolveRelativeName(target, from));
    const names = Array.isArray(target) ? target.map(textOf) : [];
    return this.select(names);
  }

  /** What an `{% extends %}` with a variable means: a template, or the name of one; `undefined` for anything else. */
  parentOf(target: unknown, chain: readonly ParsedTemplate[]): ParsedTemplate | undefined {
    if (target instanceof Template) return target.parsed;
    return typeof target === "string" && target !== "" ? this.parent(target, chain) : undefined;
  }

  /** A part of a template as a template of its own, for a partial that prints itself. */
  partial(parsed: ParsedTemplate): Template {
    const template = this.#partials.get(parsed) ?? new Template(this, parsed);
    this.#partials.set(parsed, template);
    return template;
  }

  /** The template in which a chain extends a parent that was only known at run time. */
  extended(youngest: ParsedTemplate, chain: readonly ParsedTemplate[], parent: ParsedTemplate): Template {
    const byParent = this.#extended.get(youngest) ?? new WeakMap<ParsedTemplate, Template>();
    this.#extended.set(youngest, byParent);
    const template = byParent.get(parent) ?? new Template(this, parent, chain);
    byParent.set(parent, template);
    return template;
  }

  /** The chain of a template that another one includes, or `undefined` where that only fails when it is rendered. */
  findChain(name: string): readonly ParsedTemplate[] | undefined {
    if (!this.#templates.has(name) && this.#firstCandidate(splitName(name).file) === undefined)
      return undefined;
    try {
      return this.chain([this.template(name).parsed]);
    } catch (error) {
      if (error instanceof TemplateDoesNotExist || error instanceof TemplateSyntaxError) return undefined;
      throw error;
    }
  }

  /** Told which templates a compiled one was made of. */
  compiled(templates: Iterable<ParsedTemplate>): void {
    for (const template of templates) {
      if (this.#parsed.get(template.source.origin) === template) this.#trees.used(template);
    }
    this.#trees.trim();
  }

  #parse(name: string, candidate: Candidate): ParsedTemplate {
    const known = this.#parsed.get(candidate.origin);
    if (known !== undefined && (!this.debug || known.isFresh())) return known;
    const version = candidate.version?.();
    const source = { name, origin: candidate.origin, text: candidate.read() };
    this.sandbox?.checkSource(source);
    const parsed = parseTemplate(source, this.#vocabulary, () => candidate.version?.() === version);
    this.#parsed.set(candidate.origin, parsed);
    return parsed;
  }

  #find(name: string): Candidate {
    const candidate = this.#firstCandidate(name);
    if (candidate !== undefined) return candidate;
    const reason =
      this.#loaders.length === 0
        ? `Template "${name}" does not exist: this engine has no loaders. Write new Engine({ loaders: [folderLoader(["templates"])] }).`
        : undefined;
    throw new TemplateDoesNotExist(name, this.#places(name), this.#names(), undefined, reason);
  }

  #exists(name: string): boolean {
    const { file, part } = splitName(name);
    const candidate = this.#firstCandidate(file);
    if (candidate === undefined) return false;
    return part === undefined || this.#parse(file, candidate).partials.has(part);
  }

  #firstCandidate(name: string): Candidate | undefined {
    for (const candidate of this.#candidates(name)) return candidate;
    return undefined;
  }

  *#candidates(name: string): Generator<Candidate> {
    const origins = new Set<string>();
    for (const [index, loader] of this.#loaders.entries()) {
      for (const candidate of loader.find(name)) {
        // Two loaders may call different templates by the same origin: memories do.
        const origin = origins.has(candidate.origin)
          ? `${candidate.origin} (loader ${index + 1})`
          : candidate.origin;
        origins.add(origin);
        yield { origin, read: () => candidate.read(), version: () => candidate.version?.() };
      }
    }
  }

  #places(name: string): string[] {
    return this.#loaders.flatMap((loader) => loader.places?.(name) ?? []);
  }

  #names(): string[] {
    return this.#loaders.flatMap((loader) => [...(loader.names?.() ?? [])]);
  }
}

/** `"list.html#row"` is the part "row" of the template "list.html". */
function splitName(name: string): { readonly file: string; readonly part: string | undefined } {
  const mark = name.indexOf("#");
  if (mark === -1) return { file: name, part: undefined };
  return { file: name.slice(0, mark), part: name.slice(mark + 1) || undefined };
}

function partOf(template: ParsedTemplate, part: string): ParsedTemplate {
  const found = template.partials.get(part);
  if (found !== undefined) return found;
  const { name, origin } = template.source;
  const known = [...template.partials.keys()];
  throw new TemplateDoesNotExist(`${name}#${part}`, [origin], [], undefined, noPartial(name, part, known));
}
