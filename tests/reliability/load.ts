import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/*
 * Requests at a fixed rate, whatever the server makes of them, from a process of its own. A time begins when the request
 * should have been sent, so that a server that keeps everybody waiting doesn't look fast.
 */

export interface LoadOptions {
  readonly port: number;
  readonly paths: readonly string[];
  /** Requests a second; without an end, each connection sends the next one when it has its answer. */
  readonly rate: number | null;
  readonly seconds: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly sent: number;
  readonly ok: number;
  /** Of them, those that were answered while the load went on. */
  readonly okInTime: number;
  readonly refused: number;
  /** Broken connections, and any other status. */
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly okP99Ms: number;
  readonly refusedP99Ms: number;
  /** When the last refusal came, from the beginning. */
  readonly lastRefusalMs: number;
  /** How late the load itself was, at most: what it is late, the answers seem to be. */
  readonly ownDelayMs: number;
}

/** How many requests a second are answered to a few connections that ask again and again. */
export async function measureCapacity(
  options: Pick<LoadOptions, "port" | "paths" | "seconds">,
): Promise<number> {
  const { okInTime } = await load({ ...options, rate: null, connections: 8 });
  return okInTime / options.seconds;
}

/** Makes the load in another process. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  const [result] = (await once(child, "message")) as [LoadResult];
  return result;
}

if (process.send !== undefined && process.argv[2]?.startsWith("{")) {
  const result = await makeLoad(JSON.parse(process.argv[2]) as LoadOptions);
  process.send(result, () => process.exit());
}

async function makeLoad({ port, paths, rate, seconds, connections }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const okMs: number[] = [];
  const refusedMs: number[] = [];
  const failures: Record<string, number> = {};
  const fail = (why: string) => {
    failures[why] = (failures[why] ?? 0) + 1;
  };
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const start = performance.now();
  let lastRefusalMs = 0;
  let okInTime = 0;
  const sent = rate === null ? await askAgainAndAgain() : await askAtRate(rate);
  agent.destroy();
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return {
    sent,
    lastRefusalMs,
    ownDelayMs: delays.max / 1e6,
    ok: okMs.length,
    okInTime,
    refused: refusedMs.length,
    failed,
    failures,
    okP99Ms: percentile(okMs, 0.99),
    refusedP99Ms: percentile(refusedMs, 0.99),
  };

  async function askAtRate(perSecond: number): Promise<number> {
    const pending: Promise<void>[] = [];
    const total = perSecond * seconds;
    for (let sent = 0; sent < total; ) {
      const due = Math.min(total, Math.ceil(((performance.now() - start) / 1_000) * perSecond));
      for (; sent < due; sent++)
        pending.push(ask(paths[sent % paths.length]!, start + (sent / perSecond) * 1_000));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(pending);
    return total;
  }

  async function askAgainAndAgain(): Promise<number> {
    let sent = 0;
    const oneByOne = async () => {
      while (performance.now() - start < seconds * 1_000)
        await ask(paths[sent++ % paths.length]!, performance.now());
    };
    await Promise.all(Array.from({ length: connections }, oneByOne));
    return sent;
  }

  function ask(path: string, dueAt: number): Promise<void> {
    return new Promise((resolve) => {
      const sent = request({ host: "127.0.0.1", port, path, agent, timeout: 60_000 }, (response) => {
        response.resume();
        response.once("close", () => {
          const ms = performance.now() - dueAt;
          if (!response.complete) fail("cut off");
          else if (response.statusCode === 200) {
            okMs.push(ms);
            if (performance.now() - start <= seconds * 1_000) okInTime++;
          } else if (response.statusCode === 503 && response.headers["retry-after"] !== undefined) {
            refusedMs.push(ms);
            lastRefusalMs = performance.now() - start;
          } else fail(String(response.statusCode));
          resolve();
        });
      });
      sent.once("timeout", () => sent.destroy(new Error("no answer")));
      sent.once("error", (error: NodeJS.ErrnoException) => {
        fail(error.code ?? error.message);
        resolve();
      });
      sent.end();
    });
  }
}

function percentile(values: number[], share: number): number {
  if (values.length === 0) return 0;
  return values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
}
