import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { CommandError } from "../../core/index.ts";

/**
 * Writes the id of this process into a file, for whoever sends it signals.
 * @returns what removes it again.
 * @throws CommandError where the file names another process that runs.
 */
export function writePidFile(file: string): () => void {
  const other = runningProcess(file);
  if (other !== undefined)
    throw new CommandError(
      `${file} names the process ${other}, which runs. Stop it first, or choose another --pid-file.`,
    );
  writeFileSync(file, `${process.pid}\n`);
  return () => {
    if (readPid(file) === process.pid) rmSync(file, { force: true });
  };
}

function runningProcess(file: string): number | undefined {
  const pid = readPid(file);
  if (pid === undefined || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? pid : undefined;
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8").trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
