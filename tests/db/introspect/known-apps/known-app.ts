/** The tables of an app that others have written, and what is done with the models that are made of them. */
export interface KnownApp {
  /** The module's name, too. */
  readonly name: string;
  /** Statements that make the tables and fill them, on the databases where such an app lives. */
  readonly schema: Readonly<Partial<Record<Dialect, string>>>;
  /** The body of a function that asks the models in both directions: it is looked at by the compiler. */
  readonly questions: string;
  /** What it answers. */
  readonly answers: unknown;
  /** A change of a model that somebody makes afterwards: a text of the file, and the one in its place. */
  readonly change: readonly [from: RegExp, to: string];
}

export type Dialect = "sqlite" | "postgres" | "mysql";
