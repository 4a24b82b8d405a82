import { filePathToUri } from "../core/index.ts";
import { contentTypeOf, toReadableStream } from "../http/index.ts";
import { StoredFileNotFoundError, UnsupportedByStorageError } from "./errors.ts";
import { abortable, chunksOf, type FileContent } from "./file-content.ts";
import { signMediaUrl } from "./serving/signed-url.ts";
import type {
  DirectBackend,
  FileFacts,
  FileRange,
  FolderEntry,
  StorageBackend,
  UrlOptions,
} from "./storage-backend.ts";
import { alternativeName, checkFolderName, checkStorageName, validStorageName } from "./storage-name.ts";

export interface StoreOptions {
  /** What to do where the name is taken: another name by default. */
  readonly whenTaken?: "rename" | "fail" | "overwrite";
  /** The most characters that another name may have. */
  readonly maxLength?: number;
  /** By the name's ending by default. */
  readonly contentType?: string;
  /** Ends the writing; nothing is kept then. */
  readonly signal?: AbortSignal;
}

export interface OpenOptions extends FileRange {
  readonly signal?: AbortSignal;
}

/** The bytes of a file: a stream of the platform, to iterate over or to hand on. */
export type FileStream = ReadableStream<Uint8Array<ArrayBuffer>> & AsyncIterable<Uint8Array>;

/** What stands in a folder of a storage, by its last part. */
export interface FolderListing {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Who may have the files of a storage, and where. */
export interface StorageAccess {
  /** Addresses are for everybody, and for good. Otherwise they are signed, and expire. */
  readonly isPublic: boolean;
  /** What the addresses begin with: `"/media/"`, or another host's `"https://media.example.com/"`. */
  readonly baseUrl: string;
}

/**
 * Files by name, wherever they are kept. One for each entry of `storages` in the configuration; `storage("photos")` gives it.
 *
 * @example
 * const name = await storage().save("reports/june.csv", report); // "reports/june.csv", or another one where that is taken
 * await storage().size(name); // 10240
 * for await (const chunk of await storage().open(name)) …
 */
export class Storage {
  readonly alias: string;
  readonly access: StorageAccess;
  readonly #backend: StorageBackend;

  constructor(alias: string, backend: StorageBackend, access: StorageAccess) {
    this.alias = alias;
    this.access = access;
    this.#backend = backend;
  }

  get kind(): string {
    return this.#backend.kind;
  }

  /** Whether the app hands out the files, rather than the storage itself. */
  get isServedByApp(): boolean {
    return this.#backend.url === undefined;
  }

  /** How the storage takes bytes from browsers itself, if it does. */
  get direct(): DirectBackend | undefined {
    return this.#backend.direct;
  }

