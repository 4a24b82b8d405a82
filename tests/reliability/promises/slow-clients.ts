import { gather } from "../crowd.ts";
import { load } from "../load.ts";
import { counted, type Promised } from "../promise.ts";
import { largestDuring, RunningSite } from "../running-site.ts";

export const slowClients: Promised = {
  name: "R7",
  claim: "Slow clients cannot starve others",
  fault: "connections with heads and bodies that never end, answers that nobody reads, and nothing at all",
  async judge(size) {
    const count = size.pick(10_000, 80);
    const seconds = size.pick(30, 2);
    const timeouts = {
      SITE_HEADERS_TIMEOUT_MS: String(size.pick(20_000, 1_500)),
      SITE_SLOW_CLIENT_TIMEOUT_MS: String(size.pick(30_000, 1_500)),
    };
    await using site = await RunningSite.start(timeouts);
    await load({ port: site.port, paths: ["/", "/rows/"], rate: 50, seconds: 1, connections: 2 });
    const before = site.rssMb;
    const crowd = await gather({
      port: site.port,
      count,
      manners: ["headers", "body", "idle", "headers", "body", "idle", "body", "reader"],
      everyMs: size.pick(5_000, 300),
    });
    const work = load({ port: site.port, paths: ["/", "/rows/"], rate: 50, seconds, connections: 10 });
    const { result: fresh, largest } = await largestDuring(() => site.rssMb, work);
    const { closed, maxMs } = await crowd.dispersed;
    const kbEach = ((largest - before) * 1_024) / count;
    return [
      counted(`fresh requests that failed, of ${fresh.sent}`, fresh.failed + fresh.refused, 0),
      counted("slow connections that were ended", closed, count),
      size.timed(
        { what: "the last one after", measured: `${(maxMs / 1_000).toFixed(1)} s`, target: "20–60 s" },
        maxMs <= 60_000,
      ),
      size.timed(
        { what: "p99 of fresh requests", measured: `${fresh.okP99Ms.toFixed(1)} ms`, target: "< 50 ms" },
        fresh.okP99Ms < 50,
      ),
      size.timed(
        { what: "memory at most", measured: `${largest.toFixed(0)} MB`, target: "< 200 MB" },
        largest < 200,
      ),
      size.timed(
        { what: "memory of each connection", measured: `${kbEach.toFixed(1)} KB`, target: "< 10 KB" },
        kbEach < 10,
      ),
    ];
  },
};
