import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import {
  type CheckTemplatesOptions,
  checkTemplates,
  Engine,
  folderLoader,
  type TemplateCheck,
  type TemplateDiagnostic,
} from "quintet/templates";

const root = join(import.meta.dirname, "..", "..", "..");

/** Checks a project that consists of these files; its templates stand in `templates/`. */
export async function check(
  files: Readonly<Record<string, string>>,
  options: Partial<CheckTemplatesOptions> = {},
): Promise<TemplateCheck> {
  const parent = join(root, ".quintet"); // git ignores it, and `quintet/…` is found from inside of the repository
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "checked-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const loaders = [folderLoader([join(folder, "templates")])];
    const engine = new Engine({ loaders, libraries: options.libraries ?? [] });
    return await checkTemplates({ engine, folder, ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `shop/list.html:12:8 — message` */
export function shown({ name, line, column, message }: TemplateDiagnostic): string {
  return `${name}:${line}:${column} — ${message}`;
}

/** A page with the type of its variables, and what is to be found in it. */
export interface CheckedCase {
  /** `Book` and `Author` (see below) are at hand. */
  readonly context: string;
  readonly page: string;
  /** Other templates, which the page names as `"./row.html"`. */
  readonly others?: Readonly<Record<string, string>>;
  /** Each as `1:4 — message`; those in other templates with their names. */
  readonly found: readonly string[];
}

const types = `import type { Decimal } from "decimal.js";
import { type SafeString, template } from "quintet/templates";
import type { Temporal } from "temporal-polyfill";
export type Unused = Decimal | Temporal.Instant;
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Tree {
  readonly children: readonly Tree[];
  readonly parent?: Tree;
  find(): Promise<Tree | null>;
}
interface Page<Row> {
  readonly items: readonly Row[];
}
interface Author {
  name: string;
  email: string | null;
  books: Promise<Book[]>;
}
class Book {
  title = "Emma";
  subtitle: string | null = null;
  pages = 300;
  published = new Date();
  author: Promise<Author> | null = null;
  html: SafeString | undefined;
  #secret = "";
  isLong() {
    return this.pages > 500;
  }
  scaled(by: number) {
    return this.pages * by + this.#secret.length;
  }
}
`;

/** One test for each case. The compiler runs once for all of them. */
export function testFindings(
  cases: Readonly<Record<string, CheckedCase>>,
  options: Partial<CheckTemplatesOptions> = {},
): void {
  const names = Object.keys(cases);
  const files: Record<string, string> = { "pages.ts": types };
  for (const [index, { context, page, others }] of Object.values(cases).entries()) {
    files["pages.ts"] += `export const page${index} = template<${context}>("case${index}/page.html");\n`;
    for (const [name, text] of Object.entries({ ...others, "page.html": page })) {
      files[`templates/case${index}/${name}`] = text;
    }
  }
  let found: readonly TemplateDiagnostic[];
  before(async () => {
    found = (await check(files, options)).diagnostics;
  });
  for (const [index, name] of names.entries()) {
    test(name, () => {
      const own = found.filter((diagnostic) => diagnostic.name.startsWith(`case${index}/`));

      const seen = own.map((diagnostic) => shown(diagnostic).replaceAll(`case${index}/`, ""));

      assert.deepEqual(
        seen.map((text) => text.replace(/^page\.html:/, "")),
        cases[name]!.found,
      );
    });
  }
}
