import { relative } from "node:path";
import type { ProjectFile } from "../../core/index.ts";
import { isLoopbackHost, newDevToken } from "../../devtools/index.ts";
import { DevReport } from "../dev/dev-report.ts";
import { DevServer } from "../dev/dev-server.ts";
import { startFrontEndServer } from "../dev/front-end-server.ts";
import type { ProjectFolders } from "../dev/messages.ts";
import { type ChangeKind, changeKind, strongest } from "../dev/project-changes.ts";
import { PublicHostError } from "../errors.ts";
import { portOption } from "../port-option.ts";
import { watchFolder } from "../watch-folder.ts";

export interface DevOptions {
  readonly project: ProjectFile;
  readonly port?: string;
  readonly host?: string;
  /** Whether it may listen where other machines can reach it. */
  readonly unsafePublic?: boolean;
}

// Editors write a file in one or two steps, a millisecond apart; a switch of branches takes longer, and keeps going.
const settleMs = 25;

/**
 * Serves the project, and anew at each change of it (how, is said in dev-server.ts). An app that doesn't start says why,
 * here and in the browser, and the next change tries again. Ends with the first signal; a second one ends it at once.
 *
 * @throws {@link PublicHostError} where others could reach it and `unsafePublic` isn't there.
 */
export async function dev({ project, port, host, unsafePublic = false }: DevOptions): Promise<void> {
  if (host !== undefined && !isLoopbackHost(host) && !unsafePublic) throw new PublicHostError(host);
  const portNumber = portOption(port);
  const frontEnd = await startFrontEndServer(project.folder);
  const token = newDevToken();
  const report = new DevReport(token);
  let folders: ProjectFolders = { templates: [], assets: [] };
  const server = new DevServer({
    orders: { configFile: project.file, folder: project.folder, token },
    address: {
      ...(host === undefined ? {} : { host }),
      ...(portNumber === undefined ? {} : { port: portNumber }),
    },
    unsafePublic,
    report,
    found: (newer) => {
      folders = newer;
    },
  });
  void server.restart();

  let kind: ChangeKind = "nothing";
  // Vite itself tells the browser of what it serves.
  const kindOf = (file: string) => (frontEnd?.serves(file) ? "nothing" : changeKind(file, folders));
  const watch = await watchFolder(project.folder, (file) => kindOf(file) !== "nothing", {
    settleMs,
    changed(file) {
      kind = strongest(kind, kindOf(file));
      if (kind === "cold" || kind === "restart") server.hold();
    },
    settled(file) {
      report.changed(relative(process.cwd(), file), kind);
      if (kind === "cold" || kind === "restart") void server.restart(kind === "cold");
      else server.announce(kind === "style");
      kind = "nothing";
    },
  });
  void watch.ready.then(() => report.watching(relative(process.cwd(), project.folder)));

  try {
    await Promise.race([firstSignal(), server.failedToListen]);
  } finally {
    await watch.close();
    await server.close();
    await frontEnd?.close();
  }
}

function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isEnding = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (isEnding) process.exit(signal === "SIGINT" ? 130 : 143); // 128 + the signal's number, as shells count
        isEnding = true;
        resolve();
      });
    }
  });
}
