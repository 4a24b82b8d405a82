import { UnsafeFileNameError } from "./errors.ts";

/**
 * A name that is safe to save a file under, made of one that a visitor chose: spaces become underscores, and only letters,
 * digits, `-`, `_` and `.` stay.
 * @throws {@link UnsafeFileNameError} where nothing is left of it, or a name that means a folder.
 *
 * @example
 * safeFileName("john's portrait, 2004.jpg"); // "johns_portrait_2004.jpg"
 */
export function safeFileName(name: string): string {
  const safe = name
    .trim()
    .replaceAll(" ", "_")
    .replaceAll(/[^-\p{L}\p{N}_.]/gu, "");
  if (safe === "" || safe === "." || safe === "..") throw new UnsafeFileNameError(name);
  return safe;
}
