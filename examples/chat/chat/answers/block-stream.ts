import { blockStarts, renderMarkdown } from "../markdown.ts";

/*
 * A growing text in Markdown, rendered as it grows, without rendering or sending all of it each time:
 *
 *     finished blocks            │ open tail
 *     <h2>…</h2>  <p>…</p>  <ul>… │ <p>the last para
 *     each rendered once, sent once│ rendered again with each step, sent as a difference to the last
 *
 * What follows can only change the last block: a block is finished as soon as another one stands behind it. Only whole
 * lines decide that, because half a line may still become something else ("#" is a heading, "#5" is not).
 */

/** What a reader has seen so far. */
export interface ReaderState {
  readonly blockCount: number;
  readonly tail: string;
}

/** What a reader needs to see the rest. */
export interface BlockUpdate {
  /** HTML of newly finished blocks. They take the place of the tail. */
  readonly blocks: readonly string[];
  /** The new tail: as many characters of the last one as stay (0 after new blocks), and what comes behind them. */
  readonly keep: number;
  readonly add: string;
}

// A block that grows and grows is rendered again and again, and whoever writes it may have chosen one that takes long.
// So a long one rests after each time, for ten times as long as that took: one answer never has more than a part of the
// server's time. What readers miss meanwhile comes with the next update.
const shortLength = 1_000;
const restFactor = 10;

export const nothingSeen: ReaderState = { blockCount: 0, tail: "" };

export class BlockStream {
  readonly #blocks: string[] = [];
  #text = "";
  #open = "";
  #tail = "";
  #isStale = false;
  #restsUntil = 0;

  /** All of the text. */
  get text(): string {
    return this.#text;
  }

  append(piece: string): void {
    this.#text += piece;
    this.#open += piece;
    this.#isStale = true;
  }

  /** The difference between what a reader has seen and what there is now, and the state after it. */
  updateFor(seen: ReaderState): { update: BlockUpdate; state: ReaderState } {
    if (this.#open.length <= shortLength || performance.now() >= this.#restsUntil) this.render();
    const blocks = this.#blocks.slice(seen.blockCount);
    const tail = this.#tail;
    const keep = blocks.length > 0 ? 0 : commonLength(seen.tail, tail);
    return {
      update: { blocks, keep, add: tail.slice(keep) },
      state: { blockCount: this.#blocks.length, tail },
    };
  }

  /**
   * The HTML of the whole text, where it differs from what readers were sent: the address of a link may stand far below
   * it (`[name]: address`). Asked for once, at the end.
   */
  correction(): string | undefined {
    this.render();
    const whole = renderMarkdown(this.#text);
    return whole === this.#blocks.join("") + this.#tail ? undefined : whole;
  }

  /** Renders what has come since the last time, even when that takes long: for the end of a text. */
  render(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    const start = performance.now();
    this.#finishBlocks();
    this.#tail = renderMarkdown(this.#open);
    const end = performance.now();
    this.#restsUntil = end + restFactor * (end - start);
  }

  #finishBlocks(): void {
    const wholeLines = this.#open.slice(0, this.#open.lastIndexOf("\n") + 1);
    const lastStart = blockStarts(wholeLines).at(-1) ?? 0;
    if (lastStart === 0) return;
    const cut = offsetOfLine(wholeLines, lastStart);
    this.#blocks.push(renderMarkdown(this.#open.slice(0, cut)));
    this.#open = this.#open.slice(cut);
  }
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed++) offset = text.indexOf("\n", offset) + 1;
  return offset;
}

function commonLength(one: string, other: string): number {
  const limit = Math.min(one.length, other.length);
  let length = 0;
  while (length < limit && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
