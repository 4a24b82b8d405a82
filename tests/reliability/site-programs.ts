import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { youngHeap } from "../../src/cli/workers/young-heap.ts";

export const root = join(import.meta.dirname, "../..");

/** Where the programs of the site are, and how Node is started for them. */
export interface SitePrograms {
  readonly folder: string;
  readonly extension: "ts" | "js";
  readonly flags: readonly string[];
}

let programs: SitePrograms = {
  folder: join(import.meta.dirname, "site"),
  extension: "ts",
  flags: ["--conditions=quintet:source", "--disable-warning=ExperimentalWarning"],
};

export function sitePrograms(): SitePrograms {
  return programs;
}

/**
 * From now on the site is one that was built, as it is where it serves: a process that reads TypeScript holds a compiler,
 * some 80 MB of memory.
 */
export function buildSite(): void {
  const { status } = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  if (status !== 0) throw new Error("Quintet could not be built.");
  const folder = join(root, ".quintet", "reliability-site");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(programs.folder)) {
    const source = readFileSync(join(programs.folder, name), "utf8");
    const imports = /(from "\.\/[^"]+)\.ts"/g;
    const target = join(folder, name.replace(/\.ts$/, ".js"));
    writeFileSync(target, stripTypeScriptTypes(source).replaceAll(imports, '$1.js"'));
  }
  programs = { folder, extension: "js", flags: [youngHeap] };
}
