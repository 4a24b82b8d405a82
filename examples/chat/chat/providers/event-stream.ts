// An event longer than this is an attack or a mistake; the longest that a model service sends are a few kilobytes.
const maxEventLength = 1_000_000;

/** An event is longer than any that makes sense. */
export class EventTooLongError extends Error {}

/**
 * Reads server-sent events out of text that arrives in pieces of any size (html.spec.whatwg.org, "Interpreting an event
 * stream"): lines end with CR, LF or CRLF, even when a piece ends between the two; comments and unknown fields are left
 * out; several `data` lines are one text. Only `data` is kept, which is all that an OpenAI-compatible service uses.
 */
export class EventStreamReader {
  #rest = "";
  #data: string[] = [];
  #length = 0;
  #started = false;
  #afterCarriageReturn = false;

  /** Takes the next piece of text; gives the data of the events that it completes. */
  push(piece: string): string[] {
    const events: string[] = [];
    let text = piece;
    if (!this.#started && text !== "") {
      this.#started = true;
      if (text.startsWith("\uFEFF")) text = text.slice(1);
    }
    // The CR ended the line already, so that a lone CR need not wait for what follows.
    if (this.#afterCarriageReturn && text !== "") {
      if (text.startsWith("\n")) text = text.slice(1);
      this.#afterCarriageReturn = false;
    }
    if (text.endsWith("\r")) this.#afterCarriageReturn = true;

    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop()!;
    for (const line of lines) this.#takeLine(line, events);
    if (this.#length + this.#rest.length > maxEventLength) throw new EventTooLongError();
    return events;
  }

  /** The data of an event that the end of the stream cut off after a whole line; `undefined` where there is none. */
  end(): string | undefined {
    const events: string[] = [];
    if (this.#rest !== "") this.#takeLine(this.#rest, events);
    this.#takeLine("", events);
    return events[0];
  }

  #takeLine(line: string, events: string[]): void {
    if (line === "") {
      if (this.#data.length > 0) events.push(this.#data.join("\n"));
      this.#data = [];
      this.#length = 0;
      return;
    }
    const match = /^data(?:: ?(.*))?$/s.exec(line);
    if (match === null) return;
    this.#data.push(match[1] ?? "");
    this.#length += line.length;
  }
}
