import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Database,
  databasesService,
  type ModelClass,
  migrationCommands,
  openDatabase,
  registerModels,
  sqlite,
} from "quintet/db";
import { App, type CommandValue, type Config, defineModule, type Terminal } from "../../src/core/index.ts";
import { Databases } from "../../src/db/connections/databases.ts";
import { databaseSchema } from "./database-schema.ts";
import type { TestDatabase } from "./databases.ts";

const repository = join(import.meta.dirname, "..", "..");

/**
 * A project in a temporary folder with a database of a kind, or in a file of the folder, whose modules each have a folder.
 * Migrations written there import "quintet/db" like those of any project.
 */
export async function migrationProject(kind?: TestDatabase) {
  const folder = await mkdtemp(join(tmpdir(), "quintet-migrations-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(repository, join(folder, "node_modules", "quintet"), "dir");
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const file = join(folder, "db.sqlite3");
  const database = kind === undefined ? openDatabase(sqlite({ file })) : await kind.open();

  return {
    folder,
    file,
    database,
    /** An app with a module for each key, on the project's database, or on it by way of other connections. */
    app(
      models: Readonly<Record<string, readonly ModelClass[]>>,
      defaultKey?: "auto" | "bigAuto" | "smallAuto",
      on: Database = database,
      others: readonly Database[] = [],
    ): App {
      for (const [name, own] of Object.entries(models)) registerModels(name, own, defaultKey);
      const modules = Object.entries(models).map(([name, own]) =>
        defineModule({ name, folder: join(folder, name), models: own }),
      );
      const app = new App({ modules } as unknown as Config, modules); // migrations read nothing else of it
      app.provide(databasesService, new Databases([on, ...others]));
      return app;
    },
    files: async (module: string) => (await readdir(join(folder, module, "migrations"))).toSorted(),
    read: (module: string, name: string) => readFile(join(folder, module, "migrations", name), "utf8"),
    async write(module: string, name: string, text: string): Promise<void> {
      await mkdir(join(folder, module, "migrations"), { recursive: true });
      await writeFile(join(folder, module, "migrations", name), text);
    },
    schema: () => databaseSchema(database),
    async [Symbol.asyncDispose](): Promise<void> {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type MigrationProject = Awaited<ReturnType<typeof migrationProject>>;

/** A person's answers by the beginning of the question; none where nobody is there. */
export type Answers = Readonly<Record<string, string | boolean>>;

/** Runs a command as the command line does, and gives what it printed. */
export async function runCommand(
  app: App,
  name: string,
  args: Readonly<Record<string, CommandValue>> = {},
  options: Readonly<Record<string, CommandValue>> = {},
  answers?: Answers,
): Promise<string> {
  const lines: string[] = [];
  const print = (text = "") => void lines.push(text);
  const answerTo = (question: string) => {
    const found = Object.entries(answers ?? {}).find(([beginning]) => question.startsWith(beginning));
    if (found === undefined) throw new Error(`Nobody answers: ${question}`);
    return found[1];
  };
  const terminal: Terminal = {
    line: print,
    success: print,
    warn: (text) => print(`warning: ${text}`),
    interactive: answers !== undefined,
    ask: async (question) => String(answerTo(question)),
    askSecret: async (question) => String(answerTo(question)),
    confirm: async (question) => answerTo(question) === true,
  };
  const command = migrationCommands.find((candidate) => candidate.name === name)!;
  await command.run({ app, terminal, args, options });
  return lines.join("\n");
}
