import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import type { DatabaseKind, ModelState } from "../schema/model-state.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import type { ModelExtras } from "../source-text/model-source.ts";

/** What models are made of tables with. */
export interface IntrospectOptions {
  readonly kind: DatabaseKind;
  /** The module that a table's model belongs to. */
  readonly moduleOf: (table: string) => string;
  /** Models that the app has for tables already, by table: relations may lead to them. */
  readonly known: ReadonlyMap<string, ModelState>;
  /** Tables that belong to relations of such models, and those that no model is wanted for. */
  readonly skipped: ReadonlySet<string>;
  /** Tables are called as models are, in the singular or not. */
  readonly isDjango: boolean;
  /** Columns of 32 characters that hold UUIDs, as `JSON.stringify([table, column])`. */
  readonly uuids: ReadonlySet<string>;
  /** The key that the module's models have, where it says; else it is taken from the tables. */
  readonly defaultKey?: AutomaticKeyType;
}

/** Models made of tables. */
export interface Introspected {
  /** The models, and the known ones. */
  readonly state: SchemaState;
  /** Those of them that are new. */
  readonly models: readonly ModelState[];
  readonly extras: ReadonlyMap<string, ModelExtras>;
  /** The key of models that declare none. */
  readonly defaultKey: AutomaticKeyType;
  /** What the models don't say of the tables, in sentences. */
  readonly notes: readonly string[];
}
