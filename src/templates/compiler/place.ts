import type { Position } from "../source.ts";

/** A place in a template, and the tags through which the page got there: the includes around it, outermost last. */
export interface Place {
  readonly position: Position;
  readonly via: Place | undefined;
}
