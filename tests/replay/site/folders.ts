import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Folders of a site below one of its own, with what lies beside them and must not be reached. */
export function makeFolders(folder: string): void {
  const root = join(folder, "assets");
  for (const path of ["assets/public", "assets/private", "assets-restricted", "downloads", "uploads"])
    mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(root, "x.css"), "p { color: teal }");
  writeFileSync(join(root, ".hidden"), "hidden canary");
  writeFileSync(join(root, "public/x.css"), "p { color: green }");
  writeFileSync(join(folder, "assets-restricted/x.css"), "restricted canary");
  writeFileSync(join(folder, "secret.txt"), "secret canary");
  writeFileSync(join(folder, "downloads/report.txt"), "the report");
  symlinkSync(join(folder, "secret.txt"), join(root, "link.css"));
  writeFileSync(join(root, "big.mp4"), "");
  truncateSync(join(root, "big.mp4"), 512 * 1_048_576); // one byte value and no line break, and takes no room
}
