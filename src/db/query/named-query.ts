import { describeValue, InvalidQueryError } from "../errors.ts";
import { checkQuery, Expression } from "../expressions/expression.ts";
import type { NamedSource, Node, QueryNode } from "../expressions/node.ts";
import type { QueryOf } from "./query-of.ts";
import { queryShape } from "./query-shape.ts";
import { type QueryState, stateKey } from "./query-state.ts";

/** What joining a query with a name needs of it, whatever its rows are. */
export interface JoinableQuery extends NamedSource {
  /** Whether its parts are not all known yet. */
  readonly isOpen: boolean;
  /** The shape of what the name stands for; its values go to `params`. */
  shape(params: unknown[]): string;
}

/** A query with a name: others can be joined with its rows. */
export class NamedQuery<Row> implements JoinableQuery {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Node>;
  readonly parts: QueryNode[];
  readonly keepsAll: boolean;
  /** Its columns, for conditions and values of queries that are joined with it. */
  readonly row: { readonly [Name in keyof Row]-?: Expression<Row[Name]> };
  /** Whether its parts are all known; while they are made, a part refers to the query itself. */
  isOpen = true;

  constructor(name: string, first: QueryState, keepsAll: boolean) {
    if (typeof name !== "string" || !/^[A-Za-z_]\w{0,62}$/.test(name))
      throw new InvalidQueryError(
        `A query can't be called ${describeValue(name)}: use letters, digits and _, at most 63.`,
      );
    this.name = name;
    this.columns = columnsOf(name, first);
    this.parts = [{ kind: "query", query: { [stateKey]: first } }];
    this.keepsAll = keepsAll;
    const columns = [...this.columns.keys()].map((column) => [
      column,
      new Expression({ kind: "named", source: this, column }),
    ]);
    this.row = Object.freeze(Object.fromEntries(columns)) as typeof this.row;
  }

  /** The shape of what the name stands for, and its parameters. */
  shape(params: unknown[]): string {
    return this.parts
      .map(({ query }) => queryShape(query[stateKey], "list", params))
      .join(this.keepsAll ? "++" : "+");
  }
}

function columnsOf(name: string, { result, meta }: QueryState): ReadonlyMap<string, Node> {
  if (result?.form === "object") return result.nodes;
  throw new InvalidQueryError(
    `The query ${name} on ${meta.name} must say which columns it has: select((row) => ({ … })).`,
  );
}

/**
 * Gives a query a name, so that others can be joined with its rows.
 *
 * @example
 * const sales = namedQuery("sales", Line.select((line) => ({ book: line.book.id, total: line.price.sum() })));
 * await Book.join(sales, (book) => sales.row.book.eq(book.id)).annotate(() => ({ total: sales.row.total }));
 */
export function namedQuery<Row>(name: string, query: QueryOf<Row>): NamedQuery<Row> {
  checkQuery(query, "namedQuery()");
  const named = new NamedQuery<Row>(name, query[stateKey], true);
  named.isOpen = false;
  return named;
}

/**
 * A query that goes on from its own rows: the first ones, and then again and again those that `next` makes of the rows
 * found last, until it makes none. Equal rows count once, so that circles come to an end; with `all` they count as often
 * as they are found.
 *
 * @example
 * const below = recursiveQuery(
 *   "below",
 *   Category.where({ id: 7 }).select((category) => ({ id: category.id, depth: value(0) })),
 *   (found) => Category.join(found, (category) => category.parent.eq(found.row.id))
 *     .select((category) => ({ id: category.id, depth: found.row.depth.plus(1) })),
 * );
 * await Category.join(below, (category) => category.id.eq(below.row.id)).orderBy(() => below.row.depth);
 */
export function recursiveQuery<Row>(
  name: string,
  first: QueryOf<Row>,
  next: (found: NamedQuery<Row>) => QueryOf<unknown>,
  options: { readonly all?: boolean } = {},
): NamedQuery<Row> {
  const named = new NamedQuery<Row>(name, first[stateKey], options.all ?? false);
  const step = next(named)[stateKey];
  const columns = [...named.columns.keys()];
  const made = [...columnsOf(name, step).keys()];
  if (columns.join() !== made.join()) {
    throw new InvalidQueryError(
      `The recursive query ${name} begins with the columns ${columns.join(", ")}, and goes on with ${made.join(", ")}. Both must have the same, in the same order.`,
    );
  }
  named.parts.push({ kind: "query", query: { [stateKey]: step } });
  named.isOpen = false;
  return named;
}
