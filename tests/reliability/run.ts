/*
 * npm run reliability [-- NAME… --quick]: keeps promises to their word, and prints what was measured.
 *
 *   npm run reliability                    all, at full size: some minutes, thousands of connections (ulimit -n 20000)
 *   npm run reliability -- R7 R11          these
 *   npm run reliability -- --quick         all at a small size, judged by counting alone
 */
import { loadavg } from "node:os";
import { type Figure, makeSize, type Promised } from "./promise.ts";
import { fullDisk } from "./promises/full-disk.ts";
import { handlerBugs } from "./promises/handler-bugs.ts";
import { heldLoop } from "./promises/held-loop.ts";
import { manyConnections } from "./promises/many-connections.ts";
import { overload } from "./promises/overload.ts";
import { oversizedInput } from "./promises/oversized-input.ts";
import { parsersAreTotal } from "./promises/parsers.ts";
import { rollingRestarts } from "./promises/rolling-restarts.ts";
import { slowClients } from "./promises/slow-clients.ts";

const all: readonly Promised[] = [
  slowClients,
  oversizedInput,
  manyConnections,
  heldLoop,
  overload,
  rollingRestarts,
  fullDisk,
  handlerBugs,
  parsersAreTotal,
];

const words = process.argv.slice(2);
const isQuick = words.includes("--quick");
const names = words.filter((word) => !word.startsWith("--"));
const wanted = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
if (wanted.length === 0) {
  console.error(
    `There is no promise ${names.join(", ")}. Promises: ${all.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}

console.log(`Load of the machine before: ${loadavg()[0]!.toFixed(1)}${isQuick ? ", small size" : ""}`);
for (const promised of wanted) {
  console.log(`\n${promised.name}  ${promised.claim}\n    fault: ${promised.fault}`);
  try {
    const figures = await promised.judge(makeSize(isQuick));
    if ("skipped" in figures) console.log(`    SKIPPED: ${figures.skipped}`);
    else for (const figure of figures) tell(figure);
  } catch (error) {
    process.exitCode = 1;
    console.log(`    ✖ ${error instanceof Error ? error.stack : String(error)}`);
  }
}
process.exit();

function tell({ what, measured, target, holds }: Figure): void {
  const mark = holds === undefined ? "·" : holds ? "✔" : "✖";
  if (holds === false) process.exitCode = 1;
  console.log(`    ${mark} ${what.padEnd(44)} ${measured.padStart(16)}   target ${target}`);
}
