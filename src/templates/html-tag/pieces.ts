import { HtmlValueError } from "../errors.ts";
import { type HtmlObject, SafeString, toHtml } from "../safe-string.ts";
import { TemplateStream } from "../template-stream.ts";

/*
 * HTML of which some is not there yet. A template without promises is one string; with them it is a list of pieces in the
 * order of the page: texts, and what becomes a piece when it is there.
 *
 *   html`<ul>${rows}</ul>${later}`   "<ul>…</ul>"  LatePiece(later)  ""
 *
 * All promises of a list are waited for at the same time, from the moment when somebody wants the page. Their texts are
 * written in order.
 */

/** A part of a page: a text that is HTML, or something that becomes one. */
export type Piece = string | PendingPiece;

/** A part of a page that is not there yet. */
export interface PendingPiece {
  /** Begins to wait. */
  start(): void;
  /** Writes its text as it gets there. */
  writeTo(output: PieceOutput): Promise<void>;
}

/** Where pieces are written: a page that is streamed, or one text. */
export interface PieceOutput {
  hold(text: string): void;
  /** Whether {@link flush} has to be called before more is written. */
  isFull(text: string): boolean;
  flush(): Promise<void>;
  /** Waits for a promise. What was written before may go out meanwhile. */
  waiting<Value>(promise: Promise<Value>): Promise<Value>;
}

/** What a promise becomes. */
export class LatePiece implements PendingPiece {
  readonly #value: PromiseLike<unknown>;
  readonly #write: (value: unknown) => Piece;
  #piece: Promise<Piece> | undefined;

  constructor(value: PromiseLike<unknown>, write: (value: unknown) => Piece) {
    this.#value = value;
    this.#write = write;
    // Whoever reads the page gets its error; until then nobody must take it for an unhandled one.
    if (value instanceof Promise) value.catch(() => {});
  }

  /** Begins to wait. A query is sent now. */
  start(): void {
    this.#settled().catch(() => {}); // as above
  }

  async writeTo(output: PieceOutput): Promise<void> {
    await writePiece(await output.waiting(this.#settled()), output);
  }

  #settled(): Promise<Piece> {
    this.#piece ??= Promise.resolve(this.#value).then((value) => {
      const piece = this.#write(value);
      start(piece);
      return piece;
    });
    return this.#piece;
  }
}

/** What an async iterable gives, one after the other. */
export class StreamPiece implements PendingPiece {
  readonly #items: AsyncIterable<unknown>;
  readonly #write: (item: unknown) => Piece;
  #isRead = false;

  constructor(items: AsyncIterable<unknown>, write: (item: unknown) => Piece) {
    this.#items = items;
    this.#write = write;
  }

  /** Nothing: its items are asked for one by one. */
  start(): void {}

  async writeTo(output: PieceOutput): Promise<void> {
    if (this.#isRead) throw new HtmlValueError(readTwice);
    this.#isRead = true;
    const iterator = this.#items[Symbol.asyncIterator]();
    let isOver = false;
    try {
      for (;;) {
        const { done, value } = await output.waiting(Promise.resolve(iterator.next()));
        isOver = done === true;
        if (isOver) return;
        await writePiece(this.#write(value), output);
      }
    } finally {
      // Not awaited: a generator that is in the middle of something ends when that is done.
      if (!isOver) Promise.resolve(iterator.return?.()).catch(() => {});
    }
  }
}

const readTwice =
  "An html`…` with an async iterable was read twice, and the iterable gives its items once.\n" +
  "Await the html`…`, and use what that gives as often as you like.";

/** A piece whose errors are told with their place in the template. */
export class PlacedPiece implements PendingPiece {
  readonly #piece: PendingPiece;
  readonly #placed: (error: unknown) => unknown;

  constructor(piece: PendingPiece, placed: (error: unknown) => unknown) {
    this.#piece = piece;
    this.#placed = placed;
  }

  start(): void {
    this.#piece.start();
  }

  async writeTo(output: PieceOutput): Promise<void> {
    try {
      await this.#piece.writeTo(output);
    } catch (error) {
      throw this.#placed(error);
    }
  }
}

/**
 * What `` html`…` `` gives where something in it must be waited for. Awaited it is a {@link SafeString}; streamed, its text
 * comes piece by piece. Templates, other `` html`…` `` and responses take it as it is.
 */
export class AsyncHtml implements PendingPiece, HtmlObject, PromiseLike<SafeString>, AsyncIterable<string> {
  readonly #pieces: readonly Piece[];
  #whole: Promise<string> | undefined;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** The whole text, when all of it is there. */
  render(): Promise<string> {
    this.#whole ??= wholeText(this.#pieces);
    return this.#whole;
  }

  // biome-ignore lint/suspicious/noThenProperty: so that await gives the HTML
  then<Result = SafeString, Failure = never>(
    fulfilled?: ((html: SafeString) => Result | PromiseLike<Result>) | null,
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this[toHtml]().then(fulfilled, rejected);
  }

  /** The text piece by piece, for one reader: what is there goes out while the rest is waited for. */
  stream(): TemplateStream {
    return new TemplateStream((output) => this.writeTo(output));
  }

  [Symbol.asyncIterator](): AsyncIterator<string, undefined> {
    return this.stream()[Symbol.asyncIterator]();
  }

  [toHtml](): Promise<SafeString> {
    return this.render().then((text) => new SafeString(text));
  }

  toString(): never {
    throw new HtmlValueError(
      "An html`…` was made a string, and something in it is still waited for.\nAwait it first: String(await html`…`).",
    );
  }

  start(): void {
    for (const piece of this.#pieces) start(piece);
  }

  async writeTo(output: PieceOutput): Promise<void> {
    if (this.#whole !== undefined) output.hold(await output.waiting(this.#whole));
    else await writePieces(this.#pieces, output);
  }
}

function start(piece: Piece): void {
  if (typeof piece !== "string") piece.start();
}

async function writePieces(pieces: readonly Piece[], output: PieceOutput): Promise<void> {
  for (const piece of pieces) start(piece);
  for (const piece of pieces) await writePiece(piece, output);
}

async function writePiece(piece: Piece, output: PieceOutput): Promise<void> {
  if (typeof piece !== "string") return piece.writeTo(output);
  output.hold(piece);
  if (output.isFull("")) await output.flush();
}

async function wholeText(pieces: readonly Piece[]): Promise<string> {
  let text = "";
  await writePieces(pieces, {
    hold(more) {
      text += more;
    },
    isFull: () => false,
    flush: () => Promise.resolve(),
    waiting: (promise) => promise,
  });
  return text;
}

/** Pieces as one, a string where all of them are strings. */
export function joined(pieces: readonly Piece[]): Piece {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === "string" && typeof last === "string") merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  if (merged.length === 0) return "";
  return merged.length === 1 ? merged[0]! : new AsyncHtml(merged);
}
