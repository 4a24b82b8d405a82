import { didYouMean, QuintetError } from "../core/index.ts";

/** A handler for a model was told something that the model doesn't have. */
export class HandlerOptionsError extends QuintetError {
  readonly code = "handlers.options";

  constructor(model: string, option: string, name: string, known: readonly string[]) {
    super(
      `"${name}" can't stand in ${option} of a handler for ${model}.${didYouMean(name, known)}\nThere are: ${known.toSorted().join(", ")}.`,
    );
  }
}
