import { openAsBlob } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Request } from "../request.ts";
import { createTemporaryFile, type TemporaryFile } from "./temporary-files.ts";
import type { IncomingFile, UploadHandler } from "./upload-handler.ts";
import { UploadedFile } from "./uploaded-file.ts";

/** Keeps every file of a form in memory. For routes whose `limits` are small. */
export const memoryUploads: UploadHandler = async (file) => {
  const chunks = await Array.fromAsync(file.content);
  return new UploadedFile(chunks as BlobPart[], file.fileName, { type: file.contentType });
};

/**
 * Writes every file of a form to a temporary one that only this user may read, and that is removed when the request ends.
 * What the form holds reads it when it is read itself.
 */
export const temporaryFileUploads: UploadHandler = (file) => toTemporaryFile(file, [], file.content);

export interface SpillingOptions {
  /** How many bytes of the files of one form stay in memory together: 2.5 MiB by default. */
  readonly maxMemoryBytes?: number;
}

const bytesInMemory = new WeakMap<Request, number>();

/**
 * Keeps small files in memory and writes others to temporary files. What routes do where they don't say otherwise.
 *
 * @example
 * path("photos/", addPhotos, { uploads: spillingUploads({ maxMemoryBytes: 100_000 }) })
 */
export function spillingUploads({ maxMemoryBytes = 2_621_440 }: SpillingOptions = {}): UploadHandler {
  return async (file) => {
    const chunks: Uint8Array[] = [];
    let used = bytesInMemory.get(file.request) ?? 0;
    const content = file.content[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await content.next();
      if (done) break;
      chunks.push(value);
      used += value.byteLength;
      // The memory is free again when the file is on disk, and so the form's count stays what it was.
      if (used > maxMemoryBytes)
        return toTemporaryFile(file, chunks, { [Symbol.asyncIterator]: () => content });
    }
    bytesInMemory.set(file.request, used);
    return new UploadedFile(chunks as BlobPart[], file.fileName, { type: file.contentType });
  };
}

async function toTemporaryFile(
  file: IncomingFile,
  begun: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): Promise<UploadedFile> {
  const temporary = await createTemporaryFile();
  try {
    await writeAll(temporary, begun, rest);
  } catch (error) {
    await temporary.remove();
    throw error;
  }
  file.request.onEnd(() => temporary.remove());
  const { path } = temporary;
  return new UploadedFile([await openAsBlob(path)], file.fileName, { type: file.contentType, path });
}

async function writeAll(
  { handle }: TemporaryFile,
  begun: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for (const chunk of begun) await writeChunk(handle, chunk);
    for await (const chunk of rest) await writeChunk(handle, chunk);
  } finally {
    await handle.close();
  }
}

/** `write()` may write less than it was given. */
function writeChunk(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  return handle.writeFile(chunk);
}
