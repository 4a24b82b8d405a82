import { type SaveOptions, saveUpload } from "./save-upload.ts";

/** A file that a form has brought: a `File` of the platform, in memory or on disk, that can be saved. */
export class UploadedFile extends File {
  readonly #path: string | undefined;

  /** @param path - Where its bytes lie on disk until the request ends, which `content` reads when it is read. */
  constructor(content: BlobPart[], name: string, options: FilePropertyBag & { readonly path?: string } = {}) {
    super(content, name, options);
    this.#path = options.path;
  }

  /**
   * Saves the file in a folder, all of it or nothing, under a name of our own choice that nobody can guess, and gives the
   * path. The ending is that of the visitor's name, which says nothing about what is inside.
   *
   * @throws {@link FileExistsError} where a name is given and taken, unless `overwrite` is.
   * @throws {@link UnsafeFileNameError} where the name is none of a file in that folder.
   *
   * @example
   * const upload = (await request.form()).get("cover");
   * if (upload instanceof UploadedFile) book.cover = await upload.saveTo("covers"); // "covers/0f8c….png"
   */
  saveTo(folder: string, options: SaveOptions = {}): Promise<string> {
    return saveUpload({ file: this, path: this.#path }, folder, options);
  }
}
