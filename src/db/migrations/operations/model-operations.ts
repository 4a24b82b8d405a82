import { isDeepStrictEqual } from "node:util";
import { snakeCase } from "../../models/names.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { ConstraintState, FieldState, IndexState, ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { keyNames } from "../../schema/table-definition.ts";
import { checkArguments } from "./check-arguments.ts";
import type { Operation } from "./operation.ts";
import { schemaOperation } from "./schema-operation.ts";

/** What the database says and does about a table beside its columns. */
export type TableOptions = Pick<ModelState, "comment" | "tablespace">;

/** What `createModel()` is told about a model. */
export interface ModelDescription extends TableOptions {
  readonly fields: Readonly<Record<string, FieldState>>;
  /** The fields of a key of several in their order, where it isn't that of the fields. */
  readonly primaryKey?: readonly string[];
  readonly table?: string;
  readonly managed?: boolean;
  readonly onlyOn?: ModelState["onlyOn"];
  readonly indexes?: readonly IndexState[];
  readonly constraints?: readonly ConstraintState[];
  readonly options?: ModelState["options"];
}

/** Makes the tables of a new model. */
export function createModel(name: string, description: ModelDescription): Operation {
  return schemaOperation({
    kind: "createModel",
    args: [name, description],
    symbol: "+",
    description: () => `Create model ${name}`,
    nameFragment: () => snakeCase(name),
    apply(state, module) {
      if (state.find(`${module}.${name}`)) {
        throw new SchemaStateError(`Model ${module}.${name} is created, and is there already.`);
      }
      return state.with({ indexes: [], constraints: [], ...description, module, name });
    },
  });
}

/** Drops the tables of a model, with their rows. */
export function deleteModel(name: string): Operation {
  return schemaOperation({
    kind: "deleteModel",
    args: [name],
    symbol: "-",
    description: () => `Delete model ${name}`,
    nameFragment: () => `delete_${snakeCase(name)}`,
    apply(state, module) {
      const label = `${module}.${name}`;
      const remaining = state.without(label);
      for (const model of remaining.models.values()) refuseReference(model, label);
      return remaining;
    },
  });
}

function refuseReference(model: ModelState, deleted: string): void {
  for (const [name, field] of Object.entries(model.fields)) {
    if (field.to !== deleted && field.through !== deleted) continue;
    throw new SchemaStateError(
      `Model ${deleted} is deleted, and ${labelOf(model)}.${name} still refers to it. Remove that field first.`,
    );
  }
}

/** Gives a model another name; its table, and what refers to it, follow. */
export function renameModel(from: string, to: string): Operation {
  const labels = (module: string) => ({ from: `${module}.${from}`, to: `${module}.${to}` });
  return schemaOperation({
    kind: "renameModel",
    args: [from, to],
    symbol: "~",
    description: () => `Rename model ${from} to ${to}`,
    nameFragment: () => `rename_${snakeCase(from)}_${snakeCase(to)}`,
    apply(state, module) {
      const renamed = labels(module);
      state.get(renamed.from);
      if (state.find(renamed.to)) {
        throw new SchemaStateError(
          `Model ${renamed.from} is renamed to ${to}, and ${renamed.to} is there already.`,
        );
      }
      return state.map((model) => {
        const following = withReferences(model, renamed);
        return labelOf(model) === renamed.from ? { ...following, name: to } : following;
      });
    },
    notes(module) {
      const { from, to } = labels(module);
      return { forward: { renamedModel: { from, to } }, backward: { renamedModel: { from: to, to: from } } };
    },
  });
}

/** The model with its references to `from` changed into references to `to`; the same object where it has none. */
function withReferences(model: ModelState, { from, to }: { from: string; to: string }): ModelState {
  const entries = Object.entries(model.fields);
  if (!entries.some(([, field]) => field.to === from || field.through === from)) return model;
  const fields = entries.map(([name, field]): [string, FieldState] => [
    name,
    {
      ...field,
      ...(field.to === from && { to }),
      ...(field.through === from && { through: to }),
    },
  ]);
  return { ...model, fields: Object.fromEntries(fields) };
}

/** Gives the table of a model another name; without one, the name that follows from the model's. */
export function renameTable(model: string, table?: string): Operation {
  return schemaOperation({
    kind: "renameTable",
    args: [model, table],
    symbol: "~",
    description: () => `Rename the table of ${model} to ${table ?? "its default name"}`,
    nameFragment: () => `rename_${snakeCase(model)}_table`,
    apply(state, module) {
      const { table: _, ...rest } = state.get(`${module}.${model}`);
      return state.with(table === undefined ? rest : { ...rest, table });
    },
  });
}

