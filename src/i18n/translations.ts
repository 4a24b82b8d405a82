import type { Catalog } from "./catalogs/catalog.ts";
import { CatalogFolder } from "./catalogs/catalog-folder.ts";
import { languageTag, lessSpecificTags } from "./language-tag.ts";
import { isLanguageTag, localeName } from "./locale-name.ts";
import { type MessageTable, mergeCatalogs, TableTranslator, type Translator } from "./translator.ts";

export interface TranslationsOptions {
  /**
   * Folders of catalogs in the layout of gettext and Django, such as `locale/de/LC_MESSAGES/django.po`. Of a message
   * that several translate, the first counts.
   */
  readonly folders?: readonly string[];
  /** Catalogs by language, which count before those of the folders. */
  readonly catalogs?: Readonly<Record<string, Catalog>>;
  /** Names of catalog files without their ending: `["messages", "django"]` by default. */
  readonly domains?: readonly string[];
  /** The language of what is translated nowhere, before the source text: `"en"` by default. */
  readonly fallback?: string;
  /** Files are read again when they change. */
  readonly debug?: boolean;
}

// Languages are few. A flow of work can be put into a language that a visitor has made up, and such are forgotten again.
const maxLanguages = 1_000;

interface KnownTranslator {
  readonly version: string;
  readonly translator: Translator;
}

/**
 * All translations that there are, by language.
 *
 * A language that is spoken in a country (`de-at`) also has what its base says (`de`). What neither translates, the
 * fallback language does, and else it stays as it is in the source. English falls back to the source at once.
 *
 * @example
 * const translations = new Translations({ folders: ["locale"] });
 * translations.for("de-at").translate("Save"); // "Sichern"
 */
export class Translations {
  /** The language of what is translated nowhere. */
  readonly fallback: string;
  readonly #folders: readonly CatalogFolder[];
  readonly #catalogs: ReadonlyMap<string, Catalog>;
  readonly #debug: boolean;
  readonly #translators = new Map<string, KnownTranslator>();
  /** By version: languages that have the same catalogs share a table. */
  readonly #tables = new Map<string, MessageTable>();

  constructor(options: TranslationsOptions = {}) {
    const { folders = [], catalogs = {}, domains = ["messages", "django"], fallback = "en" } = options;
    this.fallback = languageTag(fallback);
    this.#folders = folders.map((folder) => new CatalogFolder(folder, domains));
    this.#catalogs = new Map(
      Object.entries(catalogs).map(([language, catalog]) => [languageTag(language), catalog]),
    );
    this.#debug = options.debug ?? false;
  }

  /**
   * What translates into a language. Catalogs are read when they are needed first.
   * @throws {@link CatalogError}
   */
  for(language: string): Translator {
    const known = this.#translators.get(language);
    if (known !== undefined && !this.#debug) return known.translator;
    const tag = languageTag(language);
    const chain = this.#chain(tag);
    const version = this.#version(chain);
    if (known?.version === version) return known.translator;
    const translator = new TableTranslator(tag, this.#table(chain, version));
    if (this.#translators.size >= maxLanguages) this.#translators.clear();
    this.#translators.set(language, { version, translator });
    return translator;
  }

  /** Whether there is a catalog of exactly this language. */
  has(language: string): boolean {
    return this.#version([languageTag(language)]) !== "";
  }

  /** The languages whose catalogs are asked, in order. */
  #chain(tag: string): string[] {
    if (tag === "") return [];
    const own = isLanguageTag(tag) ? lessSpecificTags(tag) : [];
    const isLast = tag === this.fallback || own.at(-1) === "en";
    return isLast ? own : [...own, ...lessSpecificTags(this.fallback)];
  }

  /** Which catalogs these languages have, as a text that changes when one does. */
  #version(chain: readonly string[]): string {
    const versions = chain.flatMap((tag) => [
      this.#catalogs.has(tag) ? tag : "",
      ...this.#folders.map((folder) => folder.version(localeName(tag))),
    ]);
    return versions.filter((version) => version !== "").join("\n");
  }

  #table(chain: readonly string[], version: string): MessageTable {
    const known = this.#tables.get(version);
    if (known !== undefined) return known;
    const catalogs = chain.flatMap((tag) => [
      this.#catalogs.get(tag) ?? [],
      ...this.#folders.flatMap((folder) => folder.catalogs(localeName(tag))),
    ]);
    const table = mergeCatalogs(catalogs.flat());
    if (this.#debug) this.#tables.clear(); // what stood there is out of date, or will be read again
    this.#tables.set(version, table);
    return table;
  }
}
