import { BadRequestError, PayloadTooLargeError } from "../errors.ts";
import type { RequestLimits } from "../request-limits.ts";

/** 400: the form can't be read. */
export function malformedForm(
  problem = "It ends too early, or isn't a form at all",
  cause?: unknown,
): BadRequestError {
  return new BadRequestError(`The form's body is malformed. ${problem}.`, { cause });
}

export function notUtf8(field: string): BadRequestError {
  return new BadRequestError(`The form's field ${JSON.stringify(field)} is not valid UTF-8.`);
}

export function tooManyFields({ maxFormFields }: RequestLimits): PayloadTooLargeError {
  return new PayloadTooLargeError(`The form has more than the ${maxFormFields} fields accepted here.`);
}

export function tooManyFiles({ maxFormFiles }: RequestLimits): PayloadTooLargeError {
  return new PayloadTooLargeError(`The form has more than the ${maxFormFiles} files accepted here.`);
}

export function fieldsTooLarge({ maxFieldBytes }: RequestLimits): PayloadTooLargeError {
  return new PayloadTooLargeError(
    `The form's fields have more than the ${maxFieldBytes} bytes accepted here, files not counted.`,
  );
}

export function fileTooLarge({ maxFileBytes }: RequestLimits): PayloadTooLargeError {
  return new PayloadTooLargeError(`A file is larger than the ${maxFileBytes} bytes accepted here.`);
}
