import { link, open, rename, rm, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { StorageNameTakenError } from "../errors.ts";
import type { WhenTaken } from "../storage-backend.ts";

export interface Publishing {
  readonly whenTaken: WhenTaken;
  readonly alias: string;
  /** Where a file of that name stands; its folder is there. */
  pathOf(name: string): Promise<string>;
}

/** Gives a complete file its name, in one step, and gives the name that it got. */
export async function publish(
  file: string,
  name: string,
  { whenTaken, alias, pathOf }: Publishing,
): Promise<string> {
  let wanted = name;
  for (;;) {
    const path = await pathOf(wanted);
    if (whenTaken === "overwrite") await rename(file, path);
    else if ((await placeNew(file, path)) === "taken") {
      if (whenTaken === "fail") throw new StorageNameTakenError(alias, wanted);
      wanted = whenTaken(name);
      continue;
    }
    await syncFolder(dirname(path));
    return wanted;
  }
}

/**
 * Gives a file another name, and gives whether it could: false where there is something of that name. Of two who move the
 * same file one succeeds, and the other is told that it isn't there (ENOENT).
 */
export async function moveToNew(file: string, path: string): Promise<boolean> {
  const placed = await placeNew(file, path);
  if (placed === "taken") return false;
  if (placed === "linked") {
    try {
      await unlink(file);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }
  await syncFolder(dirname(path));
  return true;
}

/** A link is made only where nothing stands. */
async function placeNew(file: string, path: string): Promise<"linked" | "renamed" | "taken"> {
  try {
    await link(file, path);
    return "linked";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return "taken";
    // A file system without hard links (FAT, some shares), or a system that forbids them.
    if (
      code === "EPERM" ||
      code === "ENOTSUP" ||
      code === "EOPNOTSUPP" ||
      code === "ENOSYS" ||
      code === "EMLINK"
    )
      return placeByReserving(file, path);
    throw error;
  }
}

/** An empty file holds the name for the moment until the complete one takes its place. */
async function placeByReserving(file: string, path: string): Promise<"renamed" | "taken"> {
  try {
    await (await open(path, "wx", 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return "taken";
    throw error;
  }
  try {
    await rename(file, path);
    return "renamed";
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** A name is in its folder, and that has to reach the disk as well. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // folders can't be opened there
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error; // some shares can't
  } finally {
    await handle.close();
  }
}
