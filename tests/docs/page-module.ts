/*
 * A page of the documentation as one TypeScript module, so that the compiler can read its examples.
 *
 * Readers take a page from top to bottom, and so does the module: each ```ts block becomes a function that stands inside
 * the function of the block before. A block sees what earlier blocks imported and declared, and may use a name again.
 *
 *     import { html as html$0 } from "quintet/http";      all imports of the page, at the top
 *     …preamble…
 *     await (async () => {
 *       const html = html$0;                              only where a page has two things of one name
 *       …first block…
 *       await (async () => { …second block… })();
 *     })();
 *
 * What an example takes for granted (a request, some models) stands in a comment of the page, `<!-- preamble … -->`:
 * before the first block for the whole page, further down from there on. "bookshop" is bookshop.ts beside this file.
 * Imports of relative paths are left out: their names come from a preamble, or from the block that shows the file. In `defineConfig({ // …` the comment stands for
 * the keys that every configuration has. A block after `<!-- not checked: reason -->` is left out.
 */

/** A module, and for each of its lines the line of the page that it comes from. */
export interface PageModule {
  readonly code: string;
  readonly origin: readonly number[];
}

interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly at: number;
}

interface Part {
  readonly kind: "block" | "preamble";
  readonly lines: readonly Line[];
}

/** The module of a page, or `undefined` where it has no TypeScript. */
export function pageModule(markdown: string): PageModule | undefined {
  const parts = readParts(markdown);
  if (parts.every(({ kind }) => kind === "preamble")) return undefined;

  const imports = new Imports();
  const outer: Line[] = [];
  const inner: Line[] = [];
  parts.forEach((part, index) => {
    const { imported, declared, body } = splitStatements(part.lines);
    outer.push(...declared);
    const at = part.lines[0]?.at ?? 1;
    if (index > 0 || part.kind === "block") inner.push({ text: "await (async () => {", at });
    for (const statement of imported) inner.push(...imports.add(statement));
    inner.push(...body.map(({ text, at }) => ({ text: withoutExport(text), at })));
  });
  const functions = parts[0]!.kind === "preamble" ? parts.length - 1 : parts.length;
  inner.push({ text: "})();".repeat(functions), at: 1 });

  const lines = [...imports.lines, { text: "export {};", at: 1 }, ...outer, ...inner];
  return { code: lines.map(({ text }) => text).join("\n"), origin: lines.map(({ at }) => at) };
}

function readParts(markdown: string): Part[] {
  const parts: Part[] = [];
  let open: { kind: Part["kind"]; lines: Line[]; end: string } | undefined;
  let skipNext = false;
  let otherFence = false;
  markdown.split("\n").forEach((text, index) => {
    if (open !== undefined) {
      if (text === open.end) {
        parts.push(open);
        open = undefined;
      } else open.lines.push({ text, at: index + 1 });
    } else if (otherFence) otherFence = text !== "```";
    else if (text === "<!-- preamble") open = { kind: "preamble", lines: [], end: "-->" };
    else if (text.startsWith("<!-- not checked: ")) skipNext = true;
    else if (text === "```ts" && !skipNext) open = { kind: "block", lines: [], end: "```" };
    else if (text.startsWith("```")) {
      otherFence = true;
      skipNext = false;
    }
  });
  return parts;
}

/** Sets apart what may stand at the top of a module only: imports and declarations of what is elsewhere. */
function splitStatements(lines: readonly Line[]): { imported: Line[]; declared: Line[]; body: Line[] } {
  const imported: Line[] = [];
  const declared: Line[] = [];
  const body: Line[] = [];
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]!;
    const end = endOfOuterStatement(first.text);
    if (end === undefined) {
      body.push(first);
      continue;
    }
    const start = index;
    while (!end.test(lines[index]!.text)) index++;
    const statement = lines.slice(start, index + 1);
    if (first.text.startsWith("declare")) declared.push(...statement);
    else imported.push({ text: statement.map(({ text }) => text).join(" "), at: first.at });
  }
  return { imported, declared, body };
}

/** What ends a statement that begins with this line, where it may only stand at the top of a module. */
function endOfOuterStatement(text: string): RegExp | undefined {
  if (/^import\b/.test(text)) return /["'];?( \/\/.*)?$/;
  if (/^declare (module|global)\b/.test(text)) return /^\}/;
  if (/^declare (const|function)\b/.test(text)) return /;$/;
  return undefined;
}

function withoutExport(text: string): string {
  return text
    .replace(/^export default /, "void ")
    .replace(/^export /, "")
    .replace(/^( *)\/\/ …$/, "$1...requiredConfig,");
}

// Seen from where snippets.test.ts writes the modules.
const bookshop = "../../tests/docs/bookshop.ts";

/** The imports of a page: a name that comes from two places means what its last import says. */
class Imports {
  readonly lines: Line[] = [{ text: `import { requiredConfig } from "${bookshop}";`, at: 1 }];
  readonly #sources = new Map<string, string>();

  /** Adds an import, and gives what a block needs where its name is taken by an import from elsewhere. */
  add({ text, at }: Line): Line[] {
    const match = /^import\s+(.*?)\s*from\s+"([^"]+)"/.exec(text);
    const source = match?.[2] === "bookshop" ? bookshop : match?.[2];
    if (match === null || source === undefined) {
      if (!/^import\s+"\./.test(text)) this.lines.push({ text, at });
      return [];
    }
    if (source.startsWith(".") && source !== bookshop) return [];
    const clause = match[1]!;
    const renamed: Line[] = [];
    if (!clause.startsWith("{") && !clause.startsWith("type {")) {
      this.lines.push({ text, at });
      return [];
    }
    const typeOnly = clause.startsWith("type") ? "type " : "";
    for (const item of clause.replace(/^(type )?\{|\}$/g, "").split(",")) {
      const specifier = item.trim();
      if (specifier === "") continue;
      const name = specifier
        .replace(/^type /, "")
        .split(" as ")
        .at(-1)!;
      const known = this.#sources.get(name);
      if (known === source) continue;
      if (known === undefined) {
        this.#sources.set(name, source);
        this.lines.push({ text: `import { ${typeOnly}${specifier} } from "${source}";`, at });
      } else {
        this.#sources.set(name, source);
        const other = `${name}$${this.lines.length}`;
        this.lines.push({ text: `import { ${name} as ${other} } from "${source}";`, at });
        renamed.push({ text: `const ${name} = ${other};`, at });
      }
    }
    return renamed;
  }
}
