import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onSiteProcessor } from "./place.ts";
import { sitePrograms } from "./site-programs.ts";

export interface StartOptions {
  /** The site, or `node:http` alone, as a yardstick. */
  readonly program?: "main" | "bare";
  /** Whether it may use all processors, instead of one of its own. */
  readonly isEverywhere?: boolean;
  /** The descriptor of the file that its log is written to. */
  readonly logTo?: number;
}

/** The site in a process of its own, and what the system says of it. */
export class RunningSite implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly port: number;
  /** What it has written to its log. */
  log = "";

  private constructor(child: ChildProcess, port: number) {
    this.process = child;
    this.port = port;
  }

  static async start(
    environment: Readonly<Record<string, string>> = {},
    { program = "main", isEverywhere = false, logTo }: StartOptions = {},
  ): Promise<RunningSite> {
    const { folder, extension, flags } = sitePrograms();
    const options: ForkOptions = {
      execArgv: [...flags],
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", logTo ?? "pipe", "ipc"],
    };
    const entry = join(folder, `${program}.${extension}`);
    const child = fork(entry, onSiteProcessor(options, isEverywhere));
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    const site = new RunningSite(child, port);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      site.log += text;
    });
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Memory of the process, in MB. */
  get rssMb(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
  }

  get descriptors(): number {
    return readdirSync(`/proc/${this.process.pid}/fd`).length;
  }

  /** How late the event loop has been since it was last asked. */
  async delays(): Promise<{ readonly p999Ms: number; readonly maxMs: number }> {
    const answer = once(this.process, "message");
    this.process.send("delays");
    return (await answer)[0] as { p999Ms: number; maxMs: number };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isAlive) return;
    this.process.kill("SIGKILL");
    await once(this.process, "exit");
  }
}

/** The largest of what `read` gives while `work` goes on. */
export async function largestDuring<Result>(
  read: () => number,
  work: Promise<Result>,
): Promise<{ result: Result; largest: number }> {
  let largest = read();
  const timer = setInterval(() => {
    largest = Math.max(largest, read());
  }, 100);
  try {
    return { result: await work, largest };
  } finally {
    clearInterval(timer);
  }
}
