import { type ForkOptions, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/*
 * Where a run at full size takes place, so that its figures are the site's. Each of these needs something of the machine;
 * where it isn't there, the run goes on without.
 *
 *   processors   the site has one, and what asks it another (taskset)
 *   precedence   the run goes before others of the machine (root, and a kernel that shares by sessions)
 *   network      a loopback of its own, whose packets are as large as those of a wire (root). The usual one has packets of
 *                64 KB, and the kernel keeps twenty of them for each client that doesn't read: those of a thousand are all
 *                the memory that it has for TCP, and everybody on the machine waits
 */

const [loadProcessor, siteProcessor] = ["0", "1"];

let areApart = false;

const networkMark = "RELIABILITY_NETWORK";

/** Starts this program anew in a network of its own, and ends with it. Comes back where that can't be, or is done. */
export function enterOwnNetwork(): void {
  if (process.env[networkMark] !== undefined) return;
  const bring = ["--net", "sh", "-c", 'ip link set lo mtu 1500 up && exec "$@"', "sh"];
  if (spawnSync("unshare", [...bring, "true"]).status !== 0) {
    console.log("There is no network of its own (root, unshare and ip are needed): the machine's is used.");
    return;
  }
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync("unshare", [...bring, ...again], {
    stdio: "inherit",
    env: { ...process.env, [networkMark]: "own" },
  });
  process.exit(status ?? 1);
}

/** Moves this process, and those that it will start, to the processor of the load. Gives whether the site has another. */
export function joinLoad(): boolean {
  areApart = availableParallelism() > 1 && spawnSync("taskset", ["-c", siteProcessor, "true"]).status === 0;
  if (areApart) spawnSync("taskset", ["-a", "-p", "-c", loadProcessor, String(process.pid)]);
  try {
    writeFileSync("/proc/self/autogroup", "-15");
  } catch {
    // Not root, or another kernel: then it shares.
  }
  return areApart;
}

/** Starts a process of the site on its own processor, or `everywhere`, where its threads are what is measured. */
export function onSiteProcessor(options: ForkOptions, everywhere = false): ForkOptions {
  if (!areApart) return options;
  const processors = everywhere ? `${loadProcessor},${siteProcessor}` : siteProcessor;
  return {
    ...options,
    execPath: "taskset",
    execArgv: ["-c", processors, process.execPath, ...(options.execArgv ?? [])],
  };
}
