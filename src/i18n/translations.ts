import type { Catalog } from "./catalogs/catalog.ts";
import { CatalogFolder } from "./catalogs/catalog-folder.ts";
import { languageTag, lessSpecificTags } from "./language-tag.ts";
import { isLanguageTag, localeName } from "./locale-name.ts";
import { runtimeCatalog, runtimeLanguage } from "./runtime-words/runtime-catalog.ts";
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
  /**
   * Whether units of time and size, large numbers, near days and the names of languages are written as the runtime knows
   * it (Intl) where no catalog of the language has them: `true` by default.
   */
  readonly usesRuntimeWords?: boolean;
  /** Files are read again when they change. */
  readonly debug?: boolean;
}

// Languages are few. A flow of work can be put into a language that a visitor has made up, and such are forgotten again.
const maxLanguages = 1_000;

/** Catalogs that may change, with a text that changes when they do. */
interface Source {
  readonly version: string;
  readonly catalogs: () => Catalog[];
}

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
  readonly #usesRuntimeWords: boolean;
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
    this.#usesRuntimeWords = options.usesRuntimeWords ?? true;
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
    const sources = this.#sources(tag);
    const version = sources.map((source) => source.version).join("\n");
    if (known?.version === version) return known.translator;
    if (this.#translators.size >= maxLanguages) this.#forget();
    const translator = new TableTranslator(tag, this.#table(sources, version));
    this.#translators.set(language, { version, translator });
    return translator;
  }

  /** Whether there is a catalog of exactly this language. */
  has(language: string): boolean {
    return this.#written(languageTag(language)).length > 0;
  }

  /** Where messages of a language come from, what counts first in front. */
  #sources(tag: string): Source[] {
    if (tag === "") return [];
    const own = isLanguageTag(tag) ? this.#spoken(tag) : [];
    const isLast = tag === this.fallback || /^en(-|$)/.test(tag);
    return isLast ? own : [...own, ...this.#spoken(this.fallback)];
  }

  #spoken(tag: string): Source[] {
    const written = lessSpecificTags(tag).flatMap((each) => this.#written(each));
    const language = this.#usesRuntimeWords ? runtimeLanguage(tag) : undefined;
    if (language === undefined) return written;
    return [...written, { version: `runtime ${language}`, catalogs: () => [runtimeCatalog(language)] }];
  }

  #written(tag: string): Source[] {
    const catalog = this.#catalogs.get(tag);
    const own = catalog === undefined ? [] : [{ version: tag, catalogs: () => [catalog] }];
    if (!isLanguageTag(tag)) return own;
    const locale = localeName(tag);
    const inFolders = this.#folders.map((folder) => ({
      version: folder.version(locale),
      catalogs: () => folder.catalogs(locale),
    }));
    return [...own, ...inFolders.filter(({ version }) => version !== "")];
  }

  #table(sources: readonly Source[], version: string): MessageTable {
    const known = this.#tables.get(version);
    if (known !== undefined) return known;
    if (this.#debug) this.#tables.clear(); // what stood there is out of date, or will be read again
    const table = mergeCatalogs(sources.flatMap((source) => source.catalogs()));
    this.#tables.set(version, table);
    return table;
  }

  #forget(): void {
    this.#translators.clear();
    this.#tables.clear();
  }
}
