/*
 * npm run bench:router: Quintet's router beside find-my-way, which is Fastify's, over the same 200 routes in one process.
 *
 *   npm run bench:router -- --passes 601     more passes for each kind of path
 *   npm run bench:router -- --write          also writes the section of RESULTS.md
 *
 * Measured is the way from a target, as it came over a socket, to the route and its parameters: the query cut off, the
 * path decoded. What each gives is compared first. Install the contenders before: npm --prefix bench install.
 */
import { deepEqual, equal } from "node:assert/strict";
import { parseArgs } from "node:util";
import { machineFacts, markdownTable } from "../report.ts";
import { writeResults } from "../results-file.ts";
import { type Contender, contenders } from "./contenders.ts";
import { measurePasses, type PassTimes } from "./passes.ts";
import { routeTexts } from "./routes.ts";
import { type TargetKind, targetKinds } from "./targets.ts";

const { values: options } = parseArgs({
  options: { passes: { type: "string", default: "201" }, write: { type: "boolean", default: false } },
});
const passes = Number(options.passes);
const [judged, ...others] = contenders as readonly [Contender, ...Contender[]];
const total: TargetKind = {
  title: "all of them",
  targets: targetKinds.flatMap(({ isForAll, targets }) => (isForAll ? targets : [])),
  isForAll: true,
};

console.log(machineFacts());
for (const kind of targetKinds) compareAnswers(kind);
console.log(`The same answers for ${targetKinds.flatMap(({ targets }) => targets).length} targets.\n`);
const results = table();
console.log(results);
if (options.write) writeResults({ title: "Router", rounds: passes, results });

/** Each must find what Quintet finds; values are compared as texts, since find-my-way has no others. */
function compareAnswers(kind: TargetKind): void {
  for (const target of kind.targets) {
    const expected = answerOf(judged, target);
    equal(expected === undefined, /^unknown|^without|^wrong/.test(kind.title), `${kind.title}: ${target}`);
    for (const contender of others) {
      if (isAsked(contender, kind)) deepEqual(answerOf(contender, target), expected, target);
    }
  }
}

function answerOf(contender: Contender, target: string) {
  const found = contender.read(contender.find(target));
  if (found === undefined) return undefined;
  const params = Object.entries(found.params).map(([name, value]) => [name, String(value)]);
  return { route: found.route, params: Object.fromEntries(params) as Record<string, string> };
}

function isAsked(contender: Contender, kind: TargetKind): boolean {
  return kind.isForAll || contender.checksParameters;
}

function table(): string {
  const head = [
    "paths",
    "Quintet ns",
    ...others.map(({ name }) => `to ${name}`),
    "in processor time",
    "verdict",
  ];
  const lines = [...targetKinds, total].map((kind) => {
    const asked = contenders.filter((contender) => isAsked(contender, kind));
    return lineOf(kind, measurePasses(asked, kind.targets, passes));
  });
  return `${routeTexts.length} routes.\n\n${markdownTable([head, ...lines])}`;
}

function lineOf(kind: TargetKind, times: ReadonlyMap<Contender, PassTimes>): string[] {
  const own = times.get(judged)!;
  const ratios = others.map((other) => {
    const time = times.get(other);
    return time === undefined ? undefined : time.wallNs / own.wallNs;
  });
  const processor = others.map((other) => {
    const time = times.get(other);
    return time === undefined ? "–" : (time.processorNs / own.processorNs).toFixed(2);
  });
  const isAhead = ratios.every((ratio) => ratio === undefined || ratio >= 1);
  return [
    kind.title,
    own.wallNs.toFixed(0),
    ...ratios.map((ratio) => ratio?.toFixed(2) ?? "–"),
    processor.join(" and "),
    isAhead ? "PASS" : "behind",
  ];
}
