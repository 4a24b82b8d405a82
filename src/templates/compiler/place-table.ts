import type { Position, Source } from "../source.ts";
import type { Place } from "./place.ts";

/** Places that follow each other in one template, reached in one way. */
interface Section {
  /** The number of the first one. */
  readonly from: number;
  readonly source: Source;
  readonly via: Place | undefined;
}

/**
 * The places of a compiled template, by number. One of them is looked up when something fails; but all are kept, so they
 * are kept as numbers, and not as the parser's tokens with all that those hold.
 */
export class PlaceTable {
  readonly #bounds: number[] = []; // start and end of each
  readonly #sections: Section[] = [];

  /** Adds a place, and gives its number. */
  add(position: Position, via: Place | undefined): number {
    const number = this.#bounds.length / 2;
    const last = this.#sections.at(-1);
    if (last === undefined || last.source !== position.source || last.via !== via) {
      this.#sections.push({ from: number, source: position.source, via });
    }
    this.#bounds.push(position.start, position.end);
    return number;
  }

  /** The place of a number; `undefined` for one that there isn't. */
  at(number: number): Place | undefined {
    const section = this.#sections.findLast(({ from }) => from <= number);
    const [start, end] = [this.#bounds[2 * number], this.#bounds[2 * number + 1]];
    if (section === undefined || start === undefined || end === undefined) return undefined;
    return { position: { source: section.source, start, end }, via: section.via };
  }
}
