import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ViteDevServer } from "../../vite/index.ts";

const configNames = ["ts", "mts", "js", "mjs"].map((ending) => `vite.config.${ending}`);

/** Starts Vite in this process, which outlives those of the app, where the project has a front end for it. */
export async function startFrontEndServer(folder: string): Promise<ViteDevServer | undefined> {
  const configFile = configNames.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (configFile === undefined) return undefined;
  const { startViteServer } = await import("../../vite/index.ts");
  const server = await startViteServer(folder, configFile);
  Object.assign(process.env, server.env); // which processes of the app are started with
  return server;
}
