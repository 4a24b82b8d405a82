import type { Database } from "../connections/database.ts";
import type { AnyModel, ModelList, ModelMeta } from "../models/model-meta.ts";
import { modelMeta } from "../models/model-registry.ts";
import { evolve } from "./evolve.ts";
import { modelsState } from "./models-state.ts";
import { withSchemaSession } from "./schema-access.ts";
import { SchemaState } from "./schema-state.ts";

/**
 * Makes the tables of models, and of those that they refer to, without migration files: for tests and short scripts.
 *
 * @example
 * await createTables(database, [Book]); // and Author, which Book refers to
 */
export async function createTables(database: Database, models: ModelList): Promise<void> {
  const state = modelsState(withTargets(models));
  await withSchemaSession(database, (session) =>
    session.exclusively((editor) => evolve(editor, new SchemaState(), state)),
  );
}

/** The models, and all that can be reached from them by relations that have a column or a table. */
function withTargets(models: readonly AnyModel[]): readonly AnyModel[] {
  const found = new Set<ModelMeta>();
  const add = (meta: ModelMeta): void => {
    if (found.has(meta.root)) return;
    found.add(meta.root);
    for (const relation of meta.root.ownRelations.values()) {
      if (relation.kind === "hasMany" || relation.kind === "hasOne") continue;
      add(relation.target);
      if (relation.through?.model !== undefined) add(relation.through.model);
    }
  };
  for (const model of models) add(modelMeta(model));
  return [...found].map(({ model }) => model);
}
