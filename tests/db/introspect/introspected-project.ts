import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isModel, type ModelClass } from "quintet/db";
import type { Module } from "../../../src/core/index.ts";
import { introspectCommand } from "../../../src/db/introspect/introspect-command.ts";
import type { TestDatabase } from "../databases.ts";
import { type MigrationProject, migrationProject } from "../migration-project.ts";

/** A project whose database has tables already. */
export async function projectWith(kind: TestDatabase, sql: string): Promise<MigrationProject> {
  const project = await migrationProject(kind);
  if (sql !== "") await project.database.script(sql);
  return project;
}

/** Runs `quintet introspect` in a project without modules, and gives what it printed. */
export async function introspect(
  project: MigrationProject,
  options: Record<string, unknown> = {},
): Promise<string> {
  const lines: string[] = [];
  const print = (text = "") => void lines.push(text);
  const nobody = async () => {
    throw new Error("Nobody is here to be asked.");
  };
  const terminal = {
    line: print,
    success: print,
    warn: print,
    interactive: false,
    ask: nobody,
    askSecret: nobody,
    confirm: nobody,
  };
  await introspectCommand.run({
    app: project.app({}),
    terminal,
    args: {},
    options: options as never,
    project: { file: join(project.folder, "quintet.config.ts"), folder: project.folder },
  });
  return lines.join("\n");
}

/** The models that a file of a module has, by name. */
export async function writtenModels(
  project: MigrationProject,
  module: string,
  file = "models.ts",
): Promise<Record<string, ModelClass>> {
  const exported = Object.entries(await imported(project, module, file));
  return Object.fromEntries(exported.filter(([, value]) => isModel(value))) as Record<string, ModelClass>;
}

/** What `module.ts` defines. */
export async function writtenModule(project: MigrationProject, module: string): Promise<Module> {
  const [written] = Object.values(await imported(project, module, "module.ts"));
  return written as Module; // a file of a module exports it
}

async function imported(
  project: MigrationProject,
  module: string,
  file: string,
): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(join(project.folder, module, file)).href)) as Record<string, unknown>;
}
