import type { Readable, Writable } from "node:stream";
import type { BusboyConfig } from "busboy";
import { decodeBody } from "../decode-body.ts";
import { BadRequestError } from "../errors.ts";
import { parseHeaderParameters } from "../header-parameters.ts";
import type { RequestLimits } from "../request-limits.ts";
import { decodeBase64, decodeBase64Text } from "./base64-content.ts";
import {
  fieldsTooLarge,
  fileTooLarge,
  malformedForm,
  notUtf8,
  tooManyFields,
  tooManyFiles,
} from "./form-errors.ts";
import type { FilePart, FormPart } from "./form-part.ts";
import { MultipartGuard } from "./multipart-guard.ts";
import { uploadName } from "./upload-name.ts";

/*
 * A multipart body, read at the pace of whoever asks for its parts. Nothing runs in the background: a chunk is taken from
 * the connection when the reader of a part, or of the list of parts, has nothing left of the chunk before. So a body
 * that nobody goes on reading leaves no promise behind, and back-pressure needs no stream.
 *
 *   connection ──chunk──> guard ──> busboy ──events──> waiting parts ──> for await (const part of …)
 */

export interface MultipartSource {
  /** The body's chunks, already counted. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly contentType: string;
  readonly limits: RequestLimits;
  /** Aborts when the client leaves; asked for when a part has need of it. */
  signal(): AbortSignal;
}

// SECURITY: of the default checklist. Browsers send 100 to 300 bytes.
const maxPartHeaderBytes = 1_024;
const maxBoundaryLength = 70; // RFC 2046, 5.1.1

/** A file whose bytes are on their way. */
interface ArrivingFile {
  readonly chunks: Uint8Array[];
  isComplete: boolean;
  isSkipped: boolean;
}

/** Reads the parts of one form. */
export class MultipartReader {
  readonly #source: MultipartSource;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #guard: MultipartGuard;
  readonly #boundary: string;
  readonly #waiting: { readonly part: FormPart; readonly file?: ArrivingFile }[] = [];
  #parser: Writable | undefined;
  #failure: unknown;
  #isOver = false;
  #partCount = 0;
  #fieldBytes = 0;
  #current: ArrivingFile | undefined;

  constructor(source: MultipartSource) {
    this.#source = source;
    this.#boundary = boundaryOf(source.contentType);
    this.#guard = new MultipartGuard(this.#boundary, maxPartHeaderBytes);
    this.#chunks = source.body[Symbol.asyncIterator]();
  }

  /** The parts in their order. What isn't read of a file is skipped when the next part is asked for. */
  async *parts(): AsyncGenerator<FormPart, void, undefined> {
    try {
      for (;;) {
        const part = await this.next();
        if (part === undefined) return;
        yield part;
      }
    } finally {
      await this.close();
    }
  }

  /** A field in front of the first file, whose value is read without going further than that file. */
  async leadingField(name: string): Promise<string | undefined> {
    for (let index = 0; !this.#isOver || index < this.#waiting.length; ) {
      const part = this.#waiting[index]?.part;
      if (part === undefined) await this.#feed();
      else if (part.kind === "file") return undefined;
      else if (part.field === name) return part.value;
      else index++;
    }
    return undefined;
  }

