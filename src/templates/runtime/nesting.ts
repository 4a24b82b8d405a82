import { TemplateValueError } from "../errors.ts";

// Deeper than data for a page, and far from where the stack ends: what an exhausted stack does inside of the callbacks
// that Node has around asynchronous work cannot always be caught.
const maxNesting = 500;

/** @throws {@link TemplateValueError} for a value that holds others too deep. */
export function checkNesting(depth: number): void {
  if (depth > maxNesting)
    throw new TemplateValueError(
      `A value holds others more than ${maxNesting} deep, and cannot be written out.`,
    );
}
