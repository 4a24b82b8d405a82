import { BadRequestError } from "./errors.ts";

/**
 * The path of a target as it was sent, its query left out, decoded once: `"/caf%C3%A9/?page=2"` gives `"/café/"`.
 * @throws {@link BadRequestError} where a percent-escape is broken or isn't UTF-8.
 */
export function decodePath(target: string): string {
  const mark = target.indexOf("?");
  const raw = mark === -1 ? target : target.slice(0, mark);
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new BadRequestError("The path has a percent-escape that is broken or isn't UTF-8.", { cause });
  }
}
