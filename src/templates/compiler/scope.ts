/*
 * Names are resolved when a template is compiled: what {% for %}, {% with %} and "as name" set becomes a JavaScript
 * variable. A scope is a stretch of the template in which such names hold.
 */

/** A name that the template itself sets. */
export interface LocalName {
  /** The JavaScript variable. */
  readonly js: string;
  /** Whether the place that sets it may not have been reached: then the name means what it means outside. */
  readonly mayBeUnset: boolean;
  /**
   * Told when something reads the name, for variables that are only made when needed: with the member, where only one of
   * {@link members} is read.
   */
  readonly onUse?: ((member?: string) => void) | undefined;
  /** Members whose code is known without a look-up, such as `forloop.counter`. Such a name is never set anew. */
  readonly members?: ReadonlyMap<string, string> | undefined;
  /**
   * Where its value comes from, such as `books[]` for the items of a loop over `books`: what comes from the same place
   * looks alike.
   */
  readonly origin?: string | undefined;
  /** What the name means in the same scope where this one is not set: a tag has taken the name of `forloop`. */
  readonly hidden?: LocalName | undefined;
}

export interface ScopeOptions {
  readonly isIsolated?: boolean;
  readonly sharesNames?: boolean;
}

/** Names that hold in a part of a template. */
export class CompileScope {
  readonly outer: CompileScope | undefined;
  /** Nothing of what is outside is seen inside: `{% include … only %}`. */
  readonly isIsolated: boolean;
  /** Names that are set inside are set around it: a partial has no variables of its own. */
  readonly sharesNames: boolean;
  /** Whether the variables around the template are seen from here. */
  readonly seesRoot: boolean;
  readonly names = new Map<string, LocalName>();
  /** The line of the code at which variables of this scope are declared. */
  readonly declarationLine: number;
  readonly declared: string[] = [];
  /** Variables in which nodes keep their state. */
  readonly states = new Map<unknown, string>();

  constructor(
    outer: CompileScope | undefined,
    declarationLine: number,
    { isIsolated = false, sharesNames = false }: ScopeOptions = {},
  ) {
    this.outer = outer;
    this.declarationLine = declarationLine;
    this.isIsolated = isIsolated;
    this.sharesNames = sharesNames;
    this.seesRoot = !isIsolated && (outer?.seesRoot ?? true);
  }

  /** The scope in which names are set. */
  get forNames(): CompileScope {
    return this.sharesNames ? (this.outer?.forNames ?? this) : this;
  }

  /** The next scope outwards whose names are seen, too. */
  get next(): CompileScope | undefined {
    return this.isIsolated ? undefined : this.outer;
  }
}
