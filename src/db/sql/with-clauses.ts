import type { NamedSource } from "../expressions/node.ts";
import type { AliasNames } from "./join-tree.ts";
import { type Alias, join, list, type Sql } from "./sql.ts";

/** Compiles a part of a named query. */
export type PartCompiler<Context> = (part: NamedSource["parts"][number], context: Context) => Sql;

/** The queries with names of one statement: `WITH RECURSIVE tree (id, depth) AS (…)`. */
export class WithClauses {
  readonly #compile: PartCompiler<never>;
  readonly #names: AliasNames;
  readonly #defined = new Map<NamedSource, { readonly name: Alias; sql: Sql | undefined }>();

  constructor(names: AliasNames, compile: PartCompiler<never>) {
    this.#names = names;
    this.#compile = compile;
  }

  /** Makes sure that a query is defined, and gives the name that it has in the statement. */
  define<Context>(source: NamedSource, context: Context): Alias {
    const known = this.#defined.get(source);
    if (known !== undefined) return known.name; // also while it is being written: a recursive query goes on from itself
    const entry: { readonly name: Alias; sql: Sql | undefined } = {
      name: this.#names.next(source.name),
      sql: undefined,
    };
    this.#defined.set(source, entry);
    const parts = source.parts.map((part) => (this.#compile as PartCompiler<Context>)(part, context));
    entry.sql = list(parts, source.keepsAll ? " UNION ALL " : " UNION ");
    return entry.name;
  }

  /** What the statement begins with; nothing where no query has a name. */
  prefix(quote: (name: string) => string): Sql {
    if (this.#defined.size === 0) return [];
    for (const { name } of this.#defined.values()) this.#names.keepApart(name); // all tables are known by now
    const isRecursive = [...this.#defined.keys()].some(({ parts }) => parts.length > 1);
    // What another one is defined by stands before it, and was written to its end before.
    const clauses = [...this.#defined]
      .toReversed()
      .map(([source, { name, sql }]) =>
        join(name, ` (${[...source.columns.keys()].map(quote).join(", ")}) AS (`, sql ?? [], ")"),
      );
    return join(isRecursive ? "WITH RECURSIVE " : "WITH ", list(clauses), " ");
  }
}
