import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DocumentPage, readDocument } from "./document.ts";
import { SectionIndex } from "./section-index.ts";

/** The documentation that the app shows and searches. */
export class Documentation {
  readonly pages: readonly DocumentPage[];
  readonly index: SectionIndex;

  constructor(pages: readonly DocumentPage[]) {
    this.pages = pages;
    this.index = new SectionIndex(pages.flatMap((page) => page.sections));
  }

  /** Reads `README.md` of a checkout, and all pages in its folder `docs`. */
  static async read(checkout: string): Promise<Documentation> {
    const folder = join(checkout, "docs");
    const names = (await readdir(folder).catch(() => [])).filter((name) => /^[\w-]+\.md$/.test(name)).sort();
    const files = [
      { slug: "readme", path: join(checkout, "README.md") },
      ...names.map((name) => ({ slug: name.slice(0, -".md".length), path: join(folder, name) })),
    ];
    const texts = await Promise.all(files.map(({ path }) => readFile(path, "utf8").catch(() => "")));
    return new Documentation(
      files
        .map(({ slug }, position) => readDocument(slug, texts[position]!))
        .filter((page) => page.text.trim() !== ""),
    );
  }

  page(slug: string): DocumentPage | undefined {
    return this.pages.find((page) => page.slug === slug);
  }

  close(): void {
    this.index.close();
  }
}
