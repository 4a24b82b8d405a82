import { defaultDatabase, type ModelRenamed, modelMeta } from "../db/index.ts";
import { ContentType } from "./content-type.ts";
import { clearContentTypeCache } from "./content-type-cache.ts";

/**
 * The row that stands for a renamed model gets its new name, and whatever refers to the row stays. Where the new name has
 * a row already, as after new code ran on the database, both are left as they are.
 */
export async function renameContentType({ module, from, to, hasTable }: ModelRenamed): Promise<void> {
  if (!(await hasTable(modelMeta(ContentType).table))) return; // its migration comes later
  const named = (name: string) => ContentType.where({ appLabel: module, model: name.toLowerCase() });
  if (await named(to).exists()) return;
  await named(from).update({ model: to.toLowerCase() });
  clearContentTypeCache(defaultDatabase("renameContentType()"));
}
