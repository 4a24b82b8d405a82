import type { Filter, TagParser } from "../library.ts";
import type { Vocabulary } from "./parser.ts";

/** What a template may name: what is always there, and what it has loaded so far. */
export class KnownNames<Meaning> {
  readonly #always: ReadonlyMap<string, Meaning>;
  /** Most templates load nothing. */
  #loaded: Map<string, Meaning> | undefined;

  constructor(always: ReadonlyMap<string, Meaning>) {
    this.#always = always;
  }

  get(name: string): Meaning | undefined {
    return this.#loaded?.get(name) ?? this.#always.get(name);
  }

  add(meanings: Readonly<Record<string, Meaning>>): void {
    this.#loaded ??= new Map();
    for (const [name, meaning] of Object.entries(meanings)) this.#loaded.set(name, meaning);
  }

  *keys(): Generator<string> {
    yield* this.#always.keys();
    for (const name of this.#loaded?.keys() ?? []) if (!this.#always.has(name)) yield name;
  }
}

interface BuiltinNames {
  readonly tags: ReadonlyMap<string, TagParser>;
  readonly filters: ReadonlyMap<string, Filter>;
}

// All templates of an engine have the same: they are put together once.
const builtins = new WeakMap<Vocabulary, BuiltinNames>();

/** The tags and filters that need no `{% load %}`. */
export function builtinNames(vocabulary: Vocabulary): BuiltinNames {
  const known = builtins.get(vocabulary);
  if (known !== undefined) return known;
  const names = {
    tags: new Map(vocabulary.builtins.flatMap(({ tags }) => Object.entries(tags))),
    filters: new Map(vocabulary.builtins.flatMap(({ filters }) => Object.entries(filters))),
  };
  builtins.set(vocabulary, names);
  return names;
}
