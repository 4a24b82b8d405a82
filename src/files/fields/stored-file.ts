import { storedSource } from "../content/byte-source.ts";
import { readImageInfo } from "../content/image-info.ts";
import { checkUpload, type UploadRules } from "../content/upload-rules.ts";
import { RefusedUploadError } from "../errors.ts";
import type { FileContent } from "../file-content.ts";
import type { FileStream, OpenOptions, Storage } from "../storage.ts";
import type { UrlOptions } from "../storage-backend.ts";
import { checkStorageName } from "../storage-name.ts";
import type { StorageAlias } from "../storages.ts";
import { storage } from "../storages.ts";
import { StorageUpload } from "../uploads/storage-upload.ts";

/** Where a field keeps its files, and what they have to be. */
export interface FileTarget {
  readonly alias: string;
  readonly rules: UploadRules;
  readonly maxLength: number;
  /** The name under which a file of this row is stored. */
  nameFor(row: object, upload: NewFile): string;
}

/** What is known of a file before it is stored. */
export interface NewFile {
  /** What the visitor calls it. Not a name to store it under. */
  readonly fileName: string;
  /** By what is in it. */
  readonly contentType: string;
  /** The ending that goes with that, without a dot: `"png"`. */
  readonly ending: string;
}

/**
 * A file that a row refers to by its name in a storage. One that was just assigned is stored when its row is saved; until
 * then `isStored` is false. In a template `{{ book.cover.url }}` is its address.
 *
 * @example
 * book.assign({ cover: form.get("cover") as File });
 * await book.save(); // stores the file, then the row
 * await book.cover.url();
 */
export class StoredFile {
  readonly storageAlias: string;
  #name: string;
  #upload: File | undefined;

  /** A file that is in the storage under that name already; nobody looks whether it is. */
  constructor(name: string, alias: StorageAlias = "default" as StorageAlias) {
    this.storageAlias = alias;
    this.#name = name === "" ? "" : checkStorageName(name);
  }

  /** A file that is still to be stored. */
  static pending<Kind extends StoredFile>(
    this: new (
      name: string,
      alias: StorageAlias,
    ) => Kind,
    upload: File,
    alias: string,
  ): Kind {
    const file = new this("", alias as StorageAlias); // the configuration was checked when the app was made
    file.#upload = upload;
    return file;
  }

  /** Its name in the storage, as the column holds it; empty before it is stored. */
  get name(): string {
    return this.#name;
  }

  get isStored(): boolean {
    return this.#name !== "";
  }

  /** The file that is still to be stored. */
  get upload(): File | undefined {
    return this.#upload;
  }

  get storage(): Storage {
    return storage(this.storageAlias as StorageAlias); // as above
  }

  /** Its address; see {@link Storage.url}. Empty before it is stored. */
  url(options?: UrlOptions): string | Promise<string> {
    return this.isStored ? this.storage.url(this.#name, options) : "";
  }

  /** In bytes. @throws {@link StoredFileNotFoundError} */
  async size(): Promise<number> {
    return this.#upload?.size ?? this.storage.size(this.#name);
  }

  /** @throws {@link StoredFileNotFoundError} */
  async open(options?: OpenOptions): Promise<FileStream> {
    if (this.#upload !== undefined) {
      const { start = 0, end } = options ?? {};
      return this.#upload.slice(start, end === undefined ? undefined : end + 1).stream() as FileStream; // Node's can be iterated
    }
    return this.storage.open(this.#name, options);
  }

  async exists(): Promise<boolean> {
    return this.isStored && this.storage.exists(this.#name);
  }

  /** Deletes the file. The row goes on to name it, until it is saved with another value. */
  async delete(): Promise<void> {
    if (this.isStored) await this.storage.delete(this.#name);
  }

  /**
   * Stores another content in the place of this one, under a new name beside the old one, which is deleted. Save the row after it.
   */
  async save(content: FileContent): Promise<void> {
    const before = this.#name;
    this.#name = await this.storage.save(before, content);
    this.#upload = undefined;
    await this.storage.delete(before);
  }

  /**
   * Stores the upload, if there is one. Gives what takes that back.
   * @throws {@link RefusedUploadError} where it isn't what the field takes.
   */
  async commit(target: FileTarget, row: object): Promise<(() => Promise<void>) | undefined> {
    const upload = this.#upload;
    if (upload === undefined) return undefined;
    const { info, problem } = await checkUpload(upload, target.rules);
    if (problem !== undefined) throw new RefusedUploadError(problem);
    const { contentType, ending } = info;
    const wanted = target.nameFor(row, { fileName: upload.name, contentType, ending });
    const { maxLength } = target;
    const into = this.storage;
    this.#name =
      upload instanceof StorageUpload && upload.storage === into
        ? await upload.moveTo(wanted, { maxLength, contentType })
        : await into.save(await into.availableName(wanted, maxLength), upload, { contentType, maxLength });
    this.#upload = undefined;
    return async () => {
      await into.delete(this.#name);
      this.#name = "";
      this.#upload = upload;
    };
  }

  toString(): string {
    return this.#name;
  }

  toJSON(): string {
    return this.#name;
  }
}

/** A picture that a row refers to. */
export class StoredImage extends StoredFile {
  #dimensions: Promise<ImageDimensions | undefined> | undefined;

  /** Its size in pixels, read from its first bytes; `undefined` where it is no picture. Columns for both spare that. */
  dimensions(): Promise<ImageDimensions | undefined> {
    this.#dimensions ??= this.#readDimensions();
    return this.#dimensions;
  }

  async #readDimensions(): Promise<ImageDimensions | undefined> {
    const { upload } = this;
    const image =
      upload === undefined
        ? await readImageInfo(storedSource(this.storage, this.name, await this.size()))
        : (await checkUpload(upload, {})).info.image;
    return image && { width: image.width, height: image.height };
  }
}

export interface ImageDimensions {
  readonly width: number;
  readonly height: number;
}
