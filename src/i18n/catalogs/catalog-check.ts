import type { Check, CheckFinding } from "../../core/index.ts";
import { translationsService } from "../current-translator.ts";
import { CatalogError } from "../errors.ts";

/** Reads the catalogs of all languages, so that a broken one is told before a visitor meets it. */
export const catalogCheck: Check = {
  name: "i18n.catalogs",
  run(app) {
    const translations = app.service(translationsService);
    const findings = new Map<string, CheckFinding>(); // by message: languages share catalogs
    for (const language of Object.keys(app.config.i18n.languages)) {
      try {
        translations.for(language);
      } catch (error) {
        if (!(error instanceof CatalogError)) throw error;
        const { message } = error;
        findings.set(message, { id: "i18n.E001", level: "error", message });
      }
    }
    return [...findings.values()];
  },
};
