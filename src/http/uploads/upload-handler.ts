import type { Request } from "../request.ts";
import type { FilePart } from "./form-part.ts";

/** A file of a form on its way to where it is kept. */
export interface IncomingFile extends FilePart {
  /** The request that brings it. */
  readonly request: Request;
  /**
   * What to do where the form as a whole is refused after this file was kept, because a later part of it is too large or
   * malformed, or the client has left: remove the file.
   */
  ifRefused(undo: () => void | Promise<void>): void;
}

/**
 * Keeps the files of a form. It is called for one file after the other, and the form then holds what it gives under the
 * field's name; nothing, where it gives `undefined`. Bytes, files and fields are counted before they come here: a limit
 * that is reached is an error while `content` is read, and so are a malformed form and a client that leaves. Let such
 * errors pass, and remove what was begun.
 *
 * @example
 * const toBucket: UploadHandler = async (file) => {
 *   const key = await bucket.put(file.content, { signal: file.signal });
 *   file.ifRefused(() => bucket.remove(key));
 *   return new BucketFile(key, file.fileName, file.contentType);
 * };
 */
export type UploadHandler = (file: IncomingFile) => Promise<File | undefined>;
