/** One layer of variables, and those around it. */
export interface Scope {
  /** A plain object, a `Map`, or an instance whose members are the variables. */
  readonly data: object;
  readonly outer: Scope | undefined;
  /** Outermost, with the data that the app shares behind it; an isolated include has no such layer. */
  readonly isRoot?: boolean;
}

/** The layer of a page's own context. */
export function rootScope(data: object): Scope {
  return { data, outer: undefined, isRoot: true };
}
