import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type DatabaseDescription, sqlite } from "quintet/db";
import type { MigrationProject } from "./migration-project.ts";

const program = join(import.meta.dirname, "..", "..", "bin", "quintet.js");

/** What a command has printed, and with which code it ended. */
export interface CommandEnd {
  readonly code: number | null;
  /** Without the times that it tells. */
  readonly output: string;
  readonly errors: string;
}

/** Makes a project one that the command line finds: it has a configuration with a module `shop`, of no models. */
export async function configure(
  { folder, file }: MigrationProject,
  description: DatabaseDescription = sqlite({ file }),
): Promise<void> {
  await writeFile(
    join(folder, "quintet.config.ts"),
    `import { defineConfig, defineModule, secret } from "quintet";
import { defineRoutes } from "quintet/routing";
export default defineConfig({
  modules: [defineModule({ name: "shop", folder: ${JSON.stringify(join(folder, "shop"))} })],
  routes: defineRoutes({}),
  secretKey: secret("SECRET_KEY", "kJ8-long-enough-and-with-many-different-characters"),
  databases: { default: ${JSON.stringify(description)} },
  security: { allowedHosts: ["localhost"] },
});
`,
  );
}

/** Runs `quintet` with these words in a project, as a process. */
export async function quintet(
  { folder }: MigrationProject,
  words: readonly string[],
  as: { readonly uid?: number } = {},
): Promise<CommandEnd> {
  const { DEBUG, NODE_TEST_CONTEXT, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning", program, ...words],
    { cwd: folder, env: { ...inherited, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"], ...as },
  );
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output: output.replaceAll(/\(\d+ m?s\)/g, "(… ms)"), errors };
}
