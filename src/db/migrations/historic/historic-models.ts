import { type AutomaticKeyType, isCounted } from "../../fields/automatic-key.ts";
import type { AnyModel } from "../../models/model-meta.ts";
import { modelMeta, registerHistoricModel } from "../../models/model-registry.ts";
import type { FieldState, ModelState } from "../../schema/model-state.ts";
import { modelsState } from "../../schema/models-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { tableOf } from "../../schema/table-definition.ts";
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
  for (const [label, model] of byLabel) {
    const owner = label.slice(0, label.lastIndexOf("."));
    registerHistoricModel(owner, model, keyTypeOf(state.get(label).fields.id));
  }
  for (const declared of declaredStates(byLabel)) checkDeclarations(declared, state);
}

/** What the classes declare, each under the name of the model that it stands for: a class may be called otherwise. */
function declaredStates(
  byLabel: readonly (readonly [label: string, model: AnyModel])[],
): readonly ModelState[] {
  const labels = new Map(byLabel.map(([label, model]) => [modelMeta(model).qualifiedName, label]));
  const follow = (label: string | undefined) =>
    label === undefined ? undefined : (labels.get(label) ?? label);
  const states = modelsState(byLabel.map(([, model]) => model)).models;
  return [...states].map(([label, model]) => {
    const fields = Object.entries(model.fields).map(([name, field]): [string, FieldState] => {
      const [to, through] = [follow(field.to), follow(field.through)];
      return [name, { ...field, ...(to !== undefined && { to }), ...(through !== undefined && { through }) }];
    });
    const name = follow(label)!.slice(model.module.length + 1); // it has one: its own, if no other
    return { ...model, table: tableOf(model), name, fields: Object.fromEntries(fields) };
  });
}

/** The key that a class has which declares none: as the model has it. */
function keyTypeOf(id: { readonly type: string; readonly primaryKey?: boolean } | undefined) {
  const isAutomatic = id?.primaryKey === true && isCounted(id.type);
  return isAutomatic ? (id.type as AutomaticKeyType) : undefined; // counted types are those of keys
}
