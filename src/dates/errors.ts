import { QuintetError } from "../core/index.ts";

/** A text has the form of a date, a time or a length of time, and there is none of that value. */
export class NoSuchMomentError extends QuintetError {
  readonly code = "dates.no-such-moment";

  constructor(text: string, kind: string, problem: string) {
    super(`${JSON.stringify(text)} is written like ${kind}, and there is none: ${problem}.`);
  }
}
