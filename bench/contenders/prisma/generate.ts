import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { DatabaseKind } from "../../databases/bench-database.ts";

const bench = join(import.meta.dirname, "../..");

/** Makes Prisma's client for a database, if it isn't there: TypeScript, with the query compiler as WebAssembly. */
export function generateClient(kind: DatabaseKind): void {
  if (existsSync(join(bench, "generated", kind, "client.ts"))) return;
  const command = createRequire(import.meta.url).resolve("prisma/build/index.js");
  const schema = join(import.meta.dirname, `${kind}.prisma`);
  // Generating doesn't need the schema engine, but without a path to some program Prisma downloads it first.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
  const { status, stderr } = spawnSync(process.execPath, [command, "generate", "--schema", schema], {
    cwd: bench,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Prisma's client for ${kind} could not be generated:\n${stderr}`);
}
