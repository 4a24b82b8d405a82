import { flood } from "../flood.ts";
import { load, measureCapacity } from "../load.ts";
import { counted, type Promised } from "../promise.ts";
import { RunningSite } from "../running-site.ts";

export const overload: Promised = {
  name: "R11",
  claim: "Overload degrades by refusal",
  fault: "five times as many requests as can be answered",
  async judge(size) {
    await using site = await RunningSite.start();
    const asked = { port: site.port, paths: ["/page/"] };
    await measureCapacity({ ...asked, seconds: size.pick(5, 1) }); // until the code is compiled
    const capacity = await measureCapacity({ ...asked, seconds: size.pick(10, 1) });

    const seconds = size.seconds(300, 4);
    const rate = Math.round(capacity * 5);
    const health: number[] = [];
    const asking = setInterval(async () => {
      const response = await fetch(`${site.url}/-/live`).catch(() => undefined);
      health.push(response?.status ?? 0);
    }, 500);
    const flooded = await flood({ port: site.port, path: "/page/", connections: 2_000, rate, seconds });
    clearInterval(asking);
    const after = await load({
      ...asked,
      connections: 100,
      rate: Math.round(capacity / 2),
      seconds: size.pick(10, 2),
    });

    const goodput = (flooded.ok / seconds / capacity) * 100;
    return [
      size.told("requests a second that can be answered", capacity.toFixed(0)),
      size.told(`requests a second that were sent, for ${seconds} s`, String(rate)),
      size.told("of them not sent, because all connections waited", String(flooded.unsent)),
      size.told("the flood itself was late, at most", `${flooded.ownDelayMs.toFixed(0)} ms`),
      counted("requests that were neither answered nor refused", flooded.failed, 0),
      {
        what: "requests that were refused",
        measured: String(flooded.refused),
        target: "> 0",
        holds: flooded.refused > 0,
      },
      counted("health checks that failed", health.filter((status) => status !== 200).length, 0),
      counted("the process is the same", Number(site.isAlive), 1),
      size.timed(
        { what: "answered, of what can be", measured: `${goodput.toFixed(0)} %`, target: "≥ 80 %" },
        goodput >= 80,
      ),
      size.timed(
        { what: "p99 of refusals", measured: `${flooded.refusedP99Ms.toFixed(1)} ms`, target: "< 20 ms" },
        flooded.refusedP99Ms < 20,
      ),
      size.told("p99 of answers", `${flooded.okP99Ms.toFixed(1)} ms`),
      size.timed(
        {
          what: "the last refusal, at half of what can be, after",
          measured: `${(after.lastRefusalMs / 1_000).toFixed(1)} s`,
          target: "< 5 s",
        },
        after.lastRefusalMs < 5_000 && after.failed === 0,
      ),
    ];
  },
};
