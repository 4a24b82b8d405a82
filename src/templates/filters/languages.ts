import { type Filter, filter } from "../library.ts";
import { type TemplateLanguage, templateLanguage } from "../runtime/language-info.ts";

function languageFilter(member: keyof TemplateLanguage): Filter {
  return filter({ apply: (value, _, { translator }) => templateLanguage(value, translator)[member] });
}

/** What languages are called: `{{ "de"|language_name_local }}` gives `Deutsch`. */
export const languageFilters: Readonly<Record<string, Filter>> = {
  language_bidi: languageFilter("bidi"),
  language_name: languageFilter("name"),
  language_name_local: languageFilter("name_local"),
  language_name_translated: languageFilter("name_translated"),
};
