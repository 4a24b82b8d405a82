import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";

/* A real Django in a process of its own, which answers one query after the other: see django_side.py. */

const run = promisify(execFile);
const tool = join(import.meta.dirname, "../../../../shared/tools/real-django");

/** Where Python finds Django; undefined where there is none to be had. */
export async function findDjango(): Promise<string | undefined> {
  if (!existsSync(tool)) return undefined;
  try {
    const { stdout } = await run(tool, [join(tmpdir(), "quintet-real-django")]);
    return stdout.trim();
  } catch {
    return undefined; // not root, or no network
  }
}

/** What Django said: a value, or the name of the error. */
export type DjangoAnswer =
  | { readonly answer: unknown }
  | { readonly error: string; readonly message: string };

export class DjangoProcess {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param settings - Of `DATABASES["default"]`. */
  constructor(path: string, settings: object) {
    const script = join(import.meta.dirname, "django_side.py");
    const env = { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" };
    this.#process = spawn("/usr/bin/python3", [script, JSON.stringify(settings)], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** What an expression of Python gives, with the rows as they are now. */
  ask(python: string): Promise<DjangoAnswer> {
    const answered = this.#last.then(async () => {
      this.#process.stdin.write(`${JSON.stringify({ python })}\n`);
      const { value, done } = await this.#lines.next();
      if (done === true)
        throw new Error("Django has ended; its last words are on the standard error stream.");
      return JSON.parse(value) as DjangoAnswer;
    });
    this.#last = answered.catch(() => {});
    return answered;
  }

  close(): void {
    this.#process.stdin.end();
  }
}
