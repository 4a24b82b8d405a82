import { Model } from "quintet/db";
import {
  customStorage,
  directUploads,
  diskStorage,
  type FileStream,
  imageField,
  type StorageBackend,
  StoredImage,
  storage,
  storedFile,
  storedImage,
} from "quintet/files";

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

class Book extends Model({
  cover: storedImage({ nullable: true }),
  scan: storedFile(),
  note: storedFile({ optional: true }),
}) {}

async function fields(upload: File) {
  const book = await Book.create({ cover: upload, scan: upload });
  const cover: StoredImage | null = book.cover;
  // @ts-expect-error a name would show anybody's file
  await Book.create({ scan: "theirs.pdf" });
  // @ts-expect-error a book has a scan
  await Book.create({ cover: upload });
  await Book.create({ scan: upload, cover: new StoredImage("a.png") });
  return cover?.dimensions();
}

imageField({ maxPixels: 1_000_000, optional: true });
// @ts-expect-error types are a list
imageField({ accept: "image/*" });
// @ts-expect-error somebody has to own what is sent
directUploads({ purpose: "x", maxBytes: 10 });

export { fields, use };
