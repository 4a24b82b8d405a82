import type { Position } from "../source.ts";

/** What a piece of a twin stands for. */
export interface TwinNote {
  readonly kind:
    | "variable" // a name looked up in the page's variables
    | "member" // a name looked up in a value
    | "path" // a value with all its look-ups
    | "printed"
    | "looped"
    | "unpacked"
    | "compared"
    | "filter" // a filter's name
    | "filtered" // the value that a filter is given
    | "argument" // what stands behind its colon
    | "parameter" // of a URL
    | "number"; // what must be one
  /** Where it stands in the template. */
  readonly position: Position;
  /** How it is written there. */
  readonly text: string;
  /** Of a member: what it is looked up in. Of a value or an argument: the filter. Of a parameter: the route. */
  readonly of: string;
  /** Names that the template itself has set at this place. */
  readonly locals?: readonly string[];
}
