import { type ChildProcess, spawn } from "node:child_process";
import { relative } from "node:path";
import type { ProjectFile } from "../../core/index.ts";
import { style } from "../style.ts";
import { watchFolder } from "../watch-folder.ts";

export interface DevOptions {
  readonly project: ProjectFile;
  readonly port?: string;
  readonly host?: string;
}

// Templates and assets are read anew when they change; only what Node has loaded needs a new process.
const restartOn = /(\.(ts|mts|js|mjs|json)|\.env)$/;
// How long a server may take to end its requests before the restart stops waiting.
const stopMs = 3_000;

/**
 * Serves the project in a child process, and starts another at each change of its code. A child that fails (a syntax
 * error, say) has told why; the next change tries again. Ends with the first signal.
 */
export async function dev(options: DevOptions): Promise<void> {
  const { folder } = options.project;
  const signalled = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  let child = start(options);
  let restarting = Promise.resolve();
  let ended = false;

  const restart = (changed: string) => {
    restarting = restarting.then(async () => {
      if (ended) return;
      console.log(style.dim(`${relative(process.cwd(), changed)} changed, restarting`));
      await stop(child);
      child = start(options);
    });
  };
  const watch = await watchFolder(folder, restartOn, restart); // while the child starts
  void watch.ready.then(() =>
    console.log(style.dim(`Watching ${relative(process.cwd(), folder) || "this folder"}`)),
  );

  await signalled;
  ended = true;
  await watch.close();
  await restarting;
  await stop(child);
}

function start({ project, port, host }: DevOptions): ChildProcess {
  const words = ["serve", "--dev", "--config", project.file];
  if (port !== undefined) words.push("--port", port);
  if (host !== undefined) words.push("--host", host);
  const node = [...process.execArgv, process.argv[1]!, ...words];
  const child = spawn(process.execPath, node, { stdio: "inherit" });
  child.once("exit", (code, signal) => {
    // Ended by itself: stop() and Ctrl+C let it end with 0, or by a signal.
    if (code !== 0 && signal === null)
      console.error(style.dim("It stopped. The next change starts it again."));
  });
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await ended;
  clearTimeout(timer);
}
