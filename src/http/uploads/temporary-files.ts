import { randomUUID } from "node:crypto";
import { type FileHandle, lstat, mkdtemp, open, readdir, rm, rmdir } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { logger } from "../../core/index.ts";

/*
 * Uploads that are too large for memory lie in a folder of this process until their request ends. mkdtemp() makes it: with
 * a name that nobody could guess and take before, and open to this user only (0700; the files 0600). The name says whose
 * it is, `quintet-uploads-<machine>-<process>-…`, so that a later process can tell what one that was killed left behind.
 */

/** A file for as long as a request takes. */
export interface TemporaryFile {
  readonly path: string;
  readonly handle: FileHandle;
  remove(): Promise<void>;
}

const prefix = "quintet-uploads-";
const machine = hostname().replaceAll(/[^a-zA-Z0-9]/g, "_") || "localhost";

let folder: Promise<string> | undefined;
let fileCount = 0;

/** Makes an empty file. Whoever gets it closes its handle and removes it. */
export async function createTemporaryFile(): Promise<TemporaryFile> {
  fileCount++;
  try {
    folder ??= mkdtemp(join(tmpdir(), `${prefix}${machine}-${process.pid}-`));
    const path = join(await folder, randomUUID());
    return { path, handle: await open(path, "wx", 0o600), remove: () => remove(path) };
  } catch (error) {
    release();
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    logger("http").warn({ err: error, path }, "a temporary file could not be removed");
  }
  await release();
}

/** With its last file the folder goes, too. */
async function release(): Promise<void> {
  fileCount--;
  if (fileCount > 0 || folder === undefined) return;
  const emptied = folder;
  folder = undefined;
  await emptied.then(rmdir).catch(() => {}); // a file that couldn't be removed keeps it; the next start sweeps
}

// Whether a process of another machine, which shares the folder with this one, still lives can't be asked.
const foreignLifetimeMs = 24 * 60 * 60 * 1_000;

/** Removes what processes left behind that were killed while uploads were under way. */
export async function sweepTemporaryFiles(): Promise<void> {
  const root = tmpdir();
  for (const name of await readdir(root).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const path = join(root, name);
    if (await isLeftBehind(path, name)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function isLeftBehind(path: string, name: string): Promise<boolean> {
  const [ofMachine, pid] = name.slice(prefix.length).split("-");
  const stats = await lstat(path).catch(() => undefined);
  // Where users are told apart, another one's folder is none of our business.
  if (!stats?.isDirectory() || (process.getuid !== undefined && stats.uid !== process.getuid())) return false;
  // In a container a process often has the number of the one before it.
  if (ofMachine === machine)
    return Number(pid) === process.pid ? path !== (await folder) : !isAlive(Number(pid));
  return Date.now() - stats.mtimeMs > foreignLifetimeMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing, only asks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}