/** Gives a table another comment or place; what is left out is taken away. */
export function alterTable(model: string, options: TableOptions): Operation {
  return schemaOperation({
    kind: "alterTable",
    args: [model, options],
    symbol: "~",
    description: () => `Change the comment or the place of the table of ${model}`,
    nameFragment: () => `alter_${snakeCase(model)}_table`,
    apply(state, module) {
      const { comment: _, tablespace: __, ...rest } = state.get(`${module}.${model}`);
      return state.with({ ...rest, ...options });
    },
  });
}

/** Puts the fields of a key of several in another order. Which fields are in the key, they say themselves: `alterField()`. */
export function alterPrimaryKey(model: string, fields: readonly string[]): Operation {
  return schemaOperation({
    kind: "alterPrimaryKey",
    args: [model, fields],
    symbol: "~",
    description: () => `Put the key of ${model} in the order ${fields.join(", ")}`,
    nameFragment: () => `alter_${snakeCase(model)}_key`,
    apply(state, module) {
      const label = `${module}.${model}`;
      const before = state.get(label);
      const key = keyNames(before);
      if (!isDeepStrictEqual(key.toSorted(), fields.toSorted()))
        throw new SchemaStateError(
          `The key of ${label} is put in the order ${fields.join(", ")}, and its fields are ${key.join(", ")}.`,
        );
      for (const other of state.models.values()) refuseReferenceToKey(other, before);
      return state.with({ ...before, primaryKey: fields });
    },
  });
}

/** A reference names the columns of a key in the order of the key, on MariaDB at least. */
function refuseReferenceToKey(model: ModelState, target: ModelState): void {
  const key = keyNames(target);
  const isBetween = ({ type, to, through }: FieldState) =>
    type === "manyToMany" && through === undefined && [to, labelOf(model)].includes(labelOf(target));
  const isByKey = ({ from, to, toFields = key, dbConstraint }: FieldState) =>
    from !== undefined &&
    to === labelOf(target) &&
    dbConstraint !== false &&
    isDeepStrictEqual(toFields.toSorted(), key.toSorted());
  for (const [name, field] of Object.entries(model.fields)) {
    if (!isBetween(field) && !isByKey(field)) continue;
    throw new SchemaStateError(
      `The key of ${labelOf(target)} gets another order, and ${labelOf(model)}.${name} refers to it. Remove that field before, and add it again.`,
    );
  }
}

/**
 * Says which kinds of databases have the tables of a model; without kinds, all have. Where the model is new they are made,
 * where it no longer is they are dropped with their rows.
 */
export function alterOnlyOn(model: string, onlyOn?: ModelState["onlyOn"]): Operation {
  const kinds = () => (onlyOn === undefined ? "every database" : [onlyOn].flat().join(" and "));
  return schemaOperation({
    kind: "alterOnlyOn",
    args: [model, onlyOn],
    symbol: "~",
    description: () => `Have the table of ${model} on ${kinds()}`,
    nameFragment: () => `alter_${snakeCase(model)}_databases`,
    apply(state, module) {
      const { onlyOn: _, ...rest } = state.get(`${module}.${model}`);
      return state.with(onlyOn === undefined ? rest : { ...rest, onlyOn });
    },
  });
}

/** What `alterOptions()` is told: whether migrations look after the table, and anything that no database sees. */
export interface ModelOptionsState {
  /** `false` where others make and change the table from now on. */
  readonly managed?: boolean;
  readonly [name: string]: unknown;
}

/** Changes what migrations know of a model and no table shows. What is left out is taken away; the database stays as it is. */
export function alterOptions(model: string, options: ModelOptionsState): Operation {
  checkArguments("alterOptions", [model, options]);
  return {
    kind: "alterOptions",
    args: [model, options],
    symbol: "~",
    nameFragment: `alter_${snakeCase(model)}_options`,
    isReversible: true,
    describe: () => `Change the options of ${model}`,
    apply(state, module) {
      const { managed: _, options: __, ...rest } = state.get(`${module}.${model}`);
      const { managed, ...others } = options;
      return state.with({
        ...rest,
        ...(managed === false && { managed }),
        ...(Object.keys(others).length > 0 && { options: others }),
      });
    },
    async forward() {},
    async backward() {},
  };
}
