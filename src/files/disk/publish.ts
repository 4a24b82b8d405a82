import { link, open, rename, rm } from "node:fs/promises";
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
    else if (!(await placeNew(file, path))) {
      if (whenTaken === "fail") throw new StorageNameTakenError(alias, wanted);
      wanted = whenTaken(name);
      continue;
    }
    await syncFolder(dirname(path));
    return wanted;
  }
}

/** Gives false where there is something of that name: a link is made only where nothing stands. */
async function placeNew(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
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
async function placeByReserving(file: string, path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    await rename(file, path);
    return true;
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
