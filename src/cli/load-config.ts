import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type ConfigFile, isConfigFile, loadEnvFile, type ProjectFile } from "../core/index.ts";
import { ConfigFileError, NoProjectError } from "./errors.ts";

const configName = "quintet.config.ts";
// A project that was compiled for production has the second.
const configNames = [configName, "quintet.config.js"];

/**
 * Finds the configuration: the named file, or the first `quintet.config.ts` here or in a folder above.
 * @returns `undefined` where there is none and none was named.
 */
export function findProject(named: string | undefined, start = process.cwd()): ProjectFile | undefined {
  if (named !== undefined) {
    const file = resolve(start, named);
    if (!existsSync(file)) throw new ConfigFileError(`--config names ${file}, and there is no such file.`);
    return { file, folder: dirname(file) };
  }
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of configNames) {
      const file = join(folder, name);
      if (existsSync(file)) return { file, folder };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** Like {@link findProject}, where the command cannot do without. */
export function requireProject(named: string | undefined, start = process.cwd()): ProjectFile {
  const project = findProject(named, start);
  if (project === undefined) throw new NoProjectError(start, configName);
  return project;
}

/** Reads `.env` beside the configuration (what is set already wins) and then the configuration itself. */
export async function loadConfig(project: ProjectFile): Promise<ConfigFile> {
  const envFile = join(project.folder, ".env");
  if (existsSync(envFile)) loadEnvFile(envFile);

  const imported: { default?: unknown } = await import(pathToFileURL(project.file).href);
  if (isConfigFile(imported.default)) return imported.default;
  const shown = relative(process.cwd(), project.file) || project.file;
  throw new ConfigFileError(
    `${shown} has no configuration as its default export.\nWrite: export default defineConfig({ … });`,
  );
}
