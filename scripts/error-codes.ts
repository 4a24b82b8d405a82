/*
 * The list of error codes, read from the source: each class with a code, and the first sentence of its comment.
 * npm run docs:errors writes docs/errors.md; a test compares the two, so that no code is missing there.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "./markdown-table.ts";

const root = join(import.meta.dirname, "..");
export const errorPage = join(root, "docs", "errors.md");

/** One code and when it is thrown. */
export interface ErrorCode {
  readonly code: string;
  readonly className: string;
  readonly description: string;
}

// A class with its comment, up to the line that gives its code. The comment may not hold another one's end.
const pattern =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:abstract )?class (\w+)[^{]*\{(?:(?!\n\})[\s\S])*?readonly code(?:: string)? = "([a-z0-9.-]+)"/g;

/** All codes of the source, sorted. */
export function findErrorCodes(): ErrorCode[] {
  const codes: ErrorCode[] = [];
  for (const file of globSync("src/**/*.ts", { cwd: root })) {
    const source = readFileSync(join(root, file), "utf8");
    for (const [, comment, className, code] of source.matchAll(pattern)) {
      codes.push({ code: code!, className: className!, description: firstSentence(comment!) });
    }
  }
  return codes.sort((one, other) => one.code.localeCompare(other.code));
}

function firstSentence(comment: string): string {
  const text = comment
    .replace(/^\s*\* ?/gm, " ")
    .replace(/\s+/g, " ")
    .trim();
  const sentence = /^.*?[.!?](?= [A-Z{@]|$)/.exec(text)?.[0] ?? text;
  return sentence.replace(/\{@link (\w+)\}/g, "`$1`").replaceAll("|", "\\|");
}

/** The page that lists them. */
export function renderErrorPage(codes: readonly ErrorCode[]): string {
  const rows = codes.map(({ code, className, description }) => [
    `\`${code}\``,
    `\`${className}\``,
    description,
  ]);
  return `# Error codes

Every error that Quintet throws is a \`QuintetError\` with a \`code\` that never changes once it was released. The message says
what happened, with which value, where, and what to do next; this list says what each code means.

${markdownTable(["code", "class", "when"], rows)}
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(errorPage, renderErrorPage(findErrorCodes()));
