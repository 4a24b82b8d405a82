import { basename, extname, sep } from "node:path";
import type { ProjectFolders } from "./messages.ts";

/**
 * What a changed file asks for: a new process (`"cold"` where also the environment is new), a reload of open pages, new
 * style sheets in them, or nothing.
 */
export type ChangeKind = "cold" | "restart" | "page" | "style" | "nothing";

// The strongest one decides for files that changed together.
const byStrength: readonly ChangeKind[] = ["cold", "restart", "page", "style", "nothing"];

export function strongest(one: ChangeKind, other: ChangeKind): ChangeKind {
  return byStrength.find((kind) => kind === one || kind === other)!;
}

const code = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", ".po", ".mo"]);
const environment = new Set(["package.json", "package-lock.json", "tsconfig.json"]);

/**
 * Says what a changed file asks for. What Node has loaded needs a new process; templates and assets are read anew when
 * they change. A file of code that nobody has loaded yet counts too: a restart too many costs little, old code much.
 */
export function changeKind(file: string, folders: ProjectFolders): ChangeKind {
  const name = basename(file);
  if (name.startsWith(".env") || environment.has(name)) return "cold";
  if (isBelow(file, folders.assets)) return extname(file) === ".css" ? "style" : "page";
  if (isBelow(file, folders.templates)) return "page";
  if (!code.has(extname(file)) || /\.(test|spec|d)\.\w+$/.test(name)) return "nothing";
  return "restart";
}

function isBelow(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(folder + sep));
}
