import { join, resolve } from "node:path";
import { type App, defineModule } from "../core/index.ts";
import { catalogCheck } from "./catalogs/catalog-check.ts";
import { translationsService } from "./current-translator.ts";
import { i18nSection } from "./i18n-config.ts";
import { Translations } from "./translations.ts";

/** What every app has of this part: the key `i18n` of the configuration, and its translations. */
export const i18nModule = defineModule({
  name: "i18n",
  folder: import.meta.dirname,
  configSections: [i18nSection],
  checks: [catalogCheck],
  setup(app) {
    app.provide(translationsService, translationsOf(app));
  },
});

/** The project's folders, then those of the modules: of a message that several translate, the first counts. */
function translationsOf({ config, modules }: App): Translations {
  const own = config.i18n.folders.map((folder) => resolve(folder));
  return new Translations({
    folders: [...own, ...modules.map((module) => join(module.folder, "locale"))],
    fallback: config.i18n.language,
    debug: config.debug,
  });
}
