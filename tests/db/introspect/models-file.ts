import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AnyModel, isModel, registerModels } from "quintet/db";
import { modelsState } from "../../../src/db/schema/models-state.ts";
import type { SchemaState } from "../../../src/db/schema/schema-state.ts";

const repository = join(import.meta.dirname, "..", "..", "..");

/** A folder in which texts of models become files that run, and are looked at by the compiler. */
export async function modelsFolder() {
  const folder = await mkdtemp(join(tmpdir(), "quintet-models-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(repository, join(folder, "node_modules", "quintet"), "dir");
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  let count = 0;
  return {
    folder,
    /** Writes a file, and gives the state that its models describe as those of a module. */
    async read(text: string, module: string): Promise<SchemaState> {
      const file = join(folder, `models${++count}.ts`);
      await writeFile(file, text);
      const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
      const models = Object.values(exported).filter((value) => isModel(value)) as AnyModel[];
      registerModels(module, models);
      return modelsState(models);
    },
    /** Runs the compiler over all files, as strict as it can be; fails with what it says. */
    compile(): void {
      compileFolder(folder);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await rm(folder, { recursive: true });
    },
  };
}

/** Runs the compiler over the TypeScript files of a folder. */
export function compileFolder(folder: string): void {
  const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");
  const options = [
    "--noEmit --strict --noUncheckedIndexedAccess --noUnusedLocals --noUnusedParameters --noImplicitOverride",
    "--erasableSyntaxOnly --verbatimModuleSyntax --allowImportingTsExtensions --skipLibCheck",
    "--target esnext --module nodenext --moduleDetection force --customConditions quintet:source",
  ].flatMap((line) => line.split(" "));
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, ...filesOf(folder)], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, `The compiler says:\n${stdout}`);
}

function filesOf(folder: string): string[] {
  return execFileSync("find", [folder, "-name", "*.ts", "-not", "-path", "*/node_modules/*"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter(Boolean);
}
