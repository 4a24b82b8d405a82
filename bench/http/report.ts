import { median } from "../measure.ts";
import { markdownTable } from "../report.ts";
import { contenders } from "./contenders.ts";
import type { LoadResult } from "./load.ts";
import type { Scenario } from "./scenarios.ts";

/** What was measured for one scenario, by contender, one result for each round. */
export interface Measured {
  readonly scenario: Scenario;
  readonly results: ReadonlyMap<string, readonly LoadResult[]>;
}

const judged = contenders.quintet!.title;
const bare = contenders.bare!.title;

/**
 * For each scenario the ratios to `node:http`, higher is better; where that has no part, to Quintet or whoever is there. A ratio is the median
 * over the rounds.
 */
export function ratioTable(all: readonly Measured[], figure: keyof LoadResult): string {
  const titles = Object.values(contenders).map(({ title }) => title);
  const names = titles.filter((title) => title !== bare && title !== judged);
  const unit = figure === "requestsPerSecond" ? "/s" : " µs";
  const head = ["scenario", "compared with", judged, "bar", "verdict", ...names];
  const lines = all.map(({ scenario, results }) => {
    const [first] = results.keys();
    const reference = results.has(bare) ? bare : results.has(judged) ? judged : first!;
    const base = median(results.get(reference)!.map((result) => result[figure]));
    const ratioOf = (title: string) => ratio(results, title, reference, figure);
    const others = names.map((title) => ({ title, ratio: ratioOf(title) }));
    const own = ratioOf(judged);
    return [
      scenario.title,
      `${reference}, ${base.toFixed(base < 1_000 ? 1 : 0)}${unit}`,
      shown(own),
      scenario.bar === undefined || reference === judged ? "ahead" : String(scenario.bar),
      own === undefined ? "–" : verdictOf(own, scenario.bar ?? 0, others),
      ...others.map((other) => shown(other.ratio)),
    ];
  });
  return markdownTable([head, ...lines]);
}

function ratio(
  results: Measured["results"],
  title: string,
  reference: string,
  figure: keyof LoadResult,
): number | undefined {
  const own = results.get(title);
  if (own === undefined) return undefined;
  const compared = results.get(reference)!;
  const parts = own.map((result, round) => {
    const part = result[figure] / compared[round]![figure];
    return figure === "requestsPerSecond" ? part : 1 / part; // less time is better
  });
  return median(parts);
}

function verdictOf(
  own: number,
  bar: number,
  others: readonly { title: string; ratio: number | undefined }[],
): string {
  const faster = others.filter(({ ratio }) => ratio !== undefined && ratio > own).map(({ title }) => title);
  if (faster.length > 0) return `behind ${faster.join(", ")}`;
  return own >= bar ? "PASS" : "below";
}

function shown(ratio: number | undefined): string {
  return ratio === undefined ? "–" : ratio.toFixed(2);
}
