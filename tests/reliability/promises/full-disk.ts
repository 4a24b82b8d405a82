import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counted, type Promised } from "../promise.ts";
import { RunningSite } from "../running-site.ts";

export const fullDisk: Promised = {
  name: "R13",
  claim: "A full disk is refused cleanly, and got over without a restart",
  fault: "a file system of 4 MB for temporary files and the log, filled to the last byte",
  async judge() {
    const folder = mkdtempSync(join(tmpdir(), "reliability-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      rmSync(folder, { recursive: true });
      return { skipped: "a small file system can't be mounted here (root is needed)" };
    }
    try {
      const temporary = join(folder, "tmp");
      mkdirSync(temporary);
      const log = openSync(join(folder, "log"), "a");
      await using site = await RunningSite.start({ TMPDIR: temporary, SITE_ACCESS_LOG: "true" }, log);
      const upload = async (bytes: number) => {
        const body = new FormData();
        body.set("file", new File([Buffer.alloc(bytes, "u")], "upload.bin"));
        return (await fetch(`${site.url}/upload/`, { method: "POST", body })).status;
      };
      const before = await upload(2_000_000);
      const fill = join(folder, "fill");
      for (const bytes of [1_048_576, 4_096, 1]) {
        for (let piece = 0; piece < 5_000; piece++) {
          try {
            writeFileSync(fill, Buffer.alloc(bytes), { flag: "a" });
          } catch {
            break;
          }
        }
      }
      const full = await upload(2_000_000);
      const reads = await Promise.all(Array.from({ length: 50 }, async () => (await fetch(site.url)).status));
      const left = readdirSync(temporary, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ).length;
      rmSync(fill);
      const after = await upload(2_000_000);
      return [
        counted("an upload before", before, 200),
        {
          what: "an upload on the full disk",
          measured: String(full),
          target: "507 or 503",
          holds: full === 507 || full === 503,
        },
        counted("pages answered meanwhile", reads.filter((status) => status === 200).length, 50),
        counted("temporary files left behind", left, 0),
        counted("an upload when there is room again", after, 200),
        counted("the process is the same", Number(site.isAlive), 1),
      ];
    } finally {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
