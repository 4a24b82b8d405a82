import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Module } from "../../core/index.ts";
import type { ModelState } from "../schema/model-state.ts";
import { labelOf, SchemaState } from "../schema/schema-state.ts";
import { inComment, writeModels } from "../source-text/write-models.ts";
import { djangoModels } from "./django-tables.ts";
import type { Introspected } from "./introspected.ts";
import { camelCase, wordsIn } from "./names.ts";

/* The files of introspected models: one of models for each module, and one that defines the module. */

/** A file to be written. */
export interface ModelsFile {
  readonly module: string;
  /** `"models.ts"` or `"module.ts"`. */
  readonly name: string;
  readonly text: string;
}

/** What the files are written with. */
export interface FilesOptions {
  /** The folder of a module. */
  readonly folderOf: (module: string) => string;
  /** The modules that the app has. */
  readonly modules: readonly Module[];
}

export function modelsFiles(found: Introspected, options: FilesOptions): readonly ModelsFile[] {
  const byModule = Map.groupBy(found.models, ({ module }) => module);
  return [...byModule].flatMap(([module, models]): ModelsFile[] => [
    { module, name: "models.ts", text: modelsText(found, module, models, options) },
    { module, name: "module.ts", text: moduleText(found, module, models) },
  ]);
}

function modelsText(
  found: Introspected,
  module: string,
  models: readonly ModelState[],
  options: FilesOptions,
): string {
  const imported = new Map<string, string>();
  for (const model of found.state.models.values())
    if (!models.includes(model)) imported.set(labelOf(model), fileOf(model, found, module, options));
  const text = writeModels(new SchemaState([...models, ...others(found, models)]), {
    module,
    defaultKey: found.defaultKey,
    imported,
    extras: found.extras,
  });
  const notes = notesOf(found, models);
  return notes.length === 0 ? text : `${text}\n${noteLines(notes)}`;
}

function others(found: Introspected, models: readonly ModelState[]): readonly ModelState[] {
  return [...found.state.models.values()].filter((model) => !models.includes(model));
}

/** What the models of a file don't say. */
function notesOf(found: Introspected, models: readonly ModelState[]): readonly string[] {
  const tables = models.map((model) => model.table ?? `${model.module}_${model.name.toLowerCase()}`);
  return found.notes.filter((note) => tables.some((table) => note.startsWith(`${table}: `)));
}

function noteLines(notes: readonly string[]): string {
  const lines = notes.map((note) => ` * - ${inComment(note)}\n`);
  return `/*\n * What the database has, and these models don't say:\n *\n${lines.join("")} */\n`;
}

/** Where a model of another module is imported from. */
function fileOf(
  model: ModelState,
  { models }: Introspected,
  module: string,
  { folderOf, modules }: FilesOptions,
): string {
  const own = djangoModels.find(({ label }) => label === labelOf(model));
  if (own !== undefined) return own.file;
  const folder = models.includes(model)
    ? folderOf(model.module)
    : (modules.find(({ name }) => name === model.module)?.folder ?? folderOf(model.module));
  const name = models.includes(model) || existsSync(join(folder, "models.ts")) ? "models.ts" : "index.ts";
  const path = relative(folderOf(module), join(folder, name)).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** What the module is called where it is exported: `chat_rooms` is `chatRooms`. */
export function moduleExport(module: string): string {
  const name = camelCase(wordsIn(module));
  return name === "module" || name === "default" ? `${name}Module` : name;
}

function moduleText({ defaultKey }: Introspected, module: string, models: readonly ModelState[]): string {
  const names = models.map(({ name }) => name);
  const sorted = names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const lines = [
    `  name: ${JSON.stringify(module)},`,
    "  folder: import.meta.dirname,",
    ...(defaultKey === "auto" ? [] : [`  defaultKey: ${JSON.stringify(defaultKey)},`]),
    ...listLines("  models: [", names, "],"),
  ];
  const imports = listLines(
    "import { ",
    sorted,
    ' } from "./models.ts";',
    "import {",
    '} from "./models.ts";',
  );
  return `import { defineModule } from "quintet";\n${imports.join("\n")}\n\nexport const ${moduleExport(module)} = defineModule({\n${lines.join("\n")}\n});\n`;
}

/** Names on one line, or each on its own. */
function listLines(
  start: string,
  names: readonly string[],
  end: string,
  open = start,
  close = end,
): readonly string[] {
  const line = `${start}${names.join(", ")}${end}`;
  if (line.length <= 110) return [line];
  const indent = /^ */.exec(start)![0];
  return [open, ...names.map((name) => `${indent}  ${name},`), `${indent}${close}`];
}
