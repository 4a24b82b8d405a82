import { median, type Times } from "../measure.ts";
import { markdownTable, ratio } from "../report.ts";
import type { Page } from "./pages.ts";

/** What was measured of one page. */
export interface Measured {
  readonly page: Page;
  readonly times: Times;
}

const reference = "literal";
const judged = "Quintet";

/** For each page the ratios to the template literal, higher is better, as a table in Markdown. */
export function ratioTable(results: readonly Measured[]): string {
  const names = [...results[0]!.times.keys()].filter((name) => name !== reference && name !== judged);
  const head = ["page", `${reference} µs`, judged, "verdict", ...names];
  const lines = results.map(({ page, times }) => {
    const literal = median(times.get(reference)!);
    const own = ratio(times, judged, reference) ?? Number.NaN;
    const others = names.map((name) => ({ name, ratio: ratio(times, name, reference)! }));
    const faster = others.filter((other) => other.ratio >= own).map(({ name }) => name);
    const verdict = faster.length === 0 ? "PASS" : `behind ${faster.join(", ")}`;
    const shown = others.map((other) => other.ratio.toFixed(2));
    return [page.title, literal.toFixed(literal < 100 ? 1 : 0), own.toFixed(2), verdict, ...shown];
  });
  return markdownTable([head, ...lines]);
}
