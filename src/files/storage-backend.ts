/*
 * What a kind of storage must be able to do. Everything else (names, addresses, fields, uploads) is built on it once, in
 * storage.ts, so that a storage of one's own is these functions and no more. Names have been checked when they come here:
 * relative, "/" between the folders, no hidden parts.
 */

/** What a storage knows of a file. */
export interface FileFacts {
  /** In bytes. */
  readonly size: number;
  readonly modifiedAt: Date;
  readonly createdAt?: Date | undefined;
  readonly accessedAt?: Date | undefined;
  /** What was said when it was stored, where the storage keeps that. */
  readonly contentType?: string | undefined;
  /** With its quotes, where the storage has one. */
  readonly etag?: string | undefined;
}

/** A part of a file: both ends belong to it, as in HTTP. */
export interface FileRange {
  readonly start?: number;
  readonly end?: number;
}

/** What to do where a name is taken: another name, an error, or the file that is there is replaced. */
export type WhenTaken = "fail" | "overwrite" | ((taken: string) => string);

export interface BackendWrite {
  readonly whenTaken: WhenTaken;
  readonly contentType: string;
  /** Ends the writing; nothing is kept then. */
  readonly signal?: AbortSignal | undefined;
}

/** What stands in a folder, with its whole name. */
export type FolderEntry =
  | { readonly kind: "folder"; readonly name: string }
  | { readonly kind: "file"; readonly name: string; readonly size: number; readonly modifiedAt: Date };

export interface UrlOptions {
  /** How long an address of a private storage leads to the file; 3,600 by default. */
  readonly expiresInSeconds?: number;
  /** Has the browser save it, under this name. */
  readonly downloadName?: string;
}

/** A kind of storage. Implement it for a storage of one's own, and name it with `customStorage()`. */
export interface StorageBackend {
  /** `"disk"`, for messages. */
  readonly kind: string;
  /**
   * Stores all chunks, or nothing: whoever reads the name meanwhile sees the old file or none. Waits for each chunk to be
   * taken before it asks for the next one. Gives the name that the file got.
   */
  write(name: string, chunks: AsyncIterable<Uint8Array>, options: BackendWrite): Promise<string>;
  /** The bytes, as they are asked for; an absent file throws, or ends the iteration with an error. */
  read(name: string, range: FileRange): AsyncIterable<Uint8Array>;
  /** `undefined` where there is no such file. */
  facts(name: string): Promise<FileFacts | undefined>;
  /** Does nothing where there is no such file. */
  delete(name: string): Promise<void>;
  /** What stands in a folder, not below it; `""` is the uppermost one. Nothing for a folder that isn't there. */
  list(folder: string): AsyncIterable<FolderEntry>;
  /**
   * Gives a file another name, and gives whether it could: false where the name is taken, which is never replaced. Without
   * it the file is copied.
   */
  move?(from: string, to: string, contentType: string): Promise<boolean>;
  /** An address at which the storage itself hands the file out. Without it the app does. */
  url?(name: string, options: UrlOptions): string | Promise<string>;
  /** Where the file is on this machine. */
  path?(name: string): string;
  /** Takes bytes from browsers itself. Without it the app does. */
  readonly direct?: DirectBackend;
  /** Removes what a process that has died left unfinished. Called once, when the app starts. */
  sweep?(): void;
  close?(): void | Promise<void>;
}

/** What a browser sends a file, or a part of one, with. */
export interface DirectRequest {
  readonly method: "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DirectFile {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly expiresInSeconds: number;
}

/** A part that was sent: its number from 1 up, and what the storage said of it. */
export interface SentPart {
  readonly number: number;
  readonly etag: string;
}

/** A form that a browser sends a file with, without a script: the fields as hidden inputs, then `file`. */
export interface DirectForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A storage that takes bytes from browsers itself, by addresses that are signed ahead. */
export interface DirectBackend {
  /** Of how many bytes each part of a large file must be; the last one may be smaller. */
  readonly partBytes: number;
  single(file: DirectFile): Promise<DirectRequest>;
  /** The same by a form, for any size up to that of `file`. */
  form(file: DirectFile): Promise<DirectForm>;
  /** Begins a file of several parts, and gives its id. */
  begin(file: DirectFile): Promise<string>;
  part(file: DirectFile, uploadId: string, number: number, bytes: number): Promise<DirectRequest>;
  complete(name: string, uploadId: string, parts: readonly SentPart[]): Promise<void>;
  abort(name: string, uploadId: string): Promise<void>;
  /** Ends files of several parts that were begun before this moment and never completed. Gives how many there were. */
  abortOlderThan(moment: Date, prefix: string): Promise<number>;
}
