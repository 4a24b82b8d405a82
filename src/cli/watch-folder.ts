import { relative } from "node:path";

const ignored = /(^|[/\\])(node_modules|\.git|dist|\.quintet)([/\\]|$)/;

/** A folder that is being watched. */
export interface FolderWatch {
  /** Resolves once every change is seen. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** How long the changes must rest before `settled` is called. 60 by default: editors write several files at once. */
  readonly settleMs?: number;
  /** Told of each change as soon as it is seen. */
  readonly changed?: (file: string) => void;
  /** Told of the last file that changed, once the changes have come to rest. */
  readonly settled: (file: string) => void;
}

/**
 * Watches a project's folder, without what is installed, built or hidden in it.
 *
 * @param matters - Which files count.
 */
export async function watchFolder(
  folder: string,
  matters: (file: string) => boolean,
  { settleMs = 60, changed, settled }: WatchOptions,
): Promise<FolderWatch> {
  const { watch } = await import("chokidar");
  const watcher = watch(folder, {
    ignored: (path: string) => ignored.test(relative(folder, path)),
    ignoreInitial: true,
  });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (_event, path) => {
    if (!matters(path)) return;
    changed?.(path);
    clearTimeout(timer);
    timer = setTimeout(() => settled(path), settleMs);
  });
  return {
    ready: new Promise((resolve) => watcher.once("ready", resolve)),
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
