import { setTimeout as pause } from "node:timers/promises";
import { gather, type Manner } from "../crowd.ts";
import { load } from "../load.ts";
import { counted, type Promised, type Size } from "../promise.ts";
import { largestDuring, RunningSite } from "../running-site.ts";

const manners: readonly Manner[] = ["headers", "body", "idle", "headers", "body", "idle", "body", "reader"];

/** A site with a crowd of slow clients, and what it has for a few others meanwhile. */
async function endure(site: RunningSite, size: Size, seconds: number) {
  const asked = { port: site.port, paths: ["/", "/rows/"], rate: 50 };
  await load({ ...asked, seconds: 1, connections: 2 });
  const before = site.rssMb;
  const descriptors = site.descriptors;
  const count = size.pick(10_000, 80);
  const crowd = await gather({ port: site.port, count, manners, everyMs: size.pick(5_000, 300) });
  // Connected by the kernel, they may still stand in its queue, of which each turn of an event loop takes one.
  for (let tries = 0; site.descriptors < descriptors + count * 0.99 && tries < 200; tries++) await pause(50);
  const work = load({ ...asked, seconds, connections: 10 });
  const { result: fresh, largest } = await largestDuring(() => site.rssMb, work);
  return { count, crowd, fresh, before, largest, kbEach: ((largest - before) * 1_024) / count };
}

/** The same for `node:http` alone. It has nothing against clients that don't read, and is left with them. */
async function measureBare(size: Size) {
  await using site = await RunningSite.start({}, { program: "bare" });
  const endured = await endure(site, size, 15);
  endured.crowd.leave();
  return endured;
}

export const slowClients: Promised = {
  name: "R7",
  claim: "Slow clients cannot starve others",
  fault: "connections with heads and bodies that never end, answers that nobody reads, and nothing at all",
  async judge(size) {
    const bare = size.isQuick ? undefined : await measureBare(size);
    await using site = await RunningSite.start({
      SITE_HEADERS_TIMEOUT_MS: String(size.pick(20_000, 1_500)),
      SITE_SLOW_CLIENT_TIMEOUT_MS: String(size.pick(30_000, 1_500)),
    });
    const { count, crowd, fresh, before, largest, kbEach } = await endure(site, size, size.pick(30, 2));
    const { closed, maxMs } = await crowd.dispersed;
    const yardstick =
      bare === undefined
        ? []
        : [
            size.told("node:http alone: p99 of fresh requests", `${bare.fresh.okP99Ms.toFixed(1)} ms`),
            size.told("node:http alone: memory", `${bare.before.toFixed(0)}, ${bare.largest.toFixed(0)} MB`),
            size.told("node:http alone: memory of each connection", `${bare.kbEach.toFixed(1)} KB`),
          ];
    return [
      counted(`fresh requests that failed, of ${fresh.sent}`, fresh.failed + fresh.refused, 0),
      counted("slow connections that were ended", closed, count),
      ...yardstick,
      size.timed(
        { what: "the last one after", measured: `${(maxMs / 1_000).toFixed(1)} s`, target: "≤ 60 s" },
        maxMs <= 60_000,
      ),
      size.timed(
        { what: "p99 of fresh requests", measured: `${fresh.okP99Ms.toFixed(1)} ms`, target: "< 50 ms" },
        fresh.okP99Ms < 50,
      ),
      size.told("memory before", `${before.toFixed(0)} MB`),
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
