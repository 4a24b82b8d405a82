import { didYouMean } from "../../core/index.ts";
import { InvalidModelError } from "../errors.ts";
import type { AutomaticKeyType } from "../fields/automatic-key.ts";
import { defineLazyFields } from "./lazy-fields.ts";
import { type AnyModel, ModelMeta } from "./model-meta.ts";
import type { RelationInfo } from "./relation-info.ts";
import { metaKey } from "./row-state.ts";
import type { ThroughColumn } from "./through-info.ts";

/*
 * Every model whose description was asked for. What refers to a model (and must go, or refuse, when one of its rows is
 * deleted) is looked up here; an app asks for all models of its modules when it is set up.
 */
const metas = new Map<AnyModel, ModelMeta>();
let referrers: Map<ModelMeta, RelationInfo[]> | undefined;

/**
 * What a model is: table, fields, relations, options.
 * @throws {@link InvalidModelError} if it is not described as it must be.
 */
export function modelMeta(model: AnyModel): ModelMeta {
  const known = metas.get(model);
  if (known !== undefined) return known;
  if (typeof model !== "function" || !("fields" in model)) {
    throw new InvalidModelError(
      `${String(model)} is not a model: a model is a class that extends Model({ … }).`,
    );
  }
  const base = Object.getPrototypeOf(model) as AnyModel;
  const parent = Object.hasOwn(base, "fields") ? undefined : modelMeta(base);
  const meta = new ModelMeta(model, parent, modelMeta);
  metas.set(model, meta);
  Object.defineProperty(model.prototype, metaKey, { value: meta });
  defineLazyFields(meta);
  referrers = undefined;
  return meta;
}

/** Whether a value is a model: a class that extends `Model({ … })`. */
export function isModel(value: unknown): value is AnyModel {
  return (
    typeof value === "function" && "fields" in value && "meta" in value && !Object.hasOwn(value, "fields")
  );
}

/** Says that these models belong to a module, which names their tables. */
export function registerModels(
  module: string,
  models: readonly AnyModel[],
  defaultKey?: AutomaticKeyType,
): void {
  for (const model of models) modelMeta(model).assignModule(module, defaultKey);
}

// What migrations declare stands for an app's model of the same name, and must not be taken for it.
const historic = new WeakSet<ModelMeta>();

/** Says which of a module's models a class of a migration stands for. Nobody finds it by that name. */
export function registerHistoricModel(module: string, model: AnyModel, defaultKey?: AutomaticKeyType): void {
  const meta = modelMeta(model);
  historic.add(meta);
  meta.assignModule(module, defaultKey);
}

/**
 * The model of that label, `"shop.Book"`, among those that were asked for or listed by a module so far.
 * @throws {@link InvalidModelError} where there is none.
 */
export function modelNamed(label: string): AnyModel {
  const wanted = label.toLowerCase();
  const current = [...metas.values()].filter((meta) => !historic.has(meta));
  const found = current.filter(({ qualifiedName }) => qualifiedName.toLowerCase() === wanted);
  // Several models without a module may have one name: then the last one is meant.
  const last = found.at(-1);
  if (last !== undefined) return last.model;
  const known = current.map(({ qualifiedName }) => qualifiedName);
  throw new InvalidModelError(`There is no model "${label}".${didYouMean(label, known)}`);
}

/** The `belongsTo` relations of all known models that point at a model's table. */
export function relationsTo(target: ModelMeta): readonly RelationInfo[] {
  referrers ??= collectReferrers();
  return referrers.get(target.root) ?? [];
}

/** The `manyToMany` relations with a table of their own in which rows of a model are listed, on either side. */
export function throughTablesOf(
  meta: ModelMeta,
): { relation: RelationInfo; columns: readonly ThroughColumn[] }[] {
  const found: { relation: RelationInfo; columns: readonly ThroughColumn[] }[] = [];
  for (const other of [...metas.values()]) {
    if (other.root !== other) continue;
    for (const relation of other.ownRelations.values()) {
      if (relation.kind !== "manyToMany" || relation.through!.model !== undefined) continue;
      if (other === meta.root) found.push({ relation, columns: relation.throughNear });
      if (relation.target.root === meta.root) found.push({ relation, columns: relation.throughFar });
    }
  }
  return found;
}

function collectReferrers(): Map<ModelMeta, RelationInfo[]> {
  const found = new Map<ModelMeta, RelationInfo[]>();
  const seen = new Set<ModelMeta>();
  // Asking for a target may make further models known, so the walk goes on until nothing is new.
  for (let size = -1; size !== metas.size; ) {
    size = metas.size;
    for (const meta of [...metas.values()]) {
      if (seen.has(meta) || meta.root !== meta) continue;
      seen.add(meta);
      for (const relation of meta.ownRelations.values()) {
        if (relation.kind !== "belongsTo") continue;
        const list = found.get(relation.target.root) ?? [];
        list.push(relation);
        found.set(relation.target.root, list);
      }
    }
  }
  return found;
}
