import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { relative } from "node:path";
import type { ProjectFile } from "../../core/index.ts";
import { style } from "../style.ts";
import { watchFolder } from "../watch-folder.ts";

export interface WatchChecksOptions {
  readonly project: ProjectFile;
  readonly deploy: boolean;
  readonly json: boolean;
  /** The ids of findings that are meant to be so, with commas between. */
  readonly accept?: string | undefined;
}

// What templates are, and what their types come from.
const matters = /(\.(ts|mts|js|mjs|json|html|htm|txt|xml|svg|css|md|po|mo)|\.env)$/;

/**
 * `quintet check --watch`: checks in a child process, since what Node has loaded can't be loaded anew, and again at each
 * change. With `json` a line `{"event":"begin"}` stands before the findings of each check, and
 * `{"event":"end","ok":true}` behind them. Ends with the first signal.
 */
export async function watchChecks(options: WatchChecksOptions): Promise<void> {
  const { folder } = options.project;
  const signalled = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  let child: ChildProcess | undefined;
  let checking = Promise.resolve();
  let waiting = 0;
  let ended = false;
  const check = (): void => {
    waiting++;
    checking = checking.then(async () => {
      waiting--;
      if (waiting > 0 || ended) return; // the newest one sees all changes
      begin(options);
      child = start(options);
      const [code] = (await once(child, "close")) as [number | null];
      if (!ended) end(options, code === 0);
    });
  };
  const watch = await watchFolder(folder, (file) => matters.test(file), {
    settled(file) {
      if (!options.json) console.log(style.dim(`\n${relative(process.cwd(), file)} changed`));
      check();
    },
  });
  await watch.ready;
  check();

  await signalled;
  ended = true;
  child?.kill("SIGTERM");
  await watch.close();
  await checking;
}

function begin({ json }: WatchChecksOptions): void {
  if (json) console.log(JSON.stringify({ event: "begin" }));
}

function end({ json, project }: WatchChecksOptions, ok: boolean): void {
  if (json) console.log(JSON.stringify({ event: "end", ok }));
  else console.log(style.dim(`Watching ${relative(process.cwd(), project.folder) || "this folder"}`));
}

function start({ project, deploy, json, accept }: WatchChecksOptions): ChildProcess {
  const words = ["check", "--config", project.file];
  if (deploy) words.push("--deploy");
  if (json) words.push("--json");
  if (accept !== undefined) words.push("--accept", accept);
  const node = [...process.execArgv, process.argv[1]!, ...words];
  return spawn(process.execPath, node, { stdio: "inherit" });
}
