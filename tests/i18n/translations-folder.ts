import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mo, po } from "gettext-parser";

/** A folder of catalogs that is gone after the test. */
export class TranslationsFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "quintet-translations-"));

  /** Writes a file such as `"de/LC_MESSAGES/django.po"`. */
  write(name: string, content: string | Buffer): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Writes `"…/django.po"`, for a locale such as `"de_AT"`. */
  writePo(locale: string, entries: string, domain = "django"): string {
    return this.write(`${locale}/LC_MESSAGES/${domain}.po`, source(entries));
  }

  /** Compiles the same to `"…/django.mo"`. */
  writeMo(locale: string, entries: string, domain = "django"): string {
    return this.write(`${locale}/LC_MESSAGES/${domain}.mo`, mo.compile(po.parse(source(entries))));
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

function source(entries: string): string {
  const header = entries.includes("Plural-Forms") ? "" : "Plural-Forms: nplurals=2; plural=(n != 1);\\n";
  if (entries.startsWith("header:")) return entries.slice("header:".length);
  return `msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n${header}"\n\n${entries}`;
}
