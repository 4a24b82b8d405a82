import { generateApp } from "../types/generated-app.ts";

/*
 * The applications that migrations are made for: the 200 models with 800 relations of the bench for types, in twenty
 * modules that refer to each other in circles; and five modules whose history has 500 files.
 */

/** Files of an application, names with their content. */
export type AppFiles = ReadonlyMap<string, string>;

/** 200 models in twenty modules. */
export function manyModels(): AppFiles {
  const models = [...generateApp()].filter(([name]) => name.startsWith("models/"));
  const names = models.map(([name]) => name.slice("models/".length, -".ts".length));
  return new Map([
    ...models,
    ...names.map((name) => [`${name}/module.ts`, moduleFile(name, `../models/${name}.ts`)] as const),
    ["quintet.config.ts", configFile(names)],
  ]);
}

const historyModules = ["orders", "stock", "people", "prices", "plans"];
const filesEach = 100;

/** Five modules with a hundred migrations each; what the migrations add up to is what the models say. */
export function longHistory(): AppFiles {
  const files = new Map<string, string>([["quintet.config.ts", configFile(historyModules)]]);
  for (const name of historyModules) {
    files.set(`${name}/models.ts`, historyModel());
    files.set(`${name}/module.ts`, moduleFile(name, "./models.ts"));
    for (let number = 1; number <= filesEach; number++)
      files.set(`${name}/migrations/${fileName(number)}.ts`, historyFile(name, number));
  }
  return files;
}

function historyModel(): string {
  const fields = numbers(2).flatMap((number) => [
    `  text${number}: string({ maxLength: 100, nullable: true }),`,
    `  amount${number}: integer({ nullable: true, index: true }),`,
  ]);
  return [
    'import { integer, Model, string } from "quintet/db";',
    "export class Thing extends Model({",
    "  name: string({ maxLength: 100 }),",
    ...fields,
    "}) {}",
  ].join("\n");
}

function historyFile(module: string, number: number): string {
  if (number === 1)
    return [
      'import { createModel, migration } from "quintet/db";',
      "export default migration({",
      '  operations: [createModel("Thing", { fields: { id: { type: "auto", primaryKey: true }, name: { type: "string", maxLength: 100 } } })],',
      "});",
    ].join("\n");
  return [
    'import { addField, migration } from "quintet/db";',
    "export default migration({",
    `  dependsOn: [["${module}", "${fileName(number - 1)}"]],`,
    "  operations: [",
    `    addField("Thing", "text${number}", { type: "string", maxLength: 100, nullable: true }),`,
    `    addField("Thing", "amount${number}", { type: "integer", nullable: true, index: true }),`,
    "  ],",
    "});",
  ].join("\n");
}

function fileName(number: number): string {
  return `${String(number).padStart(4, "0")}_${number === 1 ? "initial" : "more"}`;
}

function numbers(first: number): readonly number[] {
  return Array.from({ length: filesEach - first + 1 }, (_, offset) => first + offset);
}

function moduleFile(name: string, models: string): string {
  return [
    'import { defineModule } from "quintet";',
    `import * as models from "${models}";`,
    `export const ${name} = defineModule({ name: "${name}", folder: import.meta.dirname, models: Object.values(models) });`,
  ].join("\n");
}

function configFile(modules: readonly string[]): string {
  return [
    'import { defineConfig, secret } from "quintet";',
    'import { sqlite } from "quintet/db";',
    ...modules.map((name) => `import { ${name} } from "./${name}/module.ts";`),
    "export default defineConfig({",
    `  modules: [${modules.join(", ")}],`,
    '  secretKey: secret("SECRET_KEY"),',
    "  debug: true,",
    '  databases: { default: sqlite({ file: "db.sqlite3" }) },',
    "});",
  ].join("\n");
}
