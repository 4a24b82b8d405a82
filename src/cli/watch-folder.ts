import { relative } from "node:path";

const ignored = /(^|[/\\])(node_modules|\.git|dist|\.quintet)([/\\]|$)/;
// Editors write several files at once, and some write one in two steps.
const settleMs = 60;

/** A folder that is being watched. */
export interface FolderWatch {
  /** Resolves once every change is seen. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Watches a project's folder, without what is installed, built or hidden in it.
 *
 * @param matters - Which files count, by their path.
 * @param changed - Told of the last file that changed, once the changes have come to rest.
 */
export async function watchFolder(
  folder: string,
  matters: RegExp,
  changed: (file: string) => void,
): Promise<FolderWatch> {
  const { watch } = await import("chokidar");
  const watcher = watch(folder, {
    ignored: (path: string) => ignored.test(relative(folder, path)),
    ignoreInitial: true,
  });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (_event, path) => {
    if (!matters.test(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => changed(path), settleMs);
  });
  return {
    ready: new Promise((resolve) => watcher.once("ready", resolve)),
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
