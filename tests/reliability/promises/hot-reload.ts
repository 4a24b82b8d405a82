import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ReloadFigures } from "../hot-reload.ts";
import type { Promised } from "../promise.ts";

export const hotReload: Promised = {
  name: "R17",
  claim: "Hot reload does not leak, and is quick",
  fault: "a model, the routes and a template edited in turn, again and again, a second apart",
  async judge(size) {
    if (size.isQuick) return { skipped: "its figures are memory and times: it runs at full size only" };
    const words = ["--built", "--cycles", "1000", "--seconds", String(size.seconds(3_600, 0))];
    const child = fork(join(import.meta.dirname, "../hot-reload.ts"), words, {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [figures] = (await once(child, "message")) as [ReloadFigures];
    const { cycles, restartP95Ms, before, after } = figures;
    const grownMb = after.rssMb - before.rssMb;
    return [
      size.told("edits", String(cycles)),
      size.timed(
        { what: "p95 of a restart", measured: `${restartP95Ms.toFixed(0)} ms`, target: "< 300 ms" },
        restartP95Ms < 300,
      ),
      size.timed(
        { what: "memory has grown by", measured: `${grownMb.toFixed(1)} MB`, target: "< 50 MB" },
        grownMb < 50,
      ),
      {
        what: "most listeners of one event, before and after",
        measured: `${before.listeners}, ${after.listeners}`,
        target: "the same",
        holds: after.listeners <= before.listeners,
      },
      {
        what: "active resources, before and after",
        measured: `${before.resources}, ${after.resources}`,
        target: "the same",
        holds: after.resources <= before.resources,
      },
    ];
  },
};
