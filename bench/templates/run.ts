/*
 * npm run bench:templates: Quintet's templates beside other engines and template literals, in process, in one run.
 *
 *   npm run bench:templates -- --only table --contenders quintet,pug --rounds 21
 *   npm run bench:templates -- --no-facts       without memory, first renders and hostile sources
 *   npm run bench:templates -- --write          also writes the section of RESULTS.md
 *
 * Install the contenders first: npm --prefix bench install.
 */
import { parseArgs } from "node:util";
import { machineFacts } from "../report.ts";
import { writeResults } from "../results-file.ts";
import { contenders } from "./contenders/all.ts";
import { factTables } from "./facts.ts";
import { type Page, type PageEnd, pages } from "./pages.ts";
import { type Measured, ratioTable } from "./report.ts";
import { runScript } from "./script.ts";

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    only: { type: "string", multiple: true },
    contenders: { type: "string" },
    rounds: { type: "string", default: "11" },
    facts: { type: "boolean", default: true },
    write: { type: "boolean", default: false },
  },
});

console.log(machineFacts());
const parts = [
  `Until render() has given its string:\n\n${comparison("string")}`,
  `Until the bytes of the answer are known:\n\n${comparison("bytes")}`,
];
if (options.facts) parts.push(factTables());
const results = parts.join("\n\n");
console.log(`\n${results}`);
if (options.write) writeResults({ title: "Templates", rounds: Number(options.rounds), results });

function comparison(end: PageEnd): string {
  return ratioTable(wantedPages().map((page) => measuredPage(page, end)));
}

function wantedPages(): Page[] {
  const found = pages.filter(({ title }) => options.only?.some((part) => title.includes(part)) ?? true);
  if (found.length > 0) return found;
  throw new Error(`No page is called so. There are: ${pages.map(({ title }) => title).join(", ")}.`);
}

/** The literal is always there: the others are compared with it. */
function wantedContenders(): string[] {
  const names = new Set(["literal", ...(options.contenders?.split(",") ?? Object.keys(contenders))]);
  const unknown = [...names].find((name) => !Object.hasOwn(contenders, name));
  if (unknown === undefined) return [...names];
  throw new Error(`There is no contender "${unknown}". There are: ${Object.keys(contenders).join(", ")}.`);
}

function measuredPage(page: Page, end: PageEnd): Measured {
  process.stderr.write(`${page.title}, ${end} …\n`);
  const [times] = runScript("page-times.ts", page.title, end, wantedContenders().join(","), options.rounds);
  return { page, times: new Map(times as [string, number[]][]) };
}
