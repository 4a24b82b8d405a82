import { constants } from "node:fs";
import { open, readdir, realpath, rm, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import {
  StorageFullError,
  StorageUnavailableError,
  StoredFileNotFoundError,
  UnsafeStorageNameError,
} from "../errors.ts";
import type { BackendWrite, FileFacts, FileRange, FolderEntry, StorageBackend } from "../storage-backend.ts";
import { ensureFolder } from "./folders.ts";
import { moveToNew, publish } from "./publish.ts";
import { TemporaryFiles } from "./temporary-files.ts";

/** The modes of what a disk storage makes, whatever the umask says. */
export interface DiskModes {
  readonly file: number;
  readonly folder: number;
}

/*
 * Files in a folder. A file is written beside its place, reaches the disk, and then gets its name in one step: whoever reads
 * sees all of it or nothing, also after a crash.
 *
 *   <folder>/.unfinished/<host>.<pid>.<process>.<random>     0600, while bytes arrive
 *        │ fsync, chmod
 *        ▼ link, or rename where the old one is to be replaced
 *   <folder>/photos/2026/7f3k.png                            fsync of the folder
 *
 * No part of a name leads out of the folder: the real path of the folder that is written to, or of the file that is read, is
 * compared part by part, so that a link to elsewhere is refused as ".." is.
 */
export class DiskBackend implements StorageBackend {
  readonly kind = "disk";
  readonly #alias: string;
  readonly #root: string;
  readonly #modes: DiskModes;
  readonly #temporary: TemporaryFiles;

  constructor(alias: string, folder: string, modes: DiskModes) {
    this.#alias = alias;
    this.#root = resolve(folder);
    this.#modes = modes;
    this.#temporary = new TemporaryFiles(join(this.#root, ".unfinished"), modes.file);
  }

  async write(name: string, chunks: AsyncIterable<Uint8Array>, options: BackendWrite): Promise<string> {
    try {
      await ensureFolder(this.#root, [], this.#modes.folder);
      // Before the first byte: a name that leads out is refused without having read anything.
      await this.#folderOf(name);
      const file = await this.#temporary.fill(chunks);
      try {
        return await publish(file, name, {
          whenTaken: options.whenTaken,
          alias: this.#alias,
          pathOf: async (wanted) => join(await this.#folderOf(wanted), wanted.split("/").at(-1)!),
        });
      } finally {
        await rm(file, { force: true });
      }
    } catch (error) {
      throw this.#meaningOf(error);
    }
  }

  async *read(name: string, { start, end }: FileRange): AsyncGenerator<Uint8Array> {
    const path = await this.#pathOf(name);
    if (path === undefined)
      throw new StorageUnavailableError(this.#alias, `${name} went away while it was read.`);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const bounds = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
    yield* handle.createReadStream(bounds); // closes the file at the end, and when nobody reads on
  }

  async facts(name: string): Promise<FileFacts | undefined> {
    const path = await this.#pathOf(name);
    const stats = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (!stats?.isFile()) return undefined;
    const { size, mtime, birthtime, atime } = stats;
    const etag = `"${size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`;
    return { size, modifiedAt: mtime, createdAt: birthtime, accessedAt: atime, etag };
  }

  async delete(name: string): Promise<void> {
    const path = await this.#pathOf(name);
    if (path === undefined) return;
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw this.#meaningOf(error);
    }
  }

  async *list(folder: string): AsyncGenerator<FolderEntry> {
    const path = folder === "" ? this.#root : await this.#pathOf(folder);
    const entries = path === undefined ? [] : await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield { kind: "folder", name };
      const facts = entry.isFile() ? await this.facts(name) : undefined;
      if (facts !== undefined) yield { kind: "file", name, size: facts.size, modifiedAt: facts.modifiedAt };
    }
  }

  async move(from: string, to: string): Promise<boolean> {
    const path = await this.#pathOf(from);
    if (path === undefined) throw new StoredFileNotFoundError(this.#alias, from);
    try {
      return await moveToNew(path, join(await this.#folderOf(to), to.split("/").at(-1)!));
    } catch (error) {
      // Somebody else has moved it in the same moment.
      if ((error as NodeJS.ErrnoException).code === "ENOENT")
        throw new StoredFileNotFoundError(this.#alias, from);
      throw this.#meaningOf(error);
    }
  }

  path(name: string): string {
    return join(this.#root, ...name.split("/"));
  }

  sweep(): void {
    this.#temporary.sweep();
  }

  /** The real path of what a name leads to; `undefined` where that is nothing, or out of the folder. */
  async #pathOf(name: string): Promise<string | undefined> {
    try {
      const [root, path] = await Promise.all([realpath(this.#root), realpath(this.path(name))]);
      return path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
    } catch {
      return undefined;
    }
  }

  /** The real path of the folder that a file is to stand in; made where it isn't there. */
  #folderOf(name: string): Promise<string> {
    return ensureFolder(this.#root, name.split("/").slice(0, -1), this.#modes.folder);
  }

  /** What an error of the system means to whoever stores a file. */
  #meaningOf(error: unknown): unknown {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
      return new StorageFullError(this.#alias, { cause: error });
    if (code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "EISDIR" || code === "ELOOP")
      return new UnsafeStorageNameError(
        (error as NodeJS.ErrnoException).path?.slice(this.#root.length + 1) ?? "",
        code === "ENAMETOOLONG" ? "it is too long for this disk" : "a file stands where a folder would be",
      );
    if (code === "EACCES" || code === "EPERM" || code === "EROFS")
      return new StorageUnavailableError(
        this.#alias,
        `the folder ${this.#root} can't be written to (${code}). Give it to the user that the app runs as.`,
        { cause: error },
      );
    return error;
  }
}
