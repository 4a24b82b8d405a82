import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type Command, type CommandCall, CommandError } from "../../core/index.ts";
import { databaseOption } from "../connections/database-option.ts";
import { databaseNamed } from "../schema/schema-access.ts";
import { djangoModules } from "./django-tables.ts";
import { type IntrospectedDatabase, introspectDatabase } from "./introspect-database.ts";
import { type ModelsFile, modelsFiles, moduleExport } from "./models-files.ts";

/** `quintet introspect`: writes models for the tables of a database. */
export const introspectCommand: Command = {
  name: "introspect",
  summary: "Write models for the tables that a database has.",
  options: [
    databaseOption,
    { flags: "--tables <names...>", summary: "Only these tables." },
    { flags: "--module <name>", summary: "The module of the models; of a Django database each app is one." },
    { flags: "--out <folder>", summary: "Where the modules' folders are made; beside quintet.config.ts." },
    { flags: "--stdout", summary: "Write no file; print the models." },
    { flags: "--no-views", summary: "Leave views out." },
    { flags: "--partitions", summary: "Also the parts of partitioned tables." },
  ],
  async run(call) {
    const { app, options } = call;
    const module = moduleOption(options.module);
    const tables = Array.isArray(options.tables) ? options.tables.map(String) : undefined;
    const found = await introspectDatabase(databaseNamed(app, options.database as string | undefined), {
      modules: app.modules,
      views: options.views !== false,
      partitions: options.partitions === true,
      ...(module !== undefined && { module }),
      ...(tables !== undefined && { tables }),
    });
    refuseNothing(found);
    const folder = outFolder(call);
    const folderOf = (name: string) => join(folder, name);
    const files = modelsFiles(found, { folderOf, modules: app.modules });
    if (options.stdout === true) printFiles(call, files);
    else await writeFiles(call, files, folderOf);
    tellNotes(call, found);
    if (options.stdout !== true) tellNextSteps(call, found, files, folderOf);
  },
};

function moduleOption(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const name = String(value);
  if (/^[a-z][a-z0-9_]*$/.test(name)) return name;
  throw new CommandError(
    `--module ${name}: a module's name is in snake_case (a-z, 0-9 and _, a letter first), because tables begin with it.`,
  );
}

/** Beside the configuration, unless said otherwise. */
function outFolder({ project, options }: CommandCall): string {
  const base = project?.folder ?? process.cwd();
  if (options.out === undefined) return base;
  const out = String(options.out);
  return isAbsolute(out) ? out : resolve(out);
}

function refuseNothing(found: IntrospectedDatabase): void {
  const { models, tableCount, missingTables, missingModules } = found;
  if (missingTables.length > 0)
    throw new CommandError(
      `The database has no table ${missingTables.map((name) => `"${name}"`).join(", ")}, or its user may not see it. Without --tables, all tables are read.`,
    );
  if (models.length > 0) return;
  if (tableCount === 0)
    throw new CommandError(
      'The database has no tables, or none that its user may see. Look at the address under "databases" in quintet.config.ts.',
    );
  const further =
    missingModules.length === 0
      ? ""
      : `\nIts tables are those of modules of Quintet. Add them to "modules" in quintet.config.ts: ${missingModules.join(", ")}.`;
  throw new CommandError(
    `All tables of the database have a model already: nothing is to be written.${further}`,
  );
}

function printFiles({ terminal }: CommandCall, files: readonly ModelsFile[]): void {
  for (const { module, name, text } of files) {
    if (name !== "models.ts") continue;
    terminal.line(`// ${module}/${name}`);
    terminal.line(text);
  }
}

/** Never over a file that is there: it may have been changed by hand. */
async function writeFiles(
  { terminal }: CommandCall,
  files: readonly ModelsFile[],
  folderOf: (module: string) => string,
): Promise<void> {
  const paths = files.map((file) => join(folderOf(file.module), file.name));
  const taken = paths.filter((path) => existsSync(path));
  if (taken.length > 0)
    throw new CommandError(
      `There is a file already: ${taken.map((path) => relative(process.cwd(), path)).join(", ")}. Nothing was written.\nName another folder with --out, another module with --module, or print the models with --stdout.`,
    );
  for (const [place, file] of files.entries()) {
    const path = paths[place]!; // one for each
    await mkdir(folderOf(file.module), { recursive: true });
    await writeFile(path, file.text, { flag: "wx" });
    terminal.line(relative(process.cwd(), path));
  }
}

function tellNotes({ terminal }: CommandCall, { notes }: IntrospectedDatabase): void {
  if (notes.length === 0) return;
  terminal.line();
  terminal.line("What the database has, and the models don't say:");
  for (const note of notes) terminal.line(`  - ${note}`);
}

function tellNextSteps(
  { terminal, project }: CommandCall,
  found: IntrospectedDatabase,
  files: readonly ModelsFile[],
  folderOf: (module: string) => string,
): void {
  const modules = [...new Set(files.map(({ module }) => module))];
  const missing = djangoModules.filter(({ module }) => found.missingModules.includes(module));
  const lines = [
    ...missing.map(({ exported, file }) => `  import { ${exported} } from "${file}";`),
    ...modules.map(
      (name) =>
        `  import { ${moduleExport(name)} } from "${importPath(project?.folder ?? process.cwd(), folderOf(name))}";`,
    ),
    `  modules: [${[...missing.map(({ exported }) => exported), ...modules.map(moduleExport)].join(", ")}],`,
  ];
  terminal.line();
  terminal.line(`Add to quintet.config.ts:\n${lines.join("\n")}`);
  terminal.success(
    "Then: quintet migrate make, and quintet migrate up, which takes the tables over as they are.",
  );
}

/** The path of a module, as the configuration imports it. */
function importPath(from: string, folder: string): string {
  const path = relative(from, join(folder, "module.ts")).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}
