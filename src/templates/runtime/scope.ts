/** One layer of variables, and those around it. */
export interface Scope {
  /** A plain object, a `Map`, or an instance whose members are the variables. */
  readonly data: object;
  readonly outer: Scope | undefined;
}

/** A layer around nothing. */
export function rootScope(data: object): Scope {
  return { data, outer: undefined };
}
