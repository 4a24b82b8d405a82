import { didYouMean, QuintetError } from "../core/index.ts";

/** A message was left with a level that there is not. */
export class UnknownFlashLevelError extends QuintetError {
  readonly code = "flash.unknown-level";

  constructor(level: string, known: readonly string[]) {
    super(`flash() knows no level "${level}".${didYouMean(level, known)}\nLevels: ${known.join(", ")}.`);
  }
}
