/** A question, asked of Django and of Quintet about the same rows. */
export interface Pair {
  readonly name: string;
  /** Django's: an expression of Python; what stands in it is listed in django_side.py. */
  readonly python: string;
  /** Quintet's: a query, or what it came to. */
  readonly query: () => PromiseLike<unknown>;
  /**
   * Names a time zone, which MariaDB knows only once its tables of zones were loaded: Quintet doesn't need them there,
   * and Django on PostgreSQL answers for both.
   */
  readonly zoned?: boolean;
  /** The only database that the question makes sense on. */
  readonly only?: "postgres" | "mysql";
  /** Both refuse it; without it a refusal is a mistake. */
  readonly refused?: boolean;
  /** Why Quintet answers otherwise than Django on MariaDB: as both do on PostgreSQL. */
  readonly decision?: string;
}

export function pair(
  name: string,
  python: string,
  query: Pair["query"],
  more: Omit<Pair, "name" | "python" | "query"> = {},
): Pair {
  return { name, python, query, ...more };
}

/** A question that names a time zone. */
export function zoned(name: string, python: string, query: Pair["query"]): Pair {
  return pair(name, python, query, { zoned: true });
}
