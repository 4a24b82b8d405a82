import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { ensureFolder } from "./folders.ts";

// Tells this process from an earlier one with the same number: in a container every process is number 1.
const processMark = randomBytes(6).toString("hex");
const host = hostname().replace(/[^\w-]/g, "_");

// Of another machine's process nothing is known: what it hasn't touched for a day is given up.
const foreignAgeMs = 86_400_000;

/** Files that aren't complete yet. Each name says whose it is: `host.pid.mark.random`. */
export class TemporaryFiles {
  readonly #folder: string;
  readonly #mode: number;

  constructor(folder: string, mode: number) {
    this.#folder = folder;
    this.#mode = mode;
  }

  /** Writes all chunks into a new file and waits until the disk has them. Leaves nothing behind where that fails. */
  async fill(chunks: AsyncIterable<Uint8Array>): Promise<string> {
    await ensureFolder(dirname(this.#folder), [".unfinished"], 0o700);
    const path = join(
      this.#folder,
      `${host}.${process.pid}.${processMark}.${randomBytes(12).toString("hex")}`,
    );
    const handle = await open(path, "wx", 0o600);
    try {
      for await (const chunk of chunks) await writeAll(handle, chunk);
      await handle.chmod(this.#mode);
      await handle.sync();
      await handle.close();
      return path;
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Removes what processes left that are no more. At once: an app that has started has swept. */
  sweep(): void {
    for (const name of namesIn(this.#folder)) {
      const path = join(this.#folder, name);
      if (isAbandoned(name, path)) rmSync(path, { force: true });
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was ever written
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  // A disk that is nearly full takes a part of what it is given, and refuses the rest.
  for (let at = 0; at < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, at, chunk.byteLength - at);
    at += bytesWritten;
  }
}

function isAbandoned(name: string, path: string): boolean {
  const [owner, pid, mark] = name.split(".");
  if (owner === host) {
    if (mark === processMark) return false;
    if (Number(pid) === process.pid || !isAlive(Number(pid))) return true;
  }
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > foreignAgeMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}
