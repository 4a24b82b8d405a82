import { availableParallelism } from "node:os";
import { CommandError } from "../../core/index.ts";
import { style } from "../style.ts";
import { systemTerminal } from "../terminal.ts";
import { writePidFile } from "../workers/pid-file.ts";
import { Supervisor, type SupervisorReport, WorkerStartError } from "../workers/supervisor.ts";

/** What `quintet serve --workers` was called with. */
export interface ServeWorkersOptions {
  readonly workers: string;
  readonly pidFile?: string;
  /** The words of the command line, for the workers. */
  readonly words: readonly string[];
}

// Beyond what an app waits by itself (http.shutdownTimeoutMs, 30 s by default) before it cuts what is under way.
const drainTimeoutMs = 10 * 60_000;
// A machine that is busy starting much at once may need minutes.
const startTimeoutMs = 5 * 60_000;

/**
 * Serves with several processes until SIGTERM or Ctrl+C; a second one ends them at once. SIGHUP and SIGUSR2 restart the
 * workers one after the other.
 */
export async function serveWorkers({ workers, pidFile, words }: ServeWorkersOptions): Promise<void> {
  const removePidFile = pidFile === undefined ? () => {} : writePidFile(pidFile);
  const supervisor = new Supervisor({
    workers: workerCount(workers),
    program: process.argv[1]!,
    words,
    drainTimeoutMs,
    startTimeoutMs,
    report,
  });
  const ended = endOnSignals(supervisor);
  const restart = () => supervisor.restart();
  for (const signal of ["SIGHUP", "SIGUSR2"] as const) process.on(signal, restart);
  try {
    await Promise.race([supervisor.start(), ended]);
    await ended;
  } catch (error) {
    if (!(error instanceof WorkerStartError)) throw error;
    supervisor.kill();
    terminal.warn(`A worker could not be started: ${error.message}.`); // why, it has said itself
    process.exitCode = 1;
  } finally {
    removePidFile();
  }
}

/** Resolves when a signal has come and all workers have ended. */
function endOnSignals(supervisor: Supervisor): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isClosing = false;
  for (const [signal, number] of [
    ["SIGTERM", 15],
    ["SIGINT", 2],
  ] as const) {
    process.on(signal, () => {
      if (isClosing) {
        supervisor.kill();
        process.exit(128 + number); // as shells count
      }
      isClosing = true;
      supervisor.close().then(resolve, reject);
    });
  }
  return promise;
}

/** The number of processes: the given one, or as many as the machine has processors. */
function workerCount(text: string): number {
  if (text === "auto") return availableParallelism();
  const count = Number(text);
  if (text !== "" && Number.isInteger(count) && count >= 1 && count <= 1_024) return count;
  throw new CommandError(`--workers is "${text}". It is a number from 1 to 1024, or "auto".`);
}

const terminal = systemTerminal();

const report: SupervisorReport = {
  started(url, workers) {
    const started = Math.round(performance.now()); // since the process began
    const how = `with ${count(workers)}, started in ${started} ms`;
    terminal.line(`${style.bold("Quintet")} serves ${style.cyan(url)}${style.dim(`, ${how}`)}`);
  },
  workerEnded(how, againInMs) {
    const when = againInMs === 0 ? "at once" : `in ${againInMs} ms`;
    terminal.warn(`A worker ended by itself (${how}). Another one is started ${when}.`);
  },
  restarting(workers) {
    terminal.line(style.dim(`Restarting ${count(workers)}, one after the other`));
  },
  restarted(ms) {
    terminal.line(style.dim(`Restarted in ${(ms / 1_000).toFixed(1)} s`));
  },
  restartFailed(how) {
    terminal.warn(`A new worker did not start (${how}). Those that run go on as they are.`);
  },
};

function count(workers: number): string {
  return workers === 1 ? "1 worker" : `${workers} workers`;
}
