import type { Position } from "../source.ts";

/** A name that the template itself sets. */
export interface TwinLocal {
  /** The constant or variable of the twin. */
  readonly ts: string;
  /** Whether the place that sets it may not have been reached. */
  readonly mayBeUnset: boolean;
}

export interface TwinScopeOptions {
  /** Where `{% include … only %}` stands: nothing of what is outside is seen inside. */
  readonly isolatedBy?: Position | undefined;
  /** Variables of a template's own, for tags that render one: nothing else is seen inside. */
  readonly root?: string;
}

/** Names that hold in a part of a template: the block of a twin. */
export class TwinScope {
  readonly outer: TwinScope | undefined;
  readonly #isClosed: boolean;
  /** The constant with the variables around the template; `undefined` where none of them is seen. */
  readonly root: string | undefined;
  /** Where the template was included so that none of them is. */
  readonly isolatedBy: Position | undefined;
  readonly names = new Map<string, TwinLocal>();
  readonly declared: string[] = [];
  /** The line at which the declared variables are written. */
  readonly declarationLine: number;

  constructor(outer: TwinScope | undefined, declarationLine: number, options: TwinScopeOptions) {
    const { isolatedBy, root } = options;
    this.outer = outer;
    this.declarationLine = declarationLine;
    this.#isClosed = isolatedBy !== undefined || root !== undefined;
    this.root = root ?? (isolatedBy === undefined ? outer?.root : undefined);
    this.isolatedBy = isolatedBy ?? outer?.isolatedBy;
  }

  /** The scopes from this one outwards, as far as names are seen. */
  *visible(): Generator<TwinScope> {
    for (let scope: TwinScope | undefined = this; scope !== undefined; scope = scope.outer) {
      yield scope;
      if (scope.#isClosed) return;
    }
  }

  /** All names that are set here or further out. */
  allNames(): string[] {
    return [...this.visible()].flatMap((scope) => [...scope.names.keys()]);
  }
}
