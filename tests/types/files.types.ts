import { customStorage, diskStorage, type FileStream, type StorageBackend, storage } from "quintet/files";

diskStorage({ folder: "media", public: true, fileMode: 0o640 });
// @ts-expect-error an option that isn't there
diskStorage({ path: "media" });

async function use() {
  const name: string = await storage().save("a.txt", "text", { whenTaken: "overwrite" });
  // @ts-expect-error one of three words
  await storage().save("a.txt", "text", { whenTaken: "replace" });
  // @ts-expect-error a number is no content
  await storage().save("a.txt", 42);
  const stream: FileStream = await storage().open(name, { start: 0, end: 9 });
  for await (const chunk of stream) chunk.byteLength;
  // @ts-expect-error a storage that signs addresses itself gives a promise
  const url: string = storage().url(name);
  return url;
}

// @ts-expect-error a storage of one's own can list
const incomplete: StorageBackend = {
  kind: "x",
  write: async (name) => name,
  read: async function* () {},
  facts: async () => undefined,
  delete: async () => {},
};
customStorage(() => incomplete);

export { use };
