/*
 * The list of what Quintet does otherwise than Django on purpose, from the decisions that the conformance score knows.
 * npm run docs:differences writes docs/differences.md; a test compares the two.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { markdownTable } from "./markdown-table.ts";

const root = join(import.meta.dirname, "..");
export const differencesPage = join(root, "docs", "differences.md");

/** Why something is answered otherwise than Django does, with the beginnings of the ids of the records that show it, if any do. */
export interface Decision {
  readonly because: string;
  readonly records: readonly string[];
}

/** The decisions of a folder of tests/conformance, such as "queries". */
export function readDecisions(folder: string): readonly Decision[] {
  const file = join(root, "tests", "conformance", folder, "decisions.json");
  return JSON.parse(readFileSync(file, "utf8")) as readonly Decision[]; // in the repository, as above
}

export function renderDifferences(): string {
  const files = globSync("tests/conformance/*/decisions.json", { cwd: root }).sort();
  const sections = files.map((file) => sectionOf(basename(dirname(file))));
  return `# Differences from Django

Where Quintet follows Django it follows it exactly, and thousands of recorded answers of a real Django are compared with its
own. This page lists what differs on purpose, and why.

${sections.join("\n\n")}
`;
}

function sectionOf(folder: string): string {
  const rows = readDecisions(folder).map(({ because, records }) => [
    because.replaceAll("|", "\\|"),
    recordedIn(records),
  ]);
  return `## ${folder[0]!.toUpperCase()}${folder.slice(1)}\n\n${markdownTable(["what, and why", "shown by"], rows)}`;
}

/** `lookup.tests.LookupTests.test_x#2` without its number: which step of the test it is doesn't matter to readers. */
function recordedIn(records: readonly string[]): string {
  if (records.length === 0) return "comparisons beyond the recorded cases";
  return [...new Set(records.map((record) => record.replace(/#\d+$/, "")))]
    .map((record) => `\`${record}\``)
    .join(", ");
}

if (process.argv[1] === import.meta.filename) writeFileSync(differencesPage, renderDifferences());
