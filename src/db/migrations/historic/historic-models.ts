import { type AutomaticKeyType, isCounted } from "../../fields/automatic-key.ts";
import type { AnyModel } from "../../models/model-meta.ts";
import { modelMeta, registerHistoricModel } from "../../models/model-registry.ts";
import { modelsState } from "../../schema/models-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { HistoricModelError } from "../errors.ts";
import { checkDeclarations } from "./check-declarations.ts";

/*
 * Code of a migration runs for years, and the app's models change meanwhile. So it brings its own: classes that stand in
 * the migration file and declare the part of the models that the code uses, as it was when the file was written. They are
 * ordinary models, with the types and the queries of all models, and have nothing of the app's: no hooks, no scopes.
 *
 *   runCode({ models: { Book } , forward })     label "shop.Book", by the migration's module
 *       │ before it runs
 *       ▼
 *   registerHistoricModel()                     gives it its table; nobody finds it by its name
 *       │
 *       ▼
 *   checkDeclarations()                         what it declares must be what the migrations add up to here
 */

/** Models of a migration, by their names in the history: `{ Book, "auth.User": User }`. Without a module, it is the migration's. */
export type HistoricModels = Readonly<Record<string, AnyModel>>;

/**
 * Makes the models ready for queries.
 *
 * @param state - The models at this point of the migrations.
 * @throws {@link HistoricModelError} where a model isn't declared as it is there.
 */
export function prepareHistoricModels(models: HistoricModels, module: string, state: SchemaState): void {
  const byLabel = Object.entries(models).map(
    ([name, model]) => [name.includes(".") ? name : `${module}.${name}`, model] as const,
  );
  for (const [label, model] of byLabel) register(label, model, state);
  const declared = modelsState(byLabel.map(([, model]) => model));
  for (const [label] of byLabel) checkDeclarations(declared.get(label), state);
}

function register(label: string, model: AnyModel, state: SchemaState): void {
  const separator = label.lastIndexOf(".");
  const [module, name] = [label.slice(0, separator), label.slice(separator + 1)];
  const found = state.get(label);
  if (modelMeta(model).name !== name) {
    throw new HistoricModelError(
      `The model "${label}" is given the class ${modelMeta(model).name}.\nA class has the name of the model that it stands for: class ${name} extends Model({ … }) {}`,
    );
  }
  registerHistoricModel(module, model, keyTypeOf(found.fields.id));
}

/** The key that a class has which declares none: as the model has it. */
function keyTypeOf(id: { readonly type: string; readonly primaryKey?: boolean } | undefined) {
  const isAutomatic = id?.primaryKey === true && isCounted(id.type);
  return isAutomatic ? (id.type as AutomaticKeyType) : undefined; // counted types are those of keys
}
