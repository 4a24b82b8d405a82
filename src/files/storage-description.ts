import { type ConfigReader, type Configurable, isPlainObject } from "../core/index.ts";
import { DiskBackend } from "./disk/disk-backend.ts";
import { MemoryBackend } from "./memory/memory-backend.ts";
import type { StorageBackend } from "./storage-backend.ts";

/** A storage as the configuration describes it. Made by `diskStorage()`, `memoryStorage()`, `s3Storage()`, `customStorage()`. */
export interface StorageDescription {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Checks the options, whose settings have been read by then. */
  readonly prepare: (
    reader: ConfigReader,
    options: Readonly<Record<string, unknown>>,
    alias: string,
  ) => PreparedStorage;
}

/** A storage whose options are right. Nothing is opened yet. */
export interface PreparedStorage {
  readonly isPublic: boolean;
  readonly baseUrl: string;
  open(): StorageBackend;
}

/** What every storage can be told. */
export interface StorageOptions {
  /**
   * Everybody may have the files: their addresses aren't signed and don't expire. False by default: an address leads to
   * its file for an hour, and only with its signature.
   */
  readonly public?: Configurable<boolean>;
  /**
   * What the addresses begin with: `"/media/"` for the storage `default`, `"/media-photos/"` for one called `photos`. Files of
   * visitors are served best from a host of their own: `"https://media.example.com/"`.
   */
  readonly url?: Configurable<string>;
}

export interface DiskStorageOptions extends StorageOptions {
  /** Where the files are; made where it isn't there. `"media"` by default. Not below a folder that is served as it stands. */
  readonly folder?: Configurable<string>;
  /** Of each file, whatever the umask: `0o600` by default, which is for the app alone. */
  readonly fileMode?: number;
  /** Of each folder: `0o700` by default. */
  readonly folderMode?: number;
}

/**
 * Files in a folder of this machine, for `storages` in `quintet.config.ts`.
 *
 * @example
 * storages: { default: diskStorage({ folder: "media", public: true }) }
 */
export function diskStorage(options: DiskStorageOptions = {}): StorageDescription {
  return {
    kind: "disk",
    options: { ...options },
    prepare(reader, written, alias) {
      const given = reader.object(written, ["folder", "public", "url", "fileMode", "folderMode"]);
      const mode = (key: "fileMode" | "folderMode", fallback: number) =>
        reader.below(key).integer(given[key], fallback, { min: 0, max: 0o777 });
      const folder = reader.below("folder").string(given.folder, "media");
      const modes = { file: mode("fileMode", 0o600), folder: mode("folderMode", 0o700) };
      return { ...access(reader, given, alias), open: () => new DiskBackend(alias, folder, modes) };
    },
  };
}

export interface MemoryStorageOptions extends StorageOptions {
  /** All files together; 64 MiB by default. */
  readonly maxBytes?: number;
}

/** Files in the memory of the process, for tests. */
export function memoryStorage(options: MemoryStorageOptions = {}): StorageDescription {
  return {
    kind: "memory",
    options: { ...options },
    prepare(reader, written, alias) {
      const given = reader.object(written, ["maxBytes", "public", "url"]);
      const maxBytes = reader.below("maxBytes").integer(given.maxBytes, 64 * 1_024 * 1_024, { min: 0 });
      return { ...access(reader, given, alias), open: () => new MemoryBackend(alias, maxBytes) };
    },
  };
}

/**
 * A storage of one's own.
 *
 * @param open - Makes it, when the app is created; `alias` is its name in the configuration.
 *
 * @example
 * storages: { archive: customStorage((alias) => new TapeBackend(alias), { public: false }) }
 */
export function customStorage(
  open: (alias: string) => StorageBackend,
  options: StorageOptions = {},
): StorageDescription {
  return {
    kind: "custom",
    options: { ...options },
    prepare: (reader, written, alias) => ({
      ...access(reader, reader.object(written, ["public", "url"]), alias),
      open: () => open(alias),
    }),
  };
}

/** Who may have the files, and where: the same for every kind of storage. */
export function access(
  reader: ConfigReader,
  given: { readonly public?: unknown; readonly url?: unknown },
  alias: string,
): { readonly isPublic: boolean; readonly baseUrl: string } {
  const ownUrl = alias === "default" ? "/media/" : `/media-${alias.toLowerCase()}/`;
  const baseUrl = reader
    .below("url")
    .value(given.url, ownUrl, 'a path or an address that ends with "/", such as "/media/"', isBaseUrl);
  return { isPublic: reader.below("public").boolean(given.public, false), baseUrl };
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== "string") return false;
  return (
    /^(?:https?:\/\/[^/?#\s@]+)?\/(?:[\w.~-]+\/)+$/.test(value) || /^https?:\/\/[^/?#\s@]+\/$/.test(value)
  );
}

/** Whether a value of the configuration describes a storage. */
export function isStorageDescription(value: unknown): value is StorageDescription {
  return isPlainObject(value) && typeof value.prepare === "function";
}
