import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MissingViteError } from "./errors.ts";
import { devServerHost, devServerVariable } from "./vite-config.ts";

/** A development server of Vite that runs in this process. */
export interface ViteDevServer {
  /** What the app is started with, so that it finds the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether a file is part of the front end: Vite tells the browser when it changes, and the app need not start again. */
  serves(path: string): boolean;
  close(): Promise<void>;
}

/** What is used of Vite. Its own types need not be there. */
interface ViteLibrary {
  createServer(config: object): Promise<{
    listen(): Promise<unknown>;
    close(): Promise<void>;
    readonly moduleGraph: { getModulesByFile(path: string): ReadonlySet<unknown> | undefined };
  }>;
}

/**
 * Starts the project's own Vite on a free port of this machine.
 * @throws {@link MissingViteError}
 */
export async function startViteServer(folder: string, configFile: string): Promise<ViteDevServer> {
  const { createServer: createViteServer } = await importVite(folder, configFile);
  const port = await freePort();
  const own = new Set(process.listeners("SIGTERM"));
  const server = await createViteServer({
    root: folder,
    configFile,
    configLoader: "native", // by Node itself, as quintet.config.ts is
    server: { port },
    clearScreen: false,
  });
  // Vite would end this process by itself, in the middle of what `quintet dev` has to end.
  for (const listener of process.listeners("SIGTERM"))
    if (!own.has(listener)) process.off("SIGTERM", listener);
  await server.listen();
  return {
    env: { [devServerVariable]: `http://${devServerHost}:${port}` },
    serves: (path) => (server.moduleGraph.getModulesByFile(path)?.size ?? 0) > 0,
    close: () => server.close(),
  };
}

/** The project's own Vite: it is the project that chooses the version. */
async function importVite(folder: string, configFile: string): Promise<ViteLibrary> {
  try {
    const path = createRequire(join(folder, "package.json")).resolve("vite");
    return (await import(pathToFileURL(path).href)) as ViteLibrary; // that of the project, from version 5 on
  } catch (error) {
    throw new MissingViteError(configFile, error);
  }
}

/** The plugin tells pages where to connect before Vite listens, so the port is chosen first. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, devServerHost, listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (typeof address !== "object" || address === null) throw new Error("A listening server has an address.");
  return address.port;
}
