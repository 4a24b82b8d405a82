import { didYouMean } from "../../core/index.ts";
import { LibraryError, SandboxLimitError } from "../errors.ts";
import type { Library } from "../library.ts";
import { ownOptions } from "../own-options.ts";
import type { Vocabulary } from "../parser/parser.ts";
import type { Source } from "../source.ts";
import { sandboxFilters, sandboxTags } from "./allowed-names.ts";
import { boundedFilter } from "./bounded-filter.ts";
import { ReadableMembers, type SandboxMembers } from "./readable-members.ts";

/** What templates may do whose authors are not trusted. Everything that is left out has a safe default. */
export interface SandboxOptions {
  /** The only tags that there are: {@link sandboxTags} by default. */
  readonly tags?: readonly string[];
  /** The only filters that there are: {@link sandboxFilters} by default. */
  readonly filters?: readonly string[];
  /**
   * Classes whose instances may be looked into, and which members of each: fields, getters, relations, methods without
   * parameters. Templates see plain data otherwise.
   *
   * @example
   * members: new Map([[Book, ["title", "price"]]])
   */
  readonly members?: SandboxMembers;
  /** Whether queries and relations may be loaded, and generators be read: `false` by default. */
  readonly queries?: boolean;
  /** How much one render may do: tags, look-ups, turns of loops, and the lengths of texts that filters work on. 500,000 by default. */
  readonly maxSteps?: number;
  /** How many characters one render may write, and one value may grow to: 1,000,000 by default. */
  readonly maxOutputLength?: number;
  /** How deep templates may include each other, where they may: 10 by default. */
  readonly maxDepth?: number;
  /** How long a template may be, in characters: 100,000 by default. */
  readonly maxSourceLength?: number;
}

/** The rules of one engine for templates whose authors are not trusted. */
export class Sandbox {
  readonly members: ReadableMembers;
  readonly maxSteps: number;
  readonly maxOutputLength: number;
  readonly maxDepth: number;
  readonly maxSourceLength: number;
  readonly #tags: ReadonlySet<string>;
  readonly #filters: ReadonlySet<string>;

  constructor(given: SandboxOptions) {
    const options = ownOptions(given);
    this.members = new ReadableMembers(options.members ?? new Map(), options.queries ?? false);
    this.maxSteps = limit("maxSteps", options.maxSteps ?? 500_000);
    this.maxOutputLength = limit("maxOutputLength", options.maxOutputLength ?? 1_000_000);
    this.maxDepth = limit("maxDepth", options.maxDepth ?? 10);
    this.maxSourceLength = limit("maxSourceLength", options.maxSourceLength ?? 100_000);
    this.#tags = new Set(options.tags ?? sandboxTags);
    this.#filters = new Set(options.filters ?? sandboxFilters);
  }

  /**
   * What is left of the tags and filters that an engine knows.
   * @throws {@link LibraryError} where one is allowed that there is not.
   */
  restrict({ builtins, libraries }: Vocabulary): Vocabulary {
    const all = [...builtins, ...libraries.values()];
    checkNames("tag", this.#tags, new Set(all.flatMap(({ tags }) => Object.keys(tags))));
    checkNames("filter", this.#filters, new Set(all.flatMap(({ filters }) => Object.keys(filters))));
    return {
      builtins: builtins.map((library) => this.#restricted(library)),
      libraries: new Map([...libraries].map(([name, library]) => [name, this.#restricted(library)])),
      refused: {
        tags: new Set(all.flatMap(({ tags }) => Object.keys(tags)).filter((name) => !this.#tags.has(name))),
        filters: new Set(
          all.flatMap(({ filters }) => Object.keys(filters)).filter((name) => !this.#filters.has(name)),
        ),
      },
    };
  }

  #restricted({ name, tags, filters }: Library): Library {
    const allowedTags = Object.entries(tags).filter(([tag]) => this.#tags.has(tag));
    const allowedFilters = Object.entries(filters).filter(([filter]) => this.#filters.has(filter));
    return {
      name,
      tags: Object.fromEntries(allowedTags),
      filters: Object.fromEntries(
        allowedFilters.map(([filter, given]) => [filter, boundedFilter(filter, given)]),
      ),
    };
  }

  /** @throws {@link SandboxLimitError} for a template that is too long. */
  checkSource(source: Source): void {
    if (source.text.length <= this.maxSourceLength) return;
    throw new SandboxLimitError("source", this.maxSourceLength, { source, start: 0, end: 1 });
  }
}

function limit(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`The sandbox's ${name} must be a whole number above 0, and is ${value}.`);
}

function checkNames(kind: "tag" | "filter", allowed: ReadonlySet<string>, known: ReadonlySet<string>): void {
  for (const name of allowed) {
    if (known.has(name)) continue;
    throw new LibraryError(
      `The sandbox allows the ${kind} "${name}", which no library of the engine has.${didYouMean(name, known)}`,
    );
  }
}
