import { setTimeout as pause } from "node:timers/promises";
import { gather } from "../crowd.ts";
import { load } from "../load.ts";
import { counted, type Promised } from "../promise.ts";
import { largestDuring, RunningSite } from "../running-site.ts";

export const manyConnections: Promised = {
  name: "R9",
  claim: "10,000 connections at the same time",
  fault: "as many kept alive, with 500 requests a second of pages, data and the database between them",
  async judge(size) {
    const count = size.pick(10_000, 100);
    const seconds = size.seconds(600, 2);
    const rate = size.pick(500, 50);
    await using site = await RunningSite.start({ SITE_KEEP_ALIVE_TIMEOUT_MS: "3600000" });
    await fetch(site.url, { headers: { connection: "close" } }).catch(() => {});
    const descriptors = site.descriptors;
    const crowd = await gather({ port: site.port, count, manners: ["idle"], everyMs: 60_000 });
    const work = load({
      port: site.port,
      paths: ["/", "/rows/", "/", "/page/"],
      rate,
      seconds,
      connections: 200,
    });
    const { result, largest } = await largestDuring(() => site.rssMb, work);
    const open = site.descriptors - descriptors;
    crowd.leave();
    for (let tries = 0; site.descriptors > descriptors + 5 && tries < 100; tries++) await pause(100);
    return [
      counted(`requests that failed, of ${result.sent}`, result.failed + result.refused, 0),
      {
        what: "connections that were open",
        measured: String(open),
        target: `≥ ${count}`,
        holds: open >= count,
      },
      {
        what: "descriptors beyond those before, afterwards",
        measured: String(site.descriptors - descriptors),
        target: "≤ 5",
        holds: site.descriptors - descriptors <= 5,
      },
      size.timed(
        { what: "p99", measured: `${result.okP99Ms.toFixed(1)} ms`, target: "< 100 ms" },
        result.okP99Ms < 100,
      ),
      size.timed(
        { what: "memory at most", measured: `${largest.toFixed(0)} MB`, target: "< 500 MB" },
        largest < 500,
      ),
    ];
  },
};
