import { defineEvent } from "../../../core/index.ts";

/** What {@link modelRenamed} tells. */
export interface ModelRenamed {
  readonly module: string;
  /** The name before, without the module. */
  readonly from: string;
  readonly to: string;
  /** Whether the database has a table at this point of the migrations. */
  hasTable(name: string): Promise<boolean>;
}

/**
 * A migration has given a model another name, or, on the way down, its old one back. Emitted inside the migration's
 * transaction, where queries go to its database: rows that stand for the model, such as permissions, follow, or the
 * migration isn't applied at all. A step that is repeated after a crash emits it again.
 */
export const modelRenamed = defineEvent<ModelRenamed>("db.model-renamed");