  /**
   * Stores a file, all of it or nothing, and gives the name that it got. It never replaces another one unless asked to.
   * A stream is read as fast as it is stored, and held in memory only a piece at a time.
   * @throws {@link UnsafeStorageNameError} {@link StorageNameTakenError} {@link StorageFullError}
   */
  save(name: string, content: FileContent, options: StoreOptions = {}): Promise<string> {
    const { whenTaken = "rename", maxLength, signal } = options;
    return this.#backend.write(checkStorageName(name), abortable(chunksOf(content), signal), {
      whenTaken: whenTaken === "rename" ? (taken) => alternativeName(taken, maxLength) : whenTaken,
      contentType: options.contentType ?? contentTypeOf(name),
      signal,
    });
  }

  /**
   * The bytes of a file, or of a range of it; read when they are asked for.
   * @throws {@link StoredFileNotFoundError}
   */
  async open(name: string, options: OpenOptions = {}): Promise<FileStream> {
    const { signal, ...range } = options;
    await this.facts(name);
    // Node's streams can be iterated, which the platform's types don't say yet.
    return toReadableStream(abortable(this.#backend.read(name, range), signal)) as FileStream;
  }

  /** Deletes a file; does nothing where there is none. */
  delete(name: string): Promise<void> {
    return this.#backend.delete(checkStorageName(name));
  }

  async exists(name: string): Promise<boolean> {
    return (await this.#backend.facts(checkStorageName(name))) !== undefined;
  }

  /** All that the storage knows of a file. @throws {@link StoredFileNotFoundError} */
  async facts(name: string): Promise<FileFacts> {
    const facts = await this.findFacts(name);
    if (facts === undefined) throw new StoredFileNotFoundError(this.alias, name);
    return facts;
  }

  /** The same, or `undefined` where there is no such file. */
  findFacts(name: string): Promise<FileFacts | undefined> {
    return this.#backend.facts(checkStorageName(name));
  }

  /** The bytes of a file. @throws {@link StoredFileNotFoundError} */
  async size(name: string): Promise<number> {
    return (await this.facts(name)).size;
  }

  async modifiedAt(name: string): Promise<Date> {
    return (await this.facts(name)).modifiedAt;
  }

  /** When the file was stored first; where the storage doesn't know, when it was changed last. */
  async createdAt(name: string): Promise<Date> {
    const { createdAt, modifiedAt } = await this.facts(name);
    return createdAt ?? modifiedAt;
  }

  /** When the file was read last. @throws {@link UnsupportedByStorageError} where the storage doesn't know. */
  async accessedAt(name: string): Promise<Date> {
    const { accessedAt } = await this.facts(name);
    if (accessedAt === undefined)
      throw new UnsupportedByStorageError(this.alias, this.kind, "times of access");
    return accessedAt;
  }

  /** What stands in a folder, sorted; nothing for one that isn't there. */
  async list(folder = ""): Promise<FolderListing> {
    const start = checkFolderName(folder);
    const folders: string[] = [];
    const files: string[] = [];
    for await (const { kind, name } of this.#backend.list(start))
      (kind === "folder" ? folders : files).push(name.slice(start === "" ? 0 : start.length + 1));
    return { folders: folders.sort(), files: files.sort() };
  }

  /** All files in a folder and below it, one after the other: there may be millions. */
  async *walk(folder = ""): AsyncGenerator<FolderEntry & { readonly kind: "file" }> {
    const waiting = [checkFolderName(folder)];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for await (const entry of this.#backend.list(next)) {
        if (entry.kind === "file") yield entry;
        else waiting.push(entry.name);
      }
    }
  }

  /**
   * The address of a file. Of a private storage it is signed and expires; whoever has it sees the file until then.
   * A promise where the storage itself signs it.
   */
  url(name: string, options: UrlOptions = {}): string | Promise<string> {
    checkStorageName(name);
    if (this.#backend.url !== undefined) return this.#backend.url(name, options);
    const plain = this.access.baseUrl + filePathToUri(name);
    return this.access.isPublic ? plain : plain + signMediaUrl(this.alias, name, options);
  }

  /** A name that is safe to store a file under: {@link validStorageName}. */
  validName(name: string): string {
    return validStorageName(name);
  }

  /** A name that is free now: the same, or another one. */
  async availableName(name: string, maxLength?: number): Promise<string> {
    let free = checkStorageName(name);
    if (maxLength !== undefined && free.length > maxLength) free = alternativeName(name, maxLength);
    while (await this.exists(free)) free = alternativeName(name, maxLength);
    return free;
  }

  /**
   * Where a file is on this machine.
   * @throws {@link UnsupportedByStorageError} where it is not on a disk.
   */
  path(name: string): string {
    if (this.#backend.path === undefined) throw new UnsupportedByStorageError(this.alias, this.kind, "paths");
    return this.#backend.path(checkStorageName(name));
  }

  /**
   * Gives a file another name, and gives that: another one still where it is taken.
   * @throws {@link StoredFileNotFoundError}
   */
  async move(from: string, to: string, options: Omit<StoreOptions, "whenTaken"> = {}): Promise<string> {
    const { contentType: known } = await this.facts(from);
    const contentType = options.contentType ?? known ?? contentTypeOf(to);
    let free = await this.availableName(to, options.maxLength);
    if (this.#backend.move !== undefined) {
      // Somebody else may have taken the name in the same moment.
      while ((await this.#backend.move(from, free, contentType)) === false)
        free = alternativeName(to, options.maxLength);
      return free;
    }
    const name = await this.save(free, await this.open(from), { ...options, contentType });
    await this.delete(from);
    return name;
  }

  /** Removes what a process that has died left unfinished. */
  sweep(): void {
    this.#backend.sweep?.();
  }

  async close(): Promise<void> {
    await this.#backend.close?.();
  }
}
