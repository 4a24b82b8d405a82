import { randomString } from "../../crypto/index.ts";
import { safeFileName } from "../../http/index.ts";
import { InvalidFileFieldError } from "../errors.ts";
import { checkFolderName, checkStorageName } from "../storage-name.ts";
import type { NewFile } from "./stored-file.ts";

/**
 * Where the files of a field are stored: a folder, in which `%Y`, `%m`, `%d`, `%H`, `%M` and `%S` stand for the present moment (UTC),
 * or a function that gives one for a row. What it gives without a `/` at the end is the whole name.
 */
export type UploadTo<Row = object> = string | ((row: Row, file: NewFile) => string);

/** Who chooses the names: the server, so that nobody can guess them, or the visitor, within what is safe. */
export type NameChoice = "random" | "upload";

const randomLength = 22; // 113 bits: nobody finds another one's file by trying
const lowerCase = "abcdefghijklmnopqrstuvwxyz0123456789"; // some file systems don't tell capitals apart

export interface Naming {
  readonly uploadTo: UploadTo;
  readonly names: NameChoice;
  /** The most characters of a name, its folders included. */
  readonly maxLength: number;
}

/** Makes the function that names a field's files. */
export function namer({ uploadTo, names, maxLength }: Naming): (row: object, file: NewFile) => string {
  if (typeof uploadTo === "string") checkPattern(uploadTo);
  return (row, file) => {
    const place = typeof uploadTo === "string" ? filledIn(uploadTo) : uploadTo(row, file);
    if (typeof uploadTo === "function" && place !== "" && !place.endsWith("/"))
      return checkStorageName(place);
    const folder = checkFolderName(place);
    const start = folder === "" ? "" : `${folder}/`;
    // Where it is taken, 8 characters come between.
    const room = maxLength - start.length - file.ending.length - 1 - (names === "upload" ? 8 : 0);
    if (room < (names === "upload" ? 1 : randomLength))
      throw new InvalidFileFieldError(
        `A name in the folder ${JSON.stringify(folder)} would be longer than the ${maxLength} characters of its field. Give the field a larger maxLength, or a shorter uploadTo.`,
      );
    return `${start}${names === "upload" ? ownStem(file, room) : randomString(randomLength, lowerCase)}.${file.ending}`;
  };
}

/** The visitor's name without what isn't safe in one, and without its ending: that of what is in the file comes behind. */
function ownStem({ fileName }: NewFile, maxLength: number): string {
  const stem = fileName
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[^.]*$/, "");
  const safe = /[\p{L}\p{N}]/u.test(stem) ? safeFileName(stem).replace(/^\.+/, "") : "file";
  return [...safe].slice(0, maxLength).join("");
}

function checkPattern(pattern: string): void {
  const unknown = /%(?![YmdHMS])./.exec(pattern)?.[0];
  if (unknown !== undefined)
    throw new InvalidFileFieldError(
      `uploadTo ${JSON.stringify(pattern)} has ${unknown}; %Y, %m, %d, %H, %M and %S stand for the present moment. For anything else give a function.`,
    );
  checkFolderName(filledIn(pattern));
}

function filledIn(pattern: string): string {
  const iso = new Date().toISOString();
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
  };
  return pattern.replaceAll(/%([YmdHMS])/g, (_, letter: string) => parts[letter]!);
}
