import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Terminal } from "../../core/index.ts";
import { ProjectNameError, TargetExistsError } from "../errors.ts";
import { style } from "../style.ts";
import { newSecretKey } from "./secret.ts";

const scaffold = join(import.meta.dirname, "..", "scaffold");
// Files of the scaffold end in this, so that neither the compiler nor npm takes them for the package's own.
const suffix = ".template";

/** What `quintet new` is asked for. */
export interface NewProjectOptions {
  /** Where the project goes: a name, or a path whose last part is the name. */
  readonly target: string;
  /** What package.json asks of npm: a version, a range, or `file:` and a tarball. */
  readonly quintetVersion: string;
}

/**
 * Makes a project that runs: a module with one model, its admin entry, a page, and accounts.
 * @throws {@link TargetExistsError} if the folder exists and is not empty.
 */
export function newProject({ target, quintetVersion }: NewProjectOptions, terminal: Terminal): void {
  const folder = resolve(target);
  const name = basename(folder);
  if (!/^[a-z][a-z0-9_-]*$/.test(name)) throw new ProjectNameError(name);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new TargetExistsError(folder);

  const values: Record<string, string> = {
    name,
    quintetVersion,
    secretKey: newSecretKey(),
  };
  for (const file of listFiles(scaffold)) {
    const destination = join(folder, destinationOf(relative(scaffold, file)));
    mkdirSync(dirname(destination), { recursive: true });
    writeFileSync(destination, fill(readFileSync(file, "utf8"), values));
  }
  terminal.success(`Made ${name}.`);
  terminal.line("");
  terminal.line("Next:");
  const steps = [
    `cd ${relative(process.cwd(), folder) || "."}`,
    "npm install",
    "npx quintet migrate up",
    "npx quintet createsuperuser",
    "npm run dev",
  ];
  for (const step of steps) terminal.line(`  ${style.cyan(step)}`);
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** `"dot-env.template"` gives `".env"`: npm leaves files with a leading dot out of packages. */
function destinationOf(path: string): string {
  const name = basename(path).replace(/^dot-/, ".");
  return join(dirname(path), name.endsWith(suffix) ? name.slice(0, -suffix.length) : name);
}

/** Puts values where the scaffold says `__name__`. */
function fill(text: string, values: Record<string, string>): string {
  return text.replace(/__([a-zA-Z]+)__/g, (marker, name: string) => values[name] ?? marker);
}
