import { createModel, type Operation, SchemaState } from "quintet/db";
import { applyAll } from "../../../src/db/migrations/operations/apply-all.ts";
import { modelDescription } from "../../../src/db/migrations/operations/model-description.ts";
import { optimizeOperations } from "../../../src/db/migrations/optimize/optimize-operations.ts";
import type { Json, JsonObject } from "../queries/documents.ts";
import { deconstructed, type With } from "./documents.ts";
import { afterwards, djangoOperations } from "./operation-list-json.ts";
import { operationsOf } from "./operations.ts";
import { isProxy, labelsOf, linkedProxy, schemaStateOf } from "./states.ts";

/*
 * The kind "optimize": operations, and what the optimizer makes of them. They come without the state that they are applied
 * to, so that a bare model stands for each that they speak of and don't create.
 */

export interface OptimizeRecord {
  readonly operations: readonly JsonObject[];
  readonly app_label: string;
}

export function optimizedOperations({ operations, app_label: app }: OptimizeRecord): readonly Json[] {
  if (typeof app !== "string") throw new TypeError("optimizeOperations() needs the name of a module.");
  let before = new SchemaState();
  let state = before;
  const translated: Operation[] = [];
  for (const json of operations) {
    const model = bareModel(json, app, state);
    before = new SchemaState([...before.models.values(), ...model]);
    state = new SchemaState([...state.models.values(), ...model]);
    for (const operation of asOne(json, operationsOf(json, { app, state }))) {
      // Notes are the translation's own, and the field of an order is written as the order.
      if (operation.kind === "note" || operation.args[1] === "_order") continue;
      translated.push(withLink(operation, state));
      state = afterwards(operation, state, app);
    }
  }
  const written = djangoOperations(optimizeOperations(translated, app), app, before, "options");
  const names = namesIn(operations);
  return written.map(({ json }) => withNames(json, names));
}

/** A rule of `index_together` gets a name, and is an index then: to Quintet's optimizer that is code of an app's own. */
function asOne(json: JsonObject, operations: readonly Operation[]): readonly Operation[] {
  const [kind, , kwargs] = deconstructed(json, "$op");
  if (kind !== "RenameIndex" || (kwargs.old_fields ?? null) === null) return operations;
  const [first] = operations;
  const whole: With<Operation, JsonObject> = {
    ...first!,
    kind: "nameIndexTogether",
    apply: (state, module) => applyAll(operations, state, module),
    django: json,
  };
  return [whole];
}

/** The creation of a proxy needs that of its parent. */
function withLink(operation: Operation, state: SchemaState): Operation {
  if (operation.kind !== "createModel") return operation;
  const [name, description] = operation.args as unknown as Parameters<typeof createModel>;
  const model = { indexes: [], constraints: [], ...description, module: "", name };
  return isProxy(model) ? createModel(name, modelDescription(linkedProxy(model, state))) : operation;
}

/** The model that an operation is about, where nothing has created it; it has a key and no more. */
function bareModel(json: JsonObject, app: string, state: SchemaState) {
  const [kind, , kwargs] = deconstructed(json, "$op");
  const name = String(kwargs.model_name ?? kwargs.old_name ?? kwargs.name);
  if (kind === "CreateModel" || state.find(`${app}.${labelsOf(state).nameOf(name, app)}`)) return [];
  const fields = [["id", { $field: ["AutoField", [], { primary_key: true }] }] as const];
  return [...schemaStateOf([{ app, name, fields, options: {}, bases: [] }]).models.values()];
}

/** Models as the list writes them first: operations are written back with names in lower case. */
function namesIn(operations: readonly JsonObject[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const json of operations) {
    const [, , { name, model_name: model }] = deconstructed(json, "$op");
    const written = String(model ?? name);
    if (!names.has(written.toLowerCase())) names.set(written.toLowerCase(), written);
  }
  return names;
}

function withNames(json: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const [kind, args, kwargs] = deconstructed(json, "$op");
  const key = "model_name" in kwargs ? "model_name" : "name";
  if (!(key in kwargs)) return json;
  const written = names.get(String(kwargs[key])) ?? kwargs[key]!;
  return { $op: [kind, args, { ...kwargs, [key]: written }] };
}
