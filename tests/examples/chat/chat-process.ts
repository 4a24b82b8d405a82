import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const startFile = join(import.meta.dirname, "../../../examples/chat/start.ts");

/** The demo as `npm start` runs it: a process of its own, on a free port, with a database of its own. */
export interface ChatProcess extends AsyncDisposable {
  readonly url: string;
  /** Of the administrator; empty where the database had one. */
  readonly password: string;
  /** All that it has printed so far. */
  output(): string;
  /** Ends it; gives its exit code, `null` where the signal ended it at once. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the demo and waits until it says where it is. */
export async function startChat(
  environment: Record<string, string> = {},
  folder?: string,
): Promise<ChatProcess> {
  const ownFolder = folder ?? (await mkdtemp(join(tmpdir(), "quintet-chat-")));
  const { child, output } = runChat({ DATABASE_FILE: join(ownFolder, "chat.sqlite3"), ...environment });
  const url = await printed(child, output, /The chat: +(http:\S+)\//);
  const chat: ChatProcess = {
    url,
    password: /Password: +(\S+)/.exec(output())?.[1] ?? "",
    output,
    async end(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill(signal);
        await exited;
      }
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      await chat.end("SIGKILL");
      if (folder === undefined) await rm(ownFolder, { recursive: true, force: true });
    },
  };
  return chat;
}

/** Runs the demo; nothing is waited for. */
export function runChat(environment: Record<string, string>): { child: ChildProcess; output: () => string } {
  const inherited = { ...process.env };
  for (const name of Object.keys(inherited)) if (name.startsWith("OPENAI_")) delete inherited[name];
  const child = spawn(process.execPath, ["--conditions=quintet:source", startFile], {
    env: {
      ...inherited,
      SECRET_KEY: "for tests: a key that is long enough, 0123456789",
      HOST: "127.0.0.1",
      PORT: "0",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
  }
  return { child, output: () => text };
}

async function printed(child: ChildProcess, output: () => string, pattern: RegExp): Promise<string> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    // The line after it shows that all was printed.
    const match = pattern.exec(output());
    if (match !== null && output().includes("Ctrl+C")) return match[1]!;
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`The demo did not start:\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
