import { ContentType } from "../../contenttypes/index.ts";
import type { Module } from "../../core/index.ts";
import { type ModelRenamed, modelMeta } from "../../db/index.ts";
import { Permission } from "../models.ts";
import { permissionsOfModel } from "./make-permissions.ts";

/**
 * The permissions of a renamed model get its new name, so that who had them has them still: `add_book` becomes
 * `add_novel`, `"Can add book"` becomes what a new permission would be called. As Django does since 6.1.
 */
export async function renamePermissions(
  { module, from, to, hasTable }: ModelRenamed,
  modules: readonly Module[],
): Promise<void> {
  for (const { table } of [ContentType, Permission].map(modelMeta)) if (!(await hasTable(table))) return;
  const [before, after] = [from.toLowerCase(), to.toLowerCase()];
  const texts = new Map(currentTexts(module, after, modules));
  // The content type may have been renamed already.
  const present = await Permission.where({
    contentType: { appLabel: module, model: { in: [before, after] } },
  });
  const taken = new Set(present.map(({ codename }) => codename));
  for (const permission of present) {
    if (!permission.codename.endsWith(`_${before}`)) continue;
    const codename = permission.codename.slice(0, -before.length) + after;
    if (taken.has(codename)) continue;
    permission.codename = codename;
    permission.name = texts.get(codename) ?? permission.name;
    await permission.save({ only: ["codename", "name"] });
  }
}

/** What the permissions of the model are called, where the app still has it under that name. */
function currentTexts(module: string, name: string, modules: readonly Module[]) {
  const models = modules.find((candidate) => candidate.name === module)?.models ?? [];
  const model = models.find((candidate) => modelMeta(candidate).name.toLowerCase() === name);
  return model === undefined ? [] : permissionsOfModel(modelMeta(model));
}
