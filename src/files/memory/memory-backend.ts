import { createHash } from "node:crypto";
import {
  StorageFullError,
  StorageNameTakenError,
  StorageUnavailableError,
  StoredFileNotFoundError,
} from "../errors.ts";
import { bytesOf } from "../file-content.ts";
import type { BackendWrite, FileFacts, FileRange, FolderEntry, StorageBackend } from "../storage-backend.ts";

interface KeptFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly createdAt: Date;
  readonly etag: string;
  accessedAt: Date;
}

/** Files in memory: for tests, and gone with the process. */
export class MemoryBackend implements StorageBackend {
  readonly kind = "memory";
  readonly #alias: string;
  readonly #maxBytes: number;
  readonly #files = new Map<string, KeptFile>();
  #usedBytes = 0;

  constructor(alias: string, maxBytes: number) {
    this.#alias = alias;
    this.#maxBytes = maxBytes;
  }

  async write(name: string, chunks: AsyncIterable<Uint8Array>, options: BackendWrite): Promise<string> {
    const bytes = await bytesOf(this.#counted(chunks));
    let wanted = name;
    if (options.whenTaken === "overwrite") this.#remove(wanted);
    while (this.#files.has(wanted)) {
      if (typeof options.whenTaken !== "function") throw new StorageNameTakenError(this.#alias, wanted);
      wanted = options.whenTaken(name);
    }
    const now = new Date();
    const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
    const { contentType } = options;
    this.#files.set(wanted, { bytes, contentType, createdAt: now, accessedAt: now, etag });
    this.#usedBytes += bytes.byteLength;
    return wanted;
  }

  async *read(name: string, { start = 0, end }: FileRange): AsyncGenerator<Uint8Array> {
    const file = this.#files.get(name);
    if (file === undefined)
      throw new StorageUnavailableError(this.#alias, `${name} went away while it was read.`);
    file.accessedAt = new Date();
    yield file.bytes.subarray(start, end === undefined ? undefined : end + 1);
  }

  async facts(name: string): Promise<FileFacts | undefined> {
    const file = this.#files.get(name);
    if (file === undefined) return undefined;
    const { bytes, createdAt, accessedAt, contentType, etag } = file;
    return { size: bytes.byteLength, modifiedAt: createdAt, createdAt, accessedAt, contentType, etag };
  }

  async delete(name: string): Promise<void> {
    this.#remove(name);
  }

  async *list(folder: string): AsyncGenerator<FolderEntry> {
    const prefix = folder === "" ? "" : `${folder}/`;
    const folders = new Set<string>();
    for (const [name, { bytes, createdAt }] of [...this.#files]) {
      if (!name.startsWith(prefix)) continue;
      const slash = name.indexOf("/", prefix.length);
      if (slash === -1) yield { kind: "file", name, size: bytes.byteLength, modifiedAt: createdAt };
      else folders.add(name.slice(0, slash));
    }
    for (const name of folders) yield { kind: "folder", name };
  }

  async move(from: string, to: string, contentType: string): Promise<boolean> {
    const file = this.#files.get(from);
    if (file === undefined) throw new StoredFileNotFoundError(this.#alias, from);
    if (this.#files.has(to)) return false;
    this.#files.delete(from);
    this.#files.set(to, { ...file, contentType });
    return true;
  }

  #remove(name: string): void {
    this.#usedBytes -= this.#files.get(name)?.bytes.byteLength ?? 0;
    this.#files.delete(name);
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let count = 0;
    for await (const chunk of chunks) {
      count += chunk.byteLength;
      if (this.#usedBytes + count > this.#maxBytes) throw new StorageFullError(this.#alias);
      yield chunk;
    }
  }
}
