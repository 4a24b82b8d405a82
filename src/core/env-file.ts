import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** Variables that a file has set, and where they would be looked for in vain. */
const fromFiles = new Map<string, string>();

/** Sets the environment variables that a file names, apart from those that are set already. */
export function loadEnvFile(path: string): void {
  for (const [name, value] of Object.entries(parseEnv(readFileSync(path, "utf8")))) {
    if (value === undefined || process.env[name] !== undefined) continue;
    process.env[name] = value;
    fromFiles.set(name, path);
  }
}

/** The file that has set an environment variable, or `undefined`. */
export function envFileOf(name: string): string | undefined {
  return fromFiles.get(name);
}
