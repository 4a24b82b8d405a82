import { builtinLibraries, loadableLibraries } from "../builtin-libraries.ts";
import type { Filter, Library } from "../library.ts";
import type { FilterCall } from "../parser/expression.ts";
import { textLiteral } from "./marked-text.ts";

/** How a twin calls a filter. */
export interface FilterCode {
  readonly code: string;
  readonly isBuiltIn: boolean;
}

/** The parameters of one route that has a name. */
export interface RouteParameters {
  /** Those that stand in it, in order. */
  readonly names: readonly string[];
  /** Those that it is given besides. */
  readonly extra: readonly string[];
}

/** The routes of an app, as far as `{% url %}` asks for them. */
export interface RouteNames {
  /**
   * What the routes of a name take.
   * @returns why there is none of that name, as a sentence.
   */
  parametersOf(name: string): readonly RouteParameters[] | { readonly mistake: string };
}

/** What twins know of filters, tags and routes. */
export class TwinVocabulary {
  readonly routes: RouteNames | undefined;
  readonly #libraries: readonly Library[];
  readonly #builtIn = new Map<Filter, string>();

  /** @param libraries - Those of the app. */
  constructor(libraries: readonly Library[], routes: RouteNames | undefined) {
    this.#libraries = libraries;
    this.routes = routes;
    for (const library of [...builtinLibraries, ...loadableLibraries]) {
      for (const [name, filter] of Object.entries(library.filters)) this.#builtIn.set(filter, name);
    }
  }

  /** The function that stands for a filter. */
  filter({ name, filter }: FilterCall): FilterCode {
    const builtIn = this.#builtIn.get(filter);
    if (builtIn !== undefined) return { code: `filters.${builtIn}`, isBuiltIn: true };
    const owner = this.#libraries.find((library) => library.filters[name] === filter);
    return { code: `q.filter(libraries, ${names(owner, name)})`, isBuiltIn: false };
  }

  /** What a tag of the app's libraries gives. */
  tag(name: string): string {
    const owners = this.#libraries.filter((library) => Object.hasOwn(library.tags, name));
    return `q.tag(libraries, ${names(owners.length === 1 ? owners[0] : undefined, name)})`;
  }
}

function names(owner: Library | undefined, name: string): string {
  return `${textLiteral(owner?.name ?? "")}, ${textLiteral(name)}`;
}
