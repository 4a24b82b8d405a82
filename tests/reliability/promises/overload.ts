import { load } from "../load.ts";
import { counted, type Promised } from "../promise.ts";
import { RunningSite } from "../running-site.ts";

// A page of 2 ms: one processor gives some 450 a second at the most.
const peakRate = 400;

export const overload: Promised = {
  name: "R11",
  claim: "Overload degrades by refusal",
  fault: "five times as many requests as can be answered",
  async judge(size) {
    await using site = await RunningSite.start();
    const seconds = size.pick(300, 4);
    const common = { port: site.port, paths: ["/page/"], connections: 2_000 };
    const peak = await load({ ...common, rate: peakRate, seconds: size.pick(10, 1) });
    const health: number[] = [];
    const asking = setInterval(async () => {
      const response = await fetch(`${site.url}/-/live`).catch(() => undefined);
      health.push(response?.status ?? 0);
    }, 500);
    const flood = await load({ ...common, rate: 5 * peakRate, seconds });
    clearInterval(asking);
    const after = await load({ ...common, rate: 20, seconds: size.pick(5, 2) });
    const goodput = flood.ok / seconds;
    const share = (goodput / (peak.ok / size.pick(10, 1))) * 100;
    return [
      counted(`requests that were neither answered nor refused, of ${flood.sent}`, flood.failed, 0),
      counted("health checks that failed", health.filter((status) => status !== 200).length, 0),
      counted("the process is the same", Number(site.isAlive), 1),
      size.timed(
        { what: "answered, of what is at most", measured: `${share.toFixed(0)} %`, target: "≥ 80 %" },
        share >= 80,
      ),
      size.timed(
        { what: "p99 of refusals", measured: `${flood.refusedP99Ms.toFixed(1)} ms`, target: "< 20 ms" },
        flood.refusedP99Ms < 20,
      ),
      size.timed(
        { what: "p99 of answers", measured: `${flood.okP99Ms.toFixed(1)} ms`, target: "told" },
        true,
      ),
      size.timed(
        {
          what: "refused in the five seconds after",
          measured: String(after.refused + after.failed),
          target: "0 at their end",
        },
        after.ok > 0,
      ),
    ];
  },
};
