/*
 * Makes what is published: src/**.ts becomes dist/**.js with .d.ts beside it, and everything else that a part owns
 * (templates, assets, …) is copied to the same place. The drawings of lucide's icons come along with their licence.
 */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const source = join(root, "src");
const target = join(root, "dist");

rmSync(target, { recursive: true, force: true });
const compiled = spawnSync("tsc", ["-p", join(root, "tsconfig.build.json")], { stdio: "inherit", cwd: root });
if (compiled.status !== 0) process.exit(1);
cpSync(source, target, { recursive: true, filter: (path) => !path.endsWith(".ts") });

const lucide = join(root, "node_modules", "lucide-static");
const icons = join(target, "admin", "icons");
cpSync(join(lucide, "icon-nodes.json"), join(icons, "lucide.json"));
cpSync(join(lucide, "LICENSE"), join(icons, "LICENSE"));
