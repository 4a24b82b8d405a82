/** Told of each message: its letter, and where its fields stand in `data`. */
type MessageListener = (letter: number, data: Buffer, start: number, end: number) => void;

const headerBytes = 5; // a letter, and the length of the rest in four bytes that count themselves
// PostgreSQL builds no message beyond MaxAllocSize (1 GB less a byte); a greater length is no length.
const maxLength = 2 ** 30;

/** What arrived is nothing that PostgreSQL sends: the connection can't be used any more. */
export class ProtocolError extends Error {
  constructor(what: string) {
    super(`the server has sent ${what}, which PostgreSQL never does`);
  }
}

/**
 * Cuts what arrives from PostgreSQL into messages.
 * @throws {@link ProtocolError} from `add()`, for what can't be one.
 */
export class MessageReader {
  readonly #listener: MessageListener;
  /** Pieces of a message that is not complete yet, how long they are together, and how long they must be to go on. */
  #pieces: Buffer[] = [];
  #length = 0;
  #needed = 0;

  constructor(listener: MessageListener) {
    this.#listener = listener;
  }

  add(chunk: Buffer): void {
    if (this.#length === 0) {
      this.#read(chunk);
      return;
    }
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    // A long message is put together once, when all of it is there, and not with each piece.
    if (this.#length < this.#needed) return;
    const data = Buffer.concat(this.#pieces, this.#length);
    this.#pieces = [];
    this.#length = 0;
    this.#read(data);
  }

  #read(data: Buffer): void {
    let position = 0;
    while (position + headerBytes <= data.length) {
      const length = int32(data, position + 1);
      if (length < 4 || length > maxLength) throw new ProtocolError(`a message of ${length} bytes`);
      const end = position + 1 + length;
      if (end > data.length) {
        this.#keep(data, position, end - position);
        return;
      }
      this.#listener(data[position]!, data, position + headerBytes, end); // within the data
      position = end;
    }
    if (position < data.length) this.#keep(data, position, headerBytes);
  }

  #keep(data: Buffer, from: number, needed: number): void {
    this.#pieces = [data.subarray(from)];
    this.#length = data.length - from;
    this.#needed = needed;
  }
}

/** A whole number of four bytes. */
export function int32(data: Buffer, at: number): number {
  return (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!; // the message is complete
}

export function int16(data: Buffer, at: number): number {
  return (data[at]! << 8) | data[at + 1]!; // the message is complete
}

/** A text that ends with a zero, and where it ends: before `limit`, the end of its message. */
export function zeroEnded(
  data: Buffer,
  start: number,
  limit: number,
): { readonly text: string; readonly end: number } {
  const end = data.indexOf(0, start);
  if (end < 0 || end >= limit) throw new ProtocolError("a text without its end");
  return { text: data.toString("utf8", start, end), end };
}
