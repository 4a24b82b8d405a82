import { BadRequestError } from "./errors.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** @throws {@link BadRequestError} where the bytes aren't UTF-8. */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new BadRequestError("The body is not valid UTF-8.", { cause });
  }
}
