import type { StoredValue } from "../../fields/column.ts";

/*
 * Writes messages of PostgreSQL's protocol (version 3; "Message Formats" in its manual): a letter, the length of what
 * follows, counted with itself, and the fields. All messages of one turn of the event loop stand side by side in one
 * buffer and go out with one write.
 */

// A piece of memory is written to until it is full, and never again from its beginning: the socket may still hold it.
const pieceBytes = 16_384;

/** Bind's last fields, then Execute without a limit, then Sync: the same for all statements that read all rows as text. */
const bindEnd = Buffer.from([0, 0]);
const executeAll = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]); // "E": the unnamed portal, all rows
const sync = Buffer.from([0x53, 0, 0, 0, 4]); // "S"

export class MessageWriter {
  #piece = Buffer.allocUnsafe(pieceBytes);
  #start = 0;
  #end = 0;

  /** What was written since the last call. */
  take(): Uint8Array {
    const taken = this.#piece.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  get isEmpty(): boolean {
    return this.#start === this.#end;
  }

  /** Parses a statement under a name; the server works out the types of its parameters. */
  parse(name: string, text: string): void {
    const start = this.#begin(0x50, name.length * 3 + text.length * 3 + 8);
    this.#text(name);
    this.#text(text);
    this.#int16(0);
    this.#finish(start);
  }

  /** Asks which columns a statement gives. */
  describeStatement(name: string): void {
    this.#named(0x44, 0x53, name);
  }

  closeStatement(name: string): void {
    this.#named(0x43, 0x53, name);
  }

  closePortal(name: string): void {
    this.#named(0x43, 0x50, name);
  }

  /** Gives a statement its parameters. Rows come as text. */
  bind(portal: string, statement: string, params: readonly StoredValue[]): void {
    const start = this.#begin(0x42, portal.length + statement.length + params.length * 2 + 16);
    this.#text(portal);
    this.#text(statement);
    this.#formats(params);
    this.#int16(params.length);
    for (const param of params) this.#param(param);
    this.#bytes(bindEnd);
    this.#finish(start);
  }

  /** Runs the unnamed portal to its end. */
  executeAll(): void {
    this.#reserve(executeAll.length);
    this.#bytes(executeAll);
  }

  /** Fetches so many rows more. */
  execute(portal: string, rowCount: number): void {
    const start = this.#begin(0x45, portal.length + 8);
    this.#text(portal);
    this.#int32(rowCount);
    this.#finish(start);
  }

  /** Ends what belongs together: an error before it makes the server skip the rest up to here. */
  sync(): void {
    this.#reserve(sync.length);
    this.#bytes(sync);
  }

  /** Several statements at once, without parameters. */
  query(text: string): void {
    const start = this.#begin(0x51, text.length * 3 + 1);
    this.#text(text);
    this.#finish(start);
  }

  /** Refuses to send what COPY … FROM STDIN waits for. */
  copyFail(reason: string): void {
    const start = this.#begin(0x66, reason.length * 3 + 1);
    this.#text(reason);
    this.#finish(start);
  }

  /** Parameters are sent as text, bytes as they are. */
  #formats(params: readonly StoredValue[]): void {
    if (!params.some((param) => param instanceof Uint8Array)) {
      this.#int16(0);
      return;
    }
    this.#int16(params.length);
    for (const param of params) this.#int16(param instanceof Uint8Array ? 1 : 0);
  }

  #param(param: StoredValue): void {
    if (param === null) {
      this.#reserve(8);
      this.#int32(-1);
      return;
    }
    if (param instanceof Uint8Array) {
      this.#reserve(param.length + 8);
      this.#int32(param.length);
      this.#bytes(param);
      return;
    }
    const text = typeof param === "string" ? param : String(param);
    this.#reserve(text.length * 3 + 8);
    const at = this.#end;
    this.#end += 4;
    this.#write(text);
    this.#piece.writeInt32BE(this.#end - at - 4, at);
  }

  #named(letter: number, kind: number, name: string): void {
    const start = this.#begin(letter, name.length + 2);
    this.#piece[this.#end++] = kind;
    this.#text(name);
    this.#finish(start);
  }

  /** Begins a message that takes at most so many bytes, without those of parameters; gives the place of its length. */
  #begin(letter: number, bytes: number): number {
    this.#reserve(bytes + 5);
    this.#piece[this.#end++] = letter;
    const start = this.#end - this.#start; // counted from where take() begins: the piece may change meanwhile
    this.#end += 4;
    return start;
  }

  #finish(start: number): void {
    const at = start + this.#start;
    this.#piece.writeInt32BE(this.#end - at, at);
  }

  /** Makes room; what was not taken yet moves to a new piece. */
  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#piece.length) return;
    const kept = this.#piece.subarray(this.#start, this.#end);
    const piece = Buffer.allocUnsafe(Math.max(pieceBytes, (kept.length + bytes) * 2));
    kept.copy(piece);
    this.#piece = piece;
    this.#start = 0;
    this.#end = kept.length;
  }

  #int16(value: number): void {
    this.#piece[this.#end++] = value >> 8;
    this.#piece[this.#end++] = value;
  }

  #int32(value: number): void {
    this.#end = this.#piece.writeInt32BE(value, this.#end);
  }

  #bytes(bytes: Uint8Array): void {
    this.#piece.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #text(text: string): void {
    this.#write(text);
    this.#piece[this.#end++] = 0;
  }

  /** Short texts are mostly ASCII, and written faster here than by a call into Node. */
  #write(text: string): void {
    const { length } = text;
    if (length > 24) {
      this.#end += this.#piece.write(text, this.#end);
      return;
    }
    const piece = this.#piece;
    const start = this.#end;
    for (let position = 0; position < length; position++) {
      const code = text.charCodeAt(position);
      if (code > 127) {
        this.#end = start + piece.write(text, start);
        return;
      }
      piece[start + position] = code;
    }
    this.#end = start + length;
  }
}
