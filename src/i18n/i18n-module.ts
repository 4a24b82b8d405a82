import { defineModule } from "../core/index.ts";
import { i18nSection } from "./i18n-config.ts";

/** What every app has of this part: the key `i18n` of the configuration. */
export const i18nModule = defineModule({
  name: "i18n",
  folder: import.meta.dirname,
  configSections: [i18nSection],
});
