import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineFacts } from "./report.ts";

const file = join(import.meta.dirname, "RESULTS.md");

/** The sections of the file, in their order. */
const titles = ["SQLite", "PostgreSQL", "Templates", "Router", "HTTP", "Migrations"] as const;

const introduction = `# Results

Ratios to what is written by hand, the bare driver, the template literal or \`node:http\`: 1.00 is as fast, higher is better.
Each number is the median over rounds in which all contenders ran one after the other; only ratios of one table can be
compared. Written by \`npm run bench -- --write\`, and the same of \`bench:templates\`, \`bench:router\`, \`bench:http\` and
\`bench:migrations\`; what is measured and how stands in [README.md](README.md).
`;

export interface ResultsSection {
  readonly title: (typeof titles)[number];
  /** The program that was measured, with its version; nothing where Node is all. */
  readonly version?: string;
  readonly rounds: number;
  /** A table, and whatever follows it. */
  readonly results: string;
}

/** Puts one section into RESULTS.md and leaves the others. */
export function writeResults({ title, version, rounds, results }: ResultsSection): void {
  const measured = `${machineFacts()}. ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}.`;
  const facts = version === undefined ? measured : `${version}. ${measured}`;
  const kept = sections();
  kept.set(title, `## ${title}\n\n${facts}\n\n${results}\n`);
  const inOrder = titles.flatMap((each) => kept.get(each) ?? []);
  writeFileSync(file, [introduction, ...inOrder].join("\n"));
}

/** The sections that are there, by title. */
function sections(): Map<string, string> {
  if (!existsSync(file)) return new Map();
  const [, ...texts] = readFileSync(file, "utf8").split(/^(?=## )/m);
  return new Map(texts.map((text) => [/^## (.*)$/m.exec(text)![1]!, `${text.trimEnd()}\n`]));
}
