import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, copyFile, link, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FileExistsError, UnsafeFileNameError } from "../errors.ts";

/** How an uploaded file is saved. */
export interface SaveOptions {
  /** The name in the folder; a random one with the ending of the visitor's name by default. */
  readonly name?: string;
  /** Whether a file of that name may be replaced; false by default. */
  readonly overwrite?: boolean;
  /** Who may read it: `0o600` by default, this user alone. */
  readonly mode?: number;
}

interface Upload {
  readonly file: File;
  /** Where it lies on disk, if it does. */
  readonly path: string | undefined;
}

/**
 * Writes the file beside its place and puts it there when it is complete, so that nobody ever sees a half of it, also where
 * the disk is full or the process ends.
 */
export async function saveUpload(upload: Upload, folder: string, options: SaveOptions): Promise<string> {
  const { name = `${randomUUID()}${endingOf(upload.file.name)}`, overwrite = false, mode = 0o600 } = options;
  if (!isNameInFolder(name)) throw new UnsafeFileNameError(name);
  const target = join(folder, name);
  const draft = join(folder, `.${randomUUID()}.part`);
  try {
    if (!(await linkTo(upload.path, draft))) await writeDraft(upload.file, draft);
    await chmod(draft, mode);
    await (overwrite ? rename(draft, target) : publish(draft, target));
  } finally {
    await rm(draft, { force: true });
  }
  return target;
}

/** The ending of a name, where it is one of those that are common: letters and digits of ASCII. */
function endingOf(name: string): string {
  return /\.[a-z0-9]{1,10}$/i.exec(name)?.[0].toLowerCase() ?? "";
}

/** A name, and no path that leads elsewhere, on any system. */
function isNameInFolder(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\x00-\x1f\x7f/\\:]/.test(name) && name !== "" && !name.startsWith(".");
}

/** A second name for the file on disk costs nothing. Not every file system has them, and none reaches across disks. */
async function linkTo(path: string | undefined, draft: string): Promise<boolean> {
  if (path === undefined) return false;
  try {
    await link(path, draft);
    return true;
  } catch {
    return false;
  }
}

async function writeDraft(file: File, draft: string): Promise<void> {
  const handle = await open(draft, "wx", 0o600);
  try {
    for await (const chunk of file.stream()) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file its name unless there is one of that name: unlike rename(), link() and an exclusive copy replace nothing. */
async function publish(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return copyFile(draft, target, constants.COPYFILE_EXCL);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw new FileExistsError(target, { cause });
    throw cause;
  }
}
