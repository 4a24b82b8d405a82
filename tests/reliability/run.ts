/*
 * npm run reliability [-- NAME… --minutes N --quick]: keeps promises to their word, and prints what was measured.
 *
 *   npm run reliability                    all, at full size: most of an hour, thousands of connections (ulimit -n 20000)
 *   npm run reliability -- --minutes 3     the same, but what takes longer is cut to three minutes: some twenty in all
 *   npm run reliability -- R7 R11          these
 *   npm run reliability -- --quick         all at a small size, judged by counting alone
 *
 * At full size the site is one that was built, on a processor and in a network of its own.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { enterOwnNetwork, joinLoad } from "./place.ts";
import { type Figure, makeSize, type Promised } from "./promise.ts";
import { fullDisk } from "./promises/full-disk.ts";
import { handlerBugs } from "./promises/handler-bugs.ts";
import { heldLoop } from "./promises/held-loop.ts";
import { hotReload } from "./promises/hot-reload.ts";
import { manyConnections } from "./promises/many-connections.ts";
import { overload } from "./promises/overload.ts";
import { oversizedInput } from "./promises/oversized-input.ts";
import { parsersAreTotal } from "./promises/parsers.ts";
import { rollingRestarts } from "./promises/rolling-restarts.ts";
import { slowClients } from "./promises/slow-clients.ts";
import { buildSite } from "./site-programs.ts";

const all: readonly Promised[] = [
  slowClients,
  oversizedInput,
  manyConnections,
  heldLoop,
  overload,
  rollingRestarts,
  fullDisk,
  hotReload,
  handlerBugs,
  parsersAreTotal,
];

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    minutes: { type: "string", default: "Infinity" },
  },
});
const maxMinutes = Number(values.minutes);
const unknown = names.filter((name) => !all.some((promised) => promised.name === name));
if (unknown.length > 0 || !(maxMinutes > 0)) {
  console.error(
    unknown.length > 0
      ? `There is no promise ${unknown.join(", ")}. Promises: ${all.map(({ name }) => name).join(", ")}.`
      : `--minutes is ${values.minutes}: write a number of minutes, such as 3.`,
  );
  process.exit(2);
}
const wanted = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));

let place = "small size, from source";
if (!values.quick) {
  enterOwnNetwork();
  buildSite();
  place = joinLoad()
    ? "built; site and load on a processor each"
    : "built; site and load share the processors";
}
console.log(`Load of the machine before: ${loadavg()[0]!.toFixed(1)}; ${place}`);

const verdicts: string[] = [];
for (const promised of wanted) {
  console.log(`\n${promised.name}  ${promised.claim}\n    fault: ${promised.fault}`);
  const start = performance.now();
  const verdict = await verdictOf(promised);
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  console.log(`    ${verdict} in ${seconds} s, load of the machine ${loadavg()[0]!.toFixed(1)}`);
  verdicts.push(`${promised.name} ${verdict}`);
  if (verdict === "FAILED") process.exitCode = 1;
}
console.log(`\n${verdicts.join(", ")}`);
process.exit();

async function verdictOf(promised: Promised): Promise<"HOLDS" | "FAILED" | "SKIPPED"> {
  try {
    const figures = await promised.judge(makeSize(values.quick, maxMinutes));
    if ("skipped" in figures) {
      console.log(`    ${figures.skipped}`);
      return "SKIPPED";
    }
    for (const figure of figures) tell(figure);
    return figures.some(({ holds }) => holds === false) ? "FAILED" : "HOLDS";
  } catch (error) {
    console.log(`    ✖ ${error instanceof Error ? error.stack : String(error)}`);
    return "FAILED";
  }
}

function tell({ what, measured, target, holds }: Figure): void {
  const mark = holds === undefined ? "·" : holds ? "✔" : "✖";
  console.log(`    ${mark} ${what.padEnd(52)} ${measured.padStart(16)}   target ${target}`);
}
