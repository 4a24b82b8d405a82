/*
 * Makes what is published: the declarations of src/**.ts, one JavaScript file for each part (see bundle.ts), and
 * everything else that a part owns (templates, assets, …) at the same place. The drawings of lucide's icons come along
 * with their licence.
 */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundleParts } from "./bundle.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "src");
const target = join(root, "dist");

rmSync(target, { recursive: true, force: true });
const compiled = spawnSync("tsc", ["-p", join(root, "tsconfig.build.json")], { stdio: "inherit", cwd: root });
if (compiled.status !== 0) process.exit(1);
await bundleParts(target);
cpSync(source, target, { recursive: true, filter: (path) => !path.endsWith(".ts") });

const lucide = join(root, "node_modules", "lucide-static");
const icons = join(target, "admin", "icons");
cpSync(join(lucide, "icon-nodes.json"), join(icons, "lucide.json"));
cpSync(join(lucide, "LICENSE"), join(icons, "LICENSE"));
