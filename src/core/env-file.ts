import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** Where a variable was set. */
export interface EnvPlace {
  readonly file: string;
  readonly line: number;
}

/** Variables that a file has set, and where they would be looked for in vain. */
const fromFiles = new Map<string, EnvPlace>();

/** Sets the environment variables that a file names, apart from those that are set already. */
export function loadEnvFile(path: string): void {
  const text = readFileSync(path, "utf8");
  for (const [name, value] of Object.entries(parseEnv(text))) {
    if (value === undefined || process.env[name] !== undefined) continue;
    process.env[name] = value;
    fromFiles.set(name, { file: path, line: lineOf(name, text) });
  }
}

/** The place in a file that has set an environment variable, or `undefined`. */
export function envPlaceOf(name: string): EnvPlace | undefined {
  return fromFiles.get(name);
}

/**
 * The line that sets a variable: the last one counts. A line inside of a text over several lines may look like one, so it is
 * asked of whoever reads the file: under another name the variable would be there.
 */
function lineOf(name: string, text: string): number {
  const pattern = new RegExp(`^[^\\S\\n]*(?:export\\s+)?(?=${name.replace(/\W/g, "\\$&")}[^\\S\\n]*=)`, "gm");
  for (const { index, 0: lead } of [...text.matchAll(pattern)].reverse()) {
    const at = index + lead.length;
    const other = `IS_IT_${name}`;
    if (parseEnv(text.slice(0, at) + other + text.slice(at + name.length))[other] !== undefined)
      return text.slice(0, at).split("\n").length;
  }
  return 1; // the file was read: it is there
}
