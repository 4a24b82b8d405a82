import { defineModule, findCurrentApp } from "../core/index.ts";
import { migrated, modelMeta, modelRenamed } from "../db/index.ts";
import { ContentType } from "./content-type.ts";
import { contentTypesFor } from "./content-type-cache.ts";
import { renameContentType } from "./rename-content-type.ts";

/** Rows that stand for models, so that other rows can refer to them. Needed by `auth` and `admin`. */
export const contentTypes = defineModule({
  name: "contenttypes",
  label: "Content types",
  folder: import.meta.dirname,
  models: [ContentType],
  setup(app) {
    const stop = migrated.on(async (event) => {
      if (event.app !== app || !(await event.hasTable(modelMeta(ContentType).table))) return;
      const models = event.modules.flatMap((module) => module.models ?? []);
      await contentTypesFor(models, event.database);
    });
    const stopRenames = modelRenamed.on(async (renamed) => {
      if (findCurrentApp() === app) await renameContentType(renamed);
    });
    app.onClose(stop);
    app.onClose(stopRenames);
  },
});
