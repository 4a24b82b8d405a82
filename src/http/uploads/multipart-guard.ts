import { malformedForm } from "./form-errors.ts";

/*
 * Stands in front of busboy and looks at what busboy is lenient with: header blocks up to 16 KB, parts that it can't read
 * and passes over, texts behind a boundary that are no part. The guard finds the same boundaries in the same bytes, and
 * counts. It walks through three states, over chunks that may end anywhere:
 *
 *   content ──"\r\n--boundary"──> delimiter ──"\r\n"──> headers ──"\r\n\r\n"──> content
 *                                     └──────"--"──> over
 */

type State = "content" | "delimiter" | "headers" | "over";

const endOfHeaders = Buffer.from("\r\n\r\n");
const replacementCharacter = Buffer.from("\uFFFD");

/** Refuses a multipart body with part headers that are too long, and with boundaries that are none. */
export class MultipartGuard {
  readonly #delimiter: Buffer;
  readonly #maxHeaderBytes: number;
  #state: State = "content";
  /** What was looked at and may be the beginning of something. The line break stands in front of the first boundary. */
  #rest: Uint8Array = Buffer.from("\r\n");
  /** How many parts have begun. */
  partCount = 0;
  /** Whether U+FFFD was sent as such, so that one in a text needn't be the sign of bytes that aren't UTF-8. */
  hasReplacementCharacter = false;

  constructor(boundary: string, maxHeaderBytes: number) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#maxHeaderBytes = maxHeaderBytes;
  }

  /** @throws {@link BadRequestError} */
  check(chunk: Uint8Array): void {
    if (this.#state === "over" || this.#isContentAlone(chunk)) return;
    const bytes = Buffer.concat([this.#rest, chunk]);
    this.hasReplacementCharacter ||= bytes.includes(replacementCharacter);
    let position: number | undefined = 0;
    let kept = 0;
    while (position !== undefined) {
      kept = position;
      position = this.#step(bytes, position);
    }
    // Of content, no more than may be the beginning of a boundary.
    const from = this.#state === "content" ? bytes.length - this.#delimiter.length + 1 : 0;
    this.#rest = bytes.subarray(Math.max(kept, from));
  }

  /** Most chunks of a large file have no boundary in them. Those are looked at where they are, without a copy. */
  #isContentAlone(chunk: Uint8Array): boolean {
    const overlap = this.#delimiter.length - 1;
    if (this.#state !== "content" || chunk.byteLength < overlap) return false;
    const seam = Buffer.concat([this.#rest, chunk.subarray(0, overlap)]);
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (seam.includes(this.#delimiter) || bytes.includes(this.#delimiter)) return false;
    this.hasReplacementCharacter ||=
      seam.includes(replacementCharacter) || bytes.includes(replacementCharacter);
    this.#rest = Buffer.from(bytes.subarray(-overlap)); // a copy, so that the chunk can go
    return true;
  }

  /** Goes on to the next state, and gives where it begins; `undefined` where more bytes are needed for that. */
  #step(bytes: Buffer, position: number): number | undefined {
    if (this.#state === "content") {
      const found = bytes.indexOf(this.#delimiter, position);
      if (found === -1) return undefined;
      this.#state = "delimiter";
      return found + this.#delimiter.length;
    }
    if (this.#state === "delimiter") return this.#behindDelimiter(bytes, position);
    return this.#state === "headers" ? this.#overHeaders(bytes, position) : undefined;
  }

  #behindDelimiter(bytes: Buffer, position: number): number | undefined {
    if (bytes.length < position + 2) return undefined;
    const mark = bytes.toString("latin1", position, position + 2);
    if (mark !== "\r\n" && mark !== "--")
      throw malformedForm("Something else than a part follows a boundary");
    this.#state = mark === "--" ? "over" : "headers";
    if (mark === "\r\n") this.partCount++;
    return position + 2;
  }

  #overHeaders(bytes: Buffer, position: number): number | undefined {
    const found = bytes.indexOf(endOfHeaders, position);
    const length = (found === -1 ? bytes.length : found) - position;
    if (length > this.#maxHeaderBytes)
      throw malformedForm(`The headers of a part have more than ${this.#maxHeaderBytes} bytes`);
    if (found === -1) return undefined;
    this.#state = "content";
    return found + endOfHeaders.length;
  }
}
