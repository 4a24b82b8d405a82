import type { Converter } from "./converters.ts";
import { patternIn } from "./localized-pattern.ts";
import { canMatchParts, matchParts } from "./match-parts.ts";
import { compilePythonRegex } from "./python-regex.ts";
import { type ReverseTemplate, reverseTemplates } from "./reverse-template.ts";
import { itemsOf } from "./route-leaf.ts";
import type { Pattern } from "./route-pattern.ts";
import type { RoutePart } from "./route-syntax.ts";
import { Mount, type Routes } from "./routes.ts";

/*
 * The tree as it is needed to make URLs: for each namespace its names, the namespaces inside, and the instances of each
 * app. A mount without a namespace is merged into what is around it. As in Django the last of several routes of one
 * name is tried first.
 */
export interface ReverseScope {
  readonly routes: Routes;
  readonly candidates: ReadonlyMap<string, readonly ReverseCandidate[]>;
  readonly namespaces: ReadonlyMap<string, ReverseScope>;
  /** Tables that were merged into this one, by themselves. */
  readonly merged: readonly ReverseScope[];
  /** The namespaces of the mounts of an app, by its name. */
  readonly apps: ReadonlyMap<string, readonly string[]>;
}

/** A route that a URL may be made of. */
export class ReverseCandidate {
  readonly patterns: readonly Pattern[];
  /** The regular expression of the whole URL, in Python's syntax. */
  readonly regex: string;
  /** Parameters that don't stand in the path: they may be given, and then must be these. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly converters: ReadonlyMap<string, Converter>;
  /** All parts one after the other, where no expression of one's own is among them. */
  readonly #parts: readonly RoutePart[] | undefined;
  #templates: readonly ReverseTemplate[] | undefined;
  #check: RegExp | undefined;

  constructor(patterns: readonly Pattern[], defaults: Readonly<Record<string, unknown>>) {
    this.patterns = patterns;
    const isPath = patterns.at(-1)?.parts !== undefined;
    this.regex = patterns.map(({ regex }) => regex).join("") + (isPath ? "\\Z" : "");
    this.defaults = defaults;
    const parts = patterns.every((pattern) => pattern.parts !== undefined)
      ? patterns.flatMap((pattern) => pattern.parts ?? [])
      : undefined;
    this.#parts = parts !== undefined && canMatchParts(parts) ? parts : undefined;
    const parameters = patterns.flatMap((pattern) => pattern.parameters);
    this.converters = new Map(parameters.map(({ name, converter }) => [name, converter]));
  }

  /** The texts that the URL may be made of. */
  get templates(): readonly ReverseTemplate[] {
    this.#templates ??= reverseTemplates(this.regex);
    return this.#templates;
  }

  /** Whether a path, without its first slash, is one of this route. */
  accepts(path: string): boolean {
    if (this.#parts !== undefined) return matchParts(this.#parts, path, true) !== undefined;
    this.#check ??= compilePythonRegex(`^(?:${this.regex})`);
    return this.#check.test(path);
  }

  /** The route as it was written. */
  get route(): string {
    return this.patterns.map(({ source }) => source).join("");
  }
}

/** What surrounds a table on its way from the root. */
interface Surroundings {
  readonly patterns: readonly Pattern[];
  /** Of the mounts up to the next namespace, as in Django. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly language: string;
}

/** Prepares a tree of routes for making URLs in a language. */
export function buildReverseScope(routes: Routes, language: string): ReverseScope {
  return buildScope(routes, { patterns: [], defaults: {}, language });
}

function buildScope(routes: Routes, around: Surroundings): ReverseScope {
  const { language } = around;
  const candidates = new Map<string, ReverseCandidate[]>();
  const namespaces = new Map<string, ReverseScope>();
  const merged: ReverseScope[] = [];
  const apps = new Map<string, string[]>();
  for (const [name, entry] of routes.entries.toReversed()) {
    for (const item of itemsOf(entry).toReversed()) {
      const patterns = [...around.patterns, patternIn(item.pattern, language)];
      if (!(item instanceof Mount)) {
        const defaults = { ...item.endpoint.extra, ...around.defaults };
        append(candidates, name, [new ReverseCandidate(patterns, defaults)]);
      } else if (item.options.namespace === false) {
        const defaults = { ...item.options.params, ...around.defaults };
        const inner = buildScope(item.routes, { patterns, defaults, language });
        merged.push(inner);
        for (const [innerName, list] of inner.candidates) append(candidates, innerName, list);
        for (const [innerName, scope] of inner.namespaces) namespaces.set(innerName, scope);
        for (const [app, instances] of inner.apps) append(apps, app, instances);
      } else {
        namespaces.set(name, buildScope(item.routes, { patterns, defaults: {}, language }));
        if (item.routes.app !== undefined) append(apps, item.routes.app, [name]);
      }
    }
  }
  return { routes, candidates, namespaces, merged, apps };
}

function append<Item>(lists: Map<string, Item[]>, name: string, items: readonly Item[]): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [...items]);
  else list.push(...items);
}
