import type { FileFacts, StorageBackend } from "quintet/files";

/** The least that a storage of one's own can be: no addresses, no moving, no sweeping. */
export function listBackend(): StorageBackend {
  const files = new Map<string, { bytes: Buffer; modifiedAt: Date }>();
  return {
    kind: "list",
    async write(name, chunks, { whenTaken }) {
      const bytes = Buffer.concat(await Array.fromAsync(chunks));
      let free = name;
      while (files.has(free) && whenTaken !== "overwrite") {
        if (whenTaken === "fail")
          throw Object.assign(new Error(`has a file "${name}" already`), { code: "files.name-taken" });
        free = whenTaken(name);
      }
      files.set(free, { bytes, modifiedAt: new Date() });
      return free;
    },
    async *read(name, { start = 0, end }) {
      yield files.get(name)!.bytes.subarray(start, end === undefined ? undefined : end + 1);
    },
    async facts(name): Promise<FileFacts | undefined> {
      const file = files.get(name);
      return file && { size: file.bytes.byteLength, modifiedAt: file.modifiedAt };
    },
    async delete(name) {
      files.delete(name);
    },
    async *list(folder) {
      const start = folder === "" ? "" : `${folder}/`;
      const folders = new Set<string>();
      for (const [name, { bytes, modifiedAt }] of files) {
        const rest = name.startsWith(start) ? name.slice(start.length) : "";
        if (rest.includes("/")) folders.add(start + rest.split("/")[0]!);
        else if (rest !== "") yield { kind: "file", name, size: bytes.byteLength, modifiedAt };
      }
      for (const name of folders) yield { kind: "folder", name };
    },
  };
}
