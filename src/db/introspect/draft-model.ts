import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import type { ConstraintState, FieldState, IndexState } from "../schema/model-state.ts";
import type { FieldChoices, InverseRelation } from "../source-text/model-source.ts";
import type { IntrospectOptions } from "./introspected.ts";
import type { CheckFacts, TableFacts } from "./table-facts.ts";

/** A model that is being made. The steps after this one add to it. */
export interface DraftModel {
  readonly table: TableFacts;
  readonly label: string;
  readonly name: string;
  readonly isManaged: boolean;
  readonly fields: Record<string, FieldState>;
  /** The fields of a key of several in their order, where it isn't that of the columns. */
  primaryKey?: readonly string[];
  readonly indexes: IndexState[];
  readonly constraints: ConstraintState[];
  readonly extras: DraftExtras;
  readonly notes: string[];
  /** The fields of columns. */
  readonly fieldOf: ReadonlyMap<string, string>;
  /** Conditions that the kind of a field says already. */
  readonly impliedChecks: ReadonlySet<CheckFacts>;
  /** Whether a name is free for one more field. */
  isTaken(name: string): boolean;
  take(name: string): void;
}

interface DraftExtras {
  inverses: InverseRelation[];
  choices: Record<string, FieldChoices>;
  fieldComments: Record<string, string[]>;
  comments: string[];
  shownBy?: string;
}

export interface FieldContext extends IntrospectOptions {
  /** The labels of all models, by table. */
  readonly labels: ReadonlyMap<string, string>;
  readonly tables: readonly TableFacts[];
  readonly defaultKey: AutomaticKeyType;
}
