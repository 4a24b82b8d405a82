import { statSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "./catalog.ts";
import { readCatalog } from "./catalog-file.ts";

interface CatalogFile {
  readonly path: string;
  /** When it was changed, in milliseconds. */
  readonly changed: number;
}

/**
 * A folder of translations as gettext and Django lay it out: `de_AT/LC_MESSAGES/django.mo`, or `.po`. Where both are
 * there, the one that was changed last counts: a `.po` may have been edited since it was compiled.
 */
export class CatalogFolder {
  readonly #folder: string;
  /** Names of files without their ending, in order: what an earlier one says counts. */
  readonly #domains: readonly string[];
  readonly #read = new Map<string, { readonly file: CatalogFile; readonly catalog: Catalog }>();

  constructor(folder: string, domains: readonly string[]) {
    this.#folder = folder;
    this.#domains = domains;
  }

  /** The files of a locale, such as `"de_AT"`, as a text that changes when they do. */
  version(locale: string): string {
    return this.#files(locale)
      .map(({ path, changed }) => `${path}@${changed}`)
      .join("\n");
  }

  /**
   * The catalogs of a locale, such as `"de_AT"`. A file is read again when it has changed.
   * @throws CatalogError
   */
  catalogs(locale: string): Catalog[] {
    return this.#files(locale).map((file) => this.#catalog(file));
  }

  #catalog(file: CatalogFile): Catalog {
    const known = this.#read.get(file.path);
    if (known !== undefined && known.file.changed === file.changed) return known.catalog;
    const catalog = readCatalog(file.path);
    this.#read.set(file.path, { file, catalog });
    return catalog;
  }

  #files(locale: string): CatalogFile[] {
    return this.#domains.flatMap((domain) => {
      const path = join(this.#folder, locale, "LC_MESSAGES", domain);
      const [compiled, written] = [catalogFile(`${path}.mo`), catalogFile(`${path}.po`)];
      if (compiled === undefined || written === undefined) return compiled ?? written ?? [];
      return written.changed > compiled.changed ? written : compiled;
    });
  }
}

function catalogFile(path: string): CatalogFile | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { path, changed: found.mtimeMs } : undefined;
}
