import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { counted, type Figure, type Promised } from "../promise.ts";
import { RunningSite } from "../running-site.ts";

const megabyte = 1_048_576;
// Beyond what is kept in memory, so that it has to be on disk.
const uploadBytes = 6 * megabyte;

/** A file system of so many bytes; `undefined` where none can be mounted. */
function mountSmall(bytes: number) {
  const folder = mkdtempSync(join(tmpdir(), "reliability-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    [Symbol.dispose]() {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Writes a file until not one byte more goes in. Gives its path. */
function fill(folder: string): string {
  const file = join(folder, "fill");
  for (const bytes of [megabyte, 4_096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes), { flag: "a" });
    } catch {
      // No such piece has room any more: the next ones are smaller.
    }
  }
  return file;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const isRefusal = (status: number) => status === 507 || status === 503;

export const fullDisk: Promised = {
  name: "R13",
  claim: "A full disk is refused cleanly, and got over without a restart",
  fault: "file systems of 32 MB for temporary files, stored ones and the log, filled to the last byte",
  async judge(size) {
    using disk = mountSmall(32 * megabyte);
    if (disk === undefined) return { skipped: "a small file system can't be mounted here (root is needed)" };
    const temporary = join(disk.folder, "tmp");
    const media = join(disk.folder, "media");
    for (const folder of [temporary, media]) mkdirSync(folder);
    const logFile = join(disk.folder, "log");
    const log = openSync(logFile, "a");
    const environment = { TMPDIR: temporary, SITE_MEDIA: media, SITE_ACCESS_LOG: "true" };
    await using site = await RunningSite.start(environment, { logTo: log });

    const send = async (path: string, name: string) => {
      const body = new FormData();
      body.set("file", new File([Buffer.alloc(uploadBytes, "u")], name));
      return (await fetch(`${site.url}/${path}/`, { method: "POST", body })).status;
    };
    const figures: Figure[] = [
      counted("an upload before", await send("upload-large", "before"), 200),
      counted("a file stored before", await send("store", "before"), 200),
    ];
    const whole = () => filesIn(media).filter((file) => readFileSync(file).length === uploadBytes).length;
    // What a request holds goes when it is over, which is a moment after its answer.
    const requestsOver = async () => {
      const held = () => [
        ...filesIn(temporary),
        ...filesIn(media).filter((file) => file.includes("/_uploads/")),
      ];
      for (let tries = 0; held().length > 0 && tries < 100; tries++) await pause(50);
    };

    // A disk that fills up while files arrive: there is room for less than one of them.
    writeFileSync(join(disk.folder, "half"), Buffer.alloc(22 * megabyte));
    const halfway = await Promise.all([send("store", "halfway"), send("upload-large", "halfway")]);
    figures.push({
      what: "an upload and a file to store that the rest is too small for",
      measured: halfway.join(", "),
      target: "507 or 503",
      holds: halfway.every(isRefusal),
    });

    const filled = fill(disk.folder);
    const full = [await send("upload-large", "full"), await send("store", "full")];
    const reads = await Promise.all(
      Array.from({ length: size.pick(500, 50) }, async () => (await fetch(site.url)).status),
    );
    await requestsOver();
    figures.push(
      {
        what: "an upload and a file to store on the full disk",
        measured: full.join(", "),
        target: "507 or 503",
        holds: full.every(isRefusal),
      },
      counted("pages answered meanwhile", reads.filter((status) => status === 200).length, reads.length),
      counted("temporary files left behind", filesIn(temporary).length, 0),
      counted("files stored, all of them whole", filesIn(media).length, 1),
      counted("whole ones", whole(), 1),
    );

    rmSync(filled);
    rmSync(join(disk.folder, "half"));
    figures.push(
      counted("an upload when there is room again", await send("upload-large", "after"), 200),
      counted("a file stored when there is room again", await send("store", "after"), 200),
    );
    await requestsOver();
    figures.push(counted("whole files stored", whole(), 2));
    // What the log was not taken for waits in memory, and goes out when there is room.
    const requests = reads.length + 8;
    const told = () => linesOf(logFile).filter((line) => isJson(line) && line.includes('"route":'));
    for (let tries = 0; told().length < requests && tries < 50; tries++) await pause(100);
    figures.push(
      counted("requests that the log tells of", told().length, requests),
      counted(
        "lines of the log that are no JSON",
        linesOf(logFile).filter((line) => !isJson(line)).length,
        0,
      ),
      counted("the process is the same", Number(site.isAlive), 1),
    );
    return figures;
  },
};

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").trim().split("\n");
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
