import { didYouMean, QuintetError } from "../core/index.ts";
import { BadRequestError } from "../http/index.ts";

/** A handler for a model was told something that the model doesn't have. */
export class HandlerOptionsError extends QuintetError {
  readonly code = "handlers.options";

  constructor(model: string, option: string, name: string, known: readonly string[]) {
    super(
      `"${name}" can't stand in ${option} of a handler for ${model}.${didYouMean(name, known)}\nThere are: ${known.toSorted().join(", ")}.`,
    );
  }
}

/** 400: a client asked for rows in a way that the allow-list of `filterFromRequest()` doesn't have. */
export class RefusedFilterError extends BadRequestError {
  override readonly code = "handlers.refused-filter";
}
