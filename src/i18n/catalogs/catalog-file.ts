import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { GetTextTranslation, GetTextTranslations } from "gettext-parser";
import { CatalogError, PluralFormsError } from "../errors.ts";
import { type Catalog, messageKey } from "./catalog.ts";
import { oneAndMany, parsePluralForms } from "./plural-forms.ts";

/**
 * Reads a file of translations in the formats of gettext: compiled (`.mo`) or as translators write it (`.po`).
 * Messages without a translation, and those that are marked as fuzzy, are left out.
 *
 * @throws {@link CatalogError}
 */
export function readCatalog(file: string): Catalog {
  try {
    return catalogOf(parse(file));
  } catch (error) {
    if (error instanceof PluralFormsError) throw new CatalogError(file, error.message, error);
    throw new CatalogError(file, `${(error as Error).message}.`, error); // parsers and the file system throw errors
  }
}

const require = createRequire(import.meta.url);

function parse(file: string): GetTextTranslations {
  // Loaded with the first catalog: it brings tables of encodings, and a site in one language reads none.
  const { mo, po }: typeof import("gettext-parser") = require("gettext-parser");
  const content = readFileSync(file);
  if (!file.endsWith(".mo")) return po.parse(content, { defaultCharset: "utf-8" });
  const parsed = mo.parse(content, "utf-8") as GetTextTranslations | false; // its types don't say that it may be false
  if (parsed === false) throw new Error('it does not begin as a ".mo" file does');
  return parsed;
}

function catalogOf({ headers = {}, translations }: GetTextTranslations): Catalog {
  const messages = new Map<string, string | readonly string[]>();
  for (const inContext of Object.values(translations)) {
    for (const translation of Object.values(inContext)) {
      if (!isUsable(translation)) continue;
      const { msgid, msgctxt, msgid_plural, msgstr } = translation;
      const key = messageKey(msgid, msgctxt);
      messages.set(key, msgid_plural === undefined ? msgstr[0]! : msgstr);
    }
  }
  const header = headers["Plural-Forms"];
  return { messages, pluralForm: header === undefined ? oneAndMany : parsePluralForms(header) };
}

/** Whether a translation is one: not the header, not empty, not a guess that nobody has looked at. */
function isUsable({ msgid, msgctxt, msgstr, comments }: GetTextTranslation): boolean {
  if (msgid === "" && msgctxt === undefined) return false;
  const isFuzzy = comments?.flag?.split(/[\s,]+/).includes("fuzzy") === true;
  return !isFuzzy && msgstr[0] !== undefined && msgstr[0] !== "";
}