  /** The next part; `undefined` behind the last one. */
  async next(): Promise<FormPart | undefined> {
    if (this.#current !== undefined) skip(this.#current);
    while (this.#waiting.length === 0 && !this.#isOver) await this.#feed();
    const next = this.#waiting.shift();
    this.#current = next?.file;
    return next?.part;
  }

  /** Reads no further. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure ??= malformedForm("It was read no further");
    this.#parser?.destroy();
    await this.#chunks.return?.();
  }

  /** Hands one more chunk to busboy, which tells what is in it before this resolves. */
  async #feed(): Promise<void> {
    if (this.#isOver) throw this.#failure ?? malformedForm();
    try {
      this.#parser ??= await this.#createParser();
      const { done, value } = await this.#chunks.next();
      if (done) await this.#end(this.#parser);
      else {
        this.#guard.check(value);
        await write(this.#parser, value);
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#failure === undefined) return;
    this.#isOver = true;
    this.#parser?.destroy();
    await this.#chunks.return?.();
    throw this.#failure;
  }

  async #end(parser: Writable): Promise<void> {
    await end(parser);
    // busboy passes over parts that it can't read.
    if (this.#partCount !== this.#guard.partCount) this.#fail(malformedForm("A part has no name"));
    this.#isOver = true;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
  }

  async #createParser(): Promise<Writable> {
    const { default: busboy } = await import("busboy"); // with the first such form: starting up needs none
    const { limits } = this.#source;
    const config: BusboyConfig = {
      headers: { "content-type": `multipart/form-data; boundary="${this.#boundary}"` },
      defParamCharset: "utf8",
      preservePath: true, // uploadName() takes the last part of it
      limits: {
        fieldSize: limits.maxFieldBytes + 1, // what has exactly as many is cut there, and told as cut
        fields: limits.maxFormFields,
        files: limits.maxFormFiles,
      },
    };
    const parser = busboy(config);
    parser.on("field", (name: string | undefined, value, { valueTruncated, encoding, mimeType }) => {
      this.#partCount++;
      if (valueTruncated) this.#fail(fieldsTooLarge(limits));
      else if (name === undefined || mimeType.startsWith("multipart/"))
        this.#fail(malformedForm("A part has no name"));
      else this.#take(() => this.#addField(name, value, encoding));
    });
    parser.on("file", (name: string | undefined, stream, { filename, encoding, mimeType }) => {
      this.#partCount++;
      const file = receive(stream);
      if (name === undefined) this.#fail(malformedForm("A part has no name"));
      else this.#take(() => this.#addFile(name, { filename, encoding, mimeType }, file));
    });
    parser.on("fieldsLimit", () => this.#fail(tooManyFields(limits)));
    parser.on("filesLimit", () => this.#fail(tooManyFiles(limits)));
    parser.on("error", (cause) => this.#fail(malformedForm(undefined, cause)));
    return parser;
  }

  /** Errors can't leave through an event of busboy. */
  #take(part: () => void): void {
    try {
      part();
    } catch (error) {
      this.#fail(error);
    }
  }

  #addField(field: string, sent: string, encoding: string): void {
    const value = encoding === "base64" ? decodeBody(decodeBase64Text(sent)) : sent;
    if ((field + sent).includes("\uFFFD") && !this.#guard.hasReplacementCharacter) throw notUtf8(field);
    this.#fieldBytes += Buffer.byteLength(field) + Buffer.byteLength(value);
    if (this.#fieldBytes > this.#source.limits.maxFieldBytes) throw fieldsTooLarge(this.#source.limits);
    this.#waiting.push({ part: { kind: "field", field, value } });
  }

  #addFile(
    field: string,
    info: { readonly filename: string | undefined; readonly encoding: string; readonly mimeType: string },
    file: ArrivingFile,
  ): void {
    // A field in which nothing was chosen is sent as an empty file without a name.
    const fileName = info.filename === undefined ? undefined : uploadName(info.filename);
    if (fileName === undefined) {
      skip(file);
      return;
    }
    if (!plainEncodings.has(info.encoding) && info.encoding !== "base64")
      throw malformedForm(`A part is encoded as ${JSON.stringify(info.encoding)}`);
    const content = this.#content(file, info.encoding);
    const type = info.mimeType.toLowerCase();
    this.#waiting.push({ part: new ArrivingFilePart(field, fileName, type, content, this.#source), file });
  }

  async *#content(file: ArrivingFile, encoding: string): AsyncGenerator<Uint8Array> {
    const { limits } = this.#source;
    const chunks = this.#arriving(file);
    let count = 0;
    try {
      for await (const chunk of encoding === "base64" ? decodeBase64(chunks) : chunks) {
        count += chunk.byteLength;
        if (count > limits.maxFileBytes) throw fileTooLarge(limits);
        yield chunk;
      }
    } catch (error) {
      this.#fail(error); // whoever reads the file may pass over it; the form is refused all the same
      throw error;
    }
  }

  async *#arriving(file: ArrivingFile): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = file.chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (file.isComplete) return;
      else await this.#feed();
    }
  }
}

const plainEncodings = new Set(["7bit", "8bit", "binary"]);

class ArrivingFilePart implements FilePart {
  readonly kind = "file";
  readonly field: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly #source: MultipartSource;

  constructor(
    field: string,
    fileName: string,
    contentType: string,
    content: AsyncIterable<Uint8Array>,
    source: MultipartSource,
  ) {
    this.field = field;
    this.fileName = fileName;
    this.contentType = contentType;
    this.content = content;
    this.#source = source;
  }

  get signal(): AbortSignal {
    return this.#source.signal();
  }
}

/** Collects what busboy tells of a file, unless nobody wants it. */
function receive(stream: Readable): ArrivingFile {
  const file: ArrivingFile = { chunks: [], isComplete: false, isSkipped: false };
  stream.on("data", (chunk: Buffer) => {
    if (!file.isSkipped) file.chunks.push(chunk);
  });
  stream.on("end", () => {
    file.isComplete = true;
  });
  stream.on("error", () => {}); // the parser tells it, too
  return file;
}

function skip(file: ArrivingFile): void {
  file.isSkipped = true;
  file.chunks.length = 0;
}

/** Resolves when all that is in the chunk was told, and there is room for the next one. */
function write(parser: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(chunk, (error) => (error ? reject(malformedForm(undefined, error)) : resolve()));
  });
}

function end(parser: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.end((error?: Error | null) => (error ? reject(malformedForm(undefined, error)) : resolve()));
  });
}

function boundaryOf(contentType: string): string {
  const boundary = parseHeaderParameters(contentType).parameters.get("boundary") ?? "";
  if (boundary.length < 1 || boundary.length > maxBoundaryLength)
    throw new BadRequestError("The form's Content-Type has no boundary of 1 to 70 characters.");
  if (!/^[0-9A-Za-z'()+_,./:=? -]*[0-9A-Za-z'()+_,./:=?-]$/.test(boundary))
    throw new BadRequestError("The boundary in the form's Content-Type has characters that none may have.");
  return boundary;
}
