import { type AnyModel, type Database, defaultDatabase, modelMeta } from "../db/index.ts";
import { ContentType } from "./content-type.ts";

/*
 * A model's content type never changes once its row is there, so each database's are read once. The cache hangs on the
 * database, and goes with it.
 */
const caches = new WeakMap<Database, Map<string, ContentType>>();

/** The row that stands for a model; made where it is missing. Read once for each database. */
export async function contentTypeFor(
  model: AnyModel,
  database: Database = defaultDatabase("contentTypeFor()"),
): Promise<ContentType> {
  const types = await contentTypesFor([model], database);
  return types.get(model)!; // contentTypesFor() gives one for each
}

/** The rows that stand for some models; those that are missing are made. */
export async function contentTypesFor(
  models: readonly AnyModel[],
  database: Database,
): Promise<ReadonlyMap<AnyModel, ContentType>> {
  const cache = cacheOf(database);
  if (models.some((model) => !cache.has(keyOf(model)))) {
    await readAll(database, cache);
    for (const model of models) {
      if (cache.has(keyOf(model))) continue;
      const { module, name } = modelMeta(model);
      const [row] = await ContentType.using(database).getOrCreate({
        appLabel: module ?? "",
        model: name.toLowerCase(),
      });
      cache.set(keyOf(model), row);
    }
  }
  return new Map(models.map((model) => [model, cache.get(keyOf(model))!]));
}

/** Forgets what was read: for tests that empty the table. */
export function clearContentTypeCache(database: Database): void {
  caches.delete(database);
}

async function readAll(database: Database, cache: Map<string, ContentType>): Promise<void> {
  for (const row of await ContentType.using(database).all()) cache.set(`${row.appLabel}.${row.model}`, row);
}

function cacheOf(database: Database): Map<string, ContentType> {
  let cache = caches.get(database);
  if (cache === undefined) {
    cache = new Map();
    caches.set(database, cache);
  }
  return cache;
}

function keyOf(model: AnyModel): string {
  const { module, name } = modelMeta(model);
  return `${module ?? ""}.${name.toLowerCase()}`;
}
