import { randomString } from "../crypto/index.ts";
import { safeFileName } from "../http/index.ts";
import { UnsafeStorageNameError } from "./errors.ts";

// What file systems (255 bytes for each part of a path) and S3 (1,024 bytes for a key) take.
const maxSegmentBytes = 255;
const maxNameBytes = 1_024;

/**
 * Gives back a name that is one of a stored file: relative, `/` between the folders, nothing hidden.
 * @throws {@link UnsafeStorageNameError}
 */
export function checkStorageName(name: string): string {
  const reason = typeof name === "string" ? reasonAgainst(name) : "it is no text";
  if (reason !== undefined) throw new UnsafeStorageNameError(String(name), reason);
  return name;
}

function reasonAgainst(name: string): string | undefined {
  if (name === "") return "it is empty";
  // A backslash is a separator on Windows, and a colon begins a drive or a stream there.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\x00-\x1f\x7f\\:]/.test(name)) return "it has a control character, a backslash or a colon";
  if (!name.isWellFormed()) return "it has half a character";
  if (Buffer.byteLength(name) > maxNameBytes) return `it is longer than ${maxNameBytes} bytes`;
  for (const segment of name.split("/")) {
    if (segment === "") return "one of its parts is empty";
    if (segment.startsWith(".")) return "one of its parts begins with a dot";
    if (Buffer.byteLength(segment) > maxSegmentBytes)
      return `one of its parts is longer than ${maxSegmentBytes} bytes`;
  }
  return undefined;
}

/** The same for a folder, where `""` is the uppermost one. A `/` at the end may stand. */
export function checkFolderName(folder: string): string {
  const name = folder.replace(/\/$/, "");
  return name === "" ? "" : checkStorageName(name);
}

/**
 * A name of which only the file part is made safe: spaces become underscores, and only letters, digits, `-`, `_` and `.`
 * stay. Folders in it are code's, and checked.
 */
export function validStorageName(name: string): string {
  const slash = name.lastIndexOf("/");
  const file = safeFileName(name.slice(slash + 1)).replace(/^\.+/, "");
  return checkStorageName(name.slice(0, slash + 1) + (file === "" ? "file" : file));
}

/**
 * Another name for a file whose name is taken, as Django makes it: `tea_k3jA9x2.png`. Never longer than `maxLength`: the
 * stem gives way, the ending stays.
 */
export function alternativeName(name: string, maxLength = maxNameBytes): string {
  const slash = name.lastIndexOf("/");
  const dot = name.lastIndexOf(".");
  const end = dot > slash ? dot : name.length;
  const suffix = `_${randomString(7)}${name.slice(end)}`;
  const room = maxLength - slash - 1 - suffix.length;
  if (room < 1)
    throw new UnsafeStorageNameError(name, `there is no room for another name of ${maxLength} characters`);
  return name.slice(0, slash + 1) + name.slice(slash + 1, end).slice(0, room) + suffix;
}
