import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseKind } from "./databases/bench-database.ts";
import { machineFacts } from "./report.ts";

const file = join(import.meta.dirname, "RESULTS.md");
const titles: Readonly<Record<DatabaseKind, string>> = { sqlite: "SQLite", postgres: "PostgreSQL" };

const introduction = `# Results

Ratios to the bare driver, written by hand: 1.00 is as fast, higher is better. Each number is the median over rounds in
which all contenders ran one after the other; only ratios of one table can be compared. Written by
\`npm run bench -- --write\`; what is measured and how stands in [README.md](README.md).
`;

/** Puts the table of one database into RESULTS.md and leaves those of others. */
export function writeResults(kind: DatabaseKind, version: string, rounds: number, table: string): void {
  const facts = `${version}. ${machineFacts()}. ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}.`;
  const section = `## ${titles[kind]}\n\n${facts}\n\n${table}\n`;
  const others = sections().filter((text) => !text.startsWith(`## ${titles[kind]}\n`));
  const all = kind === "sqlite" ? [section, ...others] : [...others, section];
  writeFileSync(file, [introduction, ...all].join("\n"));
}

function sections(): string[] {
  if (!existsSync(file)) return [];
  const [, ...texts] = readFileSync(file, "utf8").split(/^(?=## )/m);
  return texts.map((text) => `${text.trimEnd()}\n`);
}
