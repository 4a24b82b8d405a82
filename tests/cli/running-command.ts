import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** A copy of a project of fixtures/, inside of the repository, where `quintet/…` is found, in a folder that git ignores. */
export function copyOfProject(name: string): string {
  const parent = join(root, ".quintet");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `${name}-`));
  cpSync(join(import.meta.dirname, "fixtures", name), folder, { recursive: true });
  return folder;
}

/** A command of `quintet` that runs, and what it has said so far. */
export class RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = "";
  #read = 0;
  #news = Promise.withResolvers<void>();

  constructor(folder: string, words: readonly string[], env: Record<string, string> = {}) {
    const { DEBUG, PORT, HOST, NODE_TEST_CONTEXT, ...inherited } = process.env;
    const node = ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"];
    this.process = spawn(process.execPath, [...node, join(root, "bin", "quintet.js"), ...words], {
      cwd: folder,
      env: { ...inherited, NO_COLOR: "1", FORCE_COLOR: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => this.#add(text));
    }
    this.ended = once(this.process, "close").then(([code]) => {
      this.#add("");
      return code as number | null; // the first argument of "close"
    });
  }

  /** Waits until it says something, after what was waited for last; gives what matched. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output.slice(this.#read));
      if (found !== null) {
        this.#read += found.index + found[0].length;
        return found;
      }
      if (this.process.exitCode !== null && this.process.stdout!.readableEnded)
        throw new Error(`It ended with ${this.process.exitCode} and never said ${pattern}:\n${this.output}`);
      await this.#news.promise;
    }
  }

  /** Waits until it serves, and gives the address. */
  async url(): Promise<string> {
    const [, url = ""] = await this.says(/Quintet serves (http:\/\/\S+?),? /);
    return url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null) this.process.kill("SIGKILL");
    await this.ended;
  }

  #add(text: string): void {
    this.output += text;
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}
