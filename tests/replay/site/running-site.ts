import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { exchange, parseAnswers, type RawAnswer, type RawRequest, rawRequest } from "../raw-http.ts";
import type { SiteFacts } from "./site-facts.ts";

export interface SiteOptions {
  /** The program that listens: the fixture app, or the site that falls for everything. */
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A site under attack, in a process of its own with 256 MB of heap. */
export class Site implements AsyncDisposable {
  /** The host that the site answers to. */
  readonly host = "app.test";
  readonly port: number;
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly #log: string[];

  private constructor(child: ChildProcess, port: number, folder: string, log: string[]) {
    this.#process = child;
    this.#log = log;
    this.port = port;
    this.folder = folder;
  }

  static async start({ program, environment = {} }: SiteOptions): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "quintet-replay-"));
    mkdirSync(join(folder, "tmp"));
    const child = fork(program, {
      execArgv: [
        "--conditions=quintet:source",
        "--disable-warning=ExperimentalWarning",
        "--max-old-space-size=256",
        "--expose-gc",
      ],
      env: { ...process.env, ...environment, REPLAY_FOLDER: folder, TMPDIR: join(folder, "tmp") },
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    const log: string[] = [];
    createInterface({ input: child.stderr! }).on("line", (line) => log.push(line));
    const [message] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => {
        throw new Error(`the site ended with code ${code} before it listened:\n${log.join("\n")}`);
      }),
    ])) as [{ port: number }];
    return new Site(child, message.port, folder, log);
  }

  /** Sends one request as it is given, over a connection of its own. */
  async send(request: RawRequest): Promise<RawAnswer> {
    const received = await exchange(this.port, rawRequest(this.host, request));
    const [answer, ...more] = parseAnswers(received, { method: request.method ?? "GET" });
    assert.ok(answer !== undefined, "there was no answer");
    assert.equal(more.length, 0, "one request had several answers");
    return answer;
  }

  get(target: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    return this.send({ target, headers });
  }

  /** Sends bytes and gives the answers on that connection; none where it was just cut. */
  async sendBytes(bytes: string | Uint8Array, options: { waitMs?: number } = {}): Promise<RawAnswer[]> {
    return parseAnswers(await exchange(this.port, bytes, options));
  }

  /** What the program counts of itself, once its garbage is collected. */
  facts(): Promise<SiteFacts> {
    return this.#ask<SiteFacts>("clean facts");
  }

  /** Milliseconds of the processor that the process has used since its start. */
  cpuMs(): Promise<number> {
    return this.#ask<number>("cpu");
  }

  async #ask<Answer>(question: string): Promise<Answer> {
    const answer = once(this.#process, "message");
    this.#process.send(question);
    const [given] = (await answer) as [Answer];
    return given;
  }

  /** Lines of the log since the last call, as soon as there is one that fits. */
  async takeLog(fits: RegExp): Promise<readonly string[]> {
    const end = performance.now() + 5_000;
    while (!this.#log.some((line) => fits.test(line))) {
      assert.ok(performance.now() < end, `no line of the log fits ${fits}: ${this.#log.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.facts(); // a round trip: what was written with the line has arrived, too
    return this.#log.splice(0);
  }

  /** The process is the one that was started, answers, and nothing has crashed or stained it. */
  async assertAlive(): Promise<void> {
    assert.equal(this.#process.exitCode, null, "the process has ended");
    const answer = await this.get("/");
    assert.equal(answer.status, 200, "the first page answers");
    const facts = await this.facts();
    assert.equal(facts.pid, this.#process.pid);
    assert.deepEqual(facts.pollution, [], "prototypes are as they were");
    assert.deepEqual(facts.accidents, [], "no accident reached the process");
  }

  /** Waits until what an attack left behind is gone: files, descriptors, handlers at work. At most 10 seconds. */
  async settled(before: SiteFacts): Promise<SiteFacts> {
    const end = performance.now() + 10_000;
    for (;;) {
      // A collection of garbage takes longer than a turn of the event loop, and each turn accepts one connection: asked for
      // again and again, it would keep the program from what it still has to do.
      const facts = await this.#ask<SiteFacts>("facts");
      const isSettled =
        facts.temporaryFiles.length <= before.temporaryFiles.length &&
        facts.openFiles <= before.openFiles + 2 &&
        facts.handlersAtWork === 0;
      if (isSettled) return this.facts();
      assert.ok(
        performance.now() < end,
        `something is left behind: ${JSON.stringify({ ...facts, stored: facts.stored.length })}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.disconnect();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
