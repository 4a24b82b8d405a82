import { toReadableStream } from "../../http/index.ts";
import { bytesOf } from "../file-content.ts";
import type { Storage } from "../storage.ts";

/** Bytes from here to there of a file in a storage; read when they are asked for. */
class StoredRange extends Blob {
  readonly #open: (start: number, end: number) => AsyncIterable<Uint8Array>;
  readonly #start: number;
  readonly #end: number;

  constructor(open: (start: number, end: number) => AsyncIterable<Uint8Array>, start: number, end: number) {
    super();
    this.#open = open;
    this.#start = start;
    this.#end = end;
  }

  override get size(): number {
    return this.#end - this.#start;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return toReadableStream(this.#open(this.#start, this.#end));
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await bytesOf(this.#open(this.#start, this.#end)));
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  override slice(start = 0, end: number = this.size): Blob {
    const { size } = this;
    const inside = (at: number) => Math.min(size, Math.max(0, at < 0 ? size + at : at));
    const from = inside(start);
    return new StoredRange(this.#open, this.#start + from, this.#start + Math.max(from, inside(end)));
  }
}

/**
 * A file of a form that went straight to a storage: a `File` whose bytes are there rather than in memory. It goes with the request
 * unless somebody keeps it: a file field that is saved, or `moveTo()`.
 */
export class StorageUpload extends File {
  readonly storage: Storage;
  readonly #content: StoredRange;
  #storedName: string;
  #isKept = false;

  constructor(
    storage: Storage,
    storedName: string,
    described: { readonly name: string; readonly type: string; readonly size: number },
  ) {
    super([], described.name, { type: described.type });
    this.storage = storage;
    this.#storedName = storedName;
    this.#content = new StoredRange((start, end) => this.#open(start, end), 0, described.size);
  }

  /** Where it lies in the storage. */
  get storedName(): string {
    return this.#storedName;
  }

  /** Keeps the file under that name, or another one where it is taken, and gives the name. */
  async moveTo(
    name: string,
    options: { readonly maxLength?: number; readonly contentType?: string } = {},
  ): Promise<string> {
    this.#storedName = await this.storage.move(this.#storedName, name, options);
    this.#isKept = true;
    return this.#storedName;
  }

  /** Removes the file, unless it was kept. */
  async discard(): Promise<void> {
    if (!this.#isKept) await this.storage.delete(this.#storedName);
  }

  override get size(): number {
    return this.#content.size;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#content.stream();
  }

  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#content.bytes();
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#content.arrayBuffer();
  }

  override text(): Promise<string> {
    return this.#content.text();
  }

  override slice(start?: number, end?: number): Blob {
    return this.#content.slice(start, end);
  }

  async *#open(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (end > start) yield* await this.storage.open(this.#storedName, { start, end: end - 1 });
  }
}
