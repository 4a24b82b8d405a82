import { contentTypesFor } from "../../contenttypes/index.ts";
import type { Module } from "../../core/index.ts";
import { type Database, type ModelMeta, modelMeta } from "../../db/index.ts";
import { Permission } from "../models.ts";

/** A permission as it is to be: `["add_book", "Can add book"]`. */
export type PermissionText = readonly [codename: string, name: string];

/** The permissions of a model: the default ones (add, change, delete, view) and its own. */
export function permissionsOfModel(meta: ModelMeta): readonly PermissionText[] {
  const model = meta.name.toLowerCase();
  const usual = meta.defaultPermissions.map(
    (action): PermissionText => [`${action}_${model}`, `Can ${action} ${meta.label}`],
  );
  return [...usual, ...Object.entries(meta.permissions)];
}

/** Makes the permissions that are missing, for all models of these modules. Nothing is changed or removed. */
export async function makePermissions(modules: readonly Module[], database: Database): Promise<number> {
  const models = modules.flatMap(({ models = [] }) => models);
  const types = await contentTypesFor(models, database);
  const present = await Permission.using(database).where({
    contentType: { id: { in: [...types.values()].map(({ id }) => id) } },
  });
  const known = new Set(present.map(({ contentTypeId, codename }) => `${contentTypeId} ${codename}`));

  const missing = models.flatMap((model) => {
    const type = types.get(model)!;
    return permissionsOfModel(modelMeta(model))
      .filter(([codename]) => !known.has(`${type.id} ${codename}`))
      .map(([codename, name]) => ({ contentType: type, codename, name: name.slice(0, 255) }));
  });
  if (missing.length > 0) await Permission.using(database).createMany(missing);
  return missing.length;
}
