import { randomString } from "../../crypto/index.ts";
import type { IncomingFile, UploadHandler } from "../../http/index.ts";
import { type StorageAlias, storage } from "../storages.ts";
import { StorageUpload } from "./storage-upload.ts";

/** Where uploads lie until their request is over. `quintet files clean` removes what a killed process left there. */
export const uploadsFolder = "_uploads";

/**
 * Sends the files of a form straight to a storage, as fast as it takes them. What a file field keeps is moved to its
 * place there; the rest is removed when the request ends, or when the form is refused or the client leaves.
 *
 * @example
 * path("photos/", addPhoto, { uploads: storageUploads(), limits: { maxBodyBytes: 200_000_000 } })
 */
export function storageUploads(options: { readonly storage?: StorageAlias } = {}): UploadHandler {
  return async (file: IncomingFile) => {
    const into = storage(options.storage);
    let size = 0;
    async function* counted() {
      for await (const chunk of file.content) {
        size += chunk.byteLength;
        yield chunk;
      }
    }
    const name = await into.save(`${uploadsFolder}/${randomString(24)}`, counted(), {
      signal: file.signal,
      contentType: "application/octet-stream",
    });
    const upload = new StorageUpload(into, name, { name: file.fileName, type: file.contentType, size });
    file.ifRefused(() => upload.discard());
    file.request.onEnd(() => upload.discard());
    return upload;
  };
}
