import type { AppFiles } from "./large-app.ts";

/*
 * The same applications for drizzle-kit, made from Quintet's by exchanging the lines. Drizzle has no modules: a module of models is a
 * file of tables, and all migrations are one list. It keeps the whole schema beside each of them, in a file that
 * `generate` reads again.
 */

/** The models of {@link manyModels} as tables. */
export function drizzleModels(files: AppFiles): AppFiles {
  const sources = [...files].filter(([name]) => name.startsWith("models/"));
  return new Map([
    ["drizzle.config.ts", config],
    ...sources.map(([name, text]) => [name.replace("models/", "schema/"), tablesFile(text)] as const),
  ]);
}

const config = 'export default { dialect: "sqlite", schema: "./schema/*.ts", out: "./drizzle" };';

function tablesFile(text: string): string {
  const imports = [...text.matchAll(/^import { [\w, ]+ } from "\.\/.*$/gm)].map(([line]) => line);
  const models = [...text.matchAll(/^export class (\w+) .*?\n}\) {/gms)];
  return [
    'import { type AnySQLiteColumn, integer, numeric, sqliteTable, text } from "drizzle-orm/sqlite-core";',
    ...imports,
    ...models.map(([body, model]) => table(model!, body)),
  ].join("\n");
}

function table(model: string, body: string): string {
  const relations = [...body.matchAll(/get (\w+)\(\) { return belongsTo\(\(\) => (\w+)(.*?)\);/g)].map(
    ([, name, target, options]) =>
      `  ${name}: integer("${name}_id")${options!.includes("nullable") ? "" : ".notNull()"}.references((): AnySQLiteColumn => ${target}.id${options!.includes("cascade") ? ', { onDelete: "cascade" }' : ""}),`,
  );
  return [
    `export const ${model} = sqliteTable("${model.toLowerCase()}", {`,
    "  id: integer().primaryKey({ autoIncrement: true }),",
    "  title: text({ length: 100 }).notNull(),",
    "  amount: integer().notNull().default(0),",
    "  price: numeric().notNull(),",
    '  active: integer({ mode: "boolean" }).notNull().default(true),',
    '  status: text({ length: 9 }).notNull().default("draft"),',
    '  createdAt: integer("created_at", { mode: "timestamp_ms" }),',
    ...relations,
    "});",
  ].join("\n");
}

/** {@link longHistory} as one list of migrations, with the schema after each of them. */
export function drizzleHistory(files: AppFiles): AppFiles {
  const migrations = [...files].filter(([name]) => name.includes("/migrations/"));
  const modules = [...new Set(migrations.map(([name]) => moduleOf(name)))];
  const columns = new Map(modules.map((module) => [module, new Map<string, string>()]));
  const made = new Map<string, string>();
  for (const [index, [name, text]] of migrations.entries()) {
    const module = moduleOf(name);
    for (const [, column, type] of text.matchAll(/"?(\w+)"?(?:,|:) { type: "(string|integer)"/g))
      columns.get(module)!.set(column!, type!);
    made.set(`drizzle/${tagOf(index)}.sql`, statementsOf(module, text));
    made.set(`drizzle/meta/${tagOf(index).slice(0, 4)}_snapshot.json`, snapshot(index, columns));
  }
  const entries = migrations.map((_, idx) => ({
    idx,
    version: "6",
    when: idx,
    tag: tagOf(idx),
    breakpoints: true,
  }));
  return new Map([
    ["drizzle.config.ts", config],
    ["schema/things.ts", thingsFile(columns)],
    ["drizzle/meta/_journal.json", JSON.stringify({ version: "7", dialect: "sqlite", entries }, null, 2)],
    ...made,
  ]);
}

type Columns = ReadonlyMap<string, ReadonlyMap<string, string>>;

function moduleOf(file: string): string {
  return file.split("/")[0]!;
}

function tagOf(index: number): string {
  return `${String(index).padStart(4, "0")}_more`;
}

function thingsFile(columns: Columns): string {
  return [
    'import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";',
    ...[...columns].map(([module, types]) =>
      [
        `export const ${module} = sqliteTable("${module}", {`,
        "  id: integer().primaryKey({ autoIncrement: true }),",
        ...[...types].map(
          ([name, type]) =>
            `  ${name}: ${type === "integer" ? "integer()" : "text({ length: 100 })"}${name === "name" ? ".notNull()" : ""},`,
        ),
        "}, (table) => [",
        ...indexed(types).map((name) => `  index("${indexName(module, name)}").on(table.${name}),`),
        "]);",
      ].join("\n"),
    ),
  ].join("\n");
}

function indexed(types: ReadonlyMap<string, string>): readonly string[] {
  return [...types].filter(([, type]) => type === "integer").map(([name]) => name);
}

function indexName(module: string, column: string): string {
  return `${module}_${column}`;
}

function statementsOf(module: string, text: string): string {
  const added = [...text.matchAll(/addField\("Thing", "(\w+)", { type: "(\w+)"/g)].flatMap(
    ([, name, type]) =>
      type === "integer"
        ? [
            `ALTER TABLE \`${module}\` ADD \`${name}\` integer;`,
            `CREATE INDEX \`${indexName(module, name!)}\` ON \`${module}\` (\`${name}\`);`,
          ]
        : [`ALTER TABLE \`${module}\` ADD \`${name}\` text(100);`],
  );
  const created = `CREATE TABLE \`${module}\` (\n\t\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t\`name\` text(100) NOT NULL\n);\n`;
  return added.length === 0 ? created : added.join("--> statement-breakpoint\n");
}

/** As drizzle-kit writes it. */
function snapshot(index: number, columns: Columns): string {
  const id = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, "0")}`;
  const tables = [...columns]
    .filter(([, types]) => types.size > 0)
    .map(([module, types]) => [
      module,
      {
        name: module,
        columns: Object.fromEntries([
          ["id", column("id", "integer", { primaryKey: true, notNull: true, autoincrement: true })],
          ...[...types].map(([name, type]) => [
            name,
            column(name, type === "integer" ? "integer" : "text(100)", { notNull: name === "name" }),
          ]),
        ]),
        indexes: Object.fromEntries(
          indexed(types).map((name) => {
            const own = indexName(module, name);
            return [own, { name: own, columns: [name], isUnique: false }];
          }),
        ),
        foreignKeys: {},
        compositePrimaryKeys: {},
        uniqueConstraints: {},
        checkConstraints: {},
      },
    ]);
  const whole = {
    version: "6",
    dialect: "sqlite",
    id: id(index + 1),
    prevId: id(index),
    tables: Object.fromEntries(tables),
    views: {},
    enums: {},
    _meta: { schemas: {}, tables: {}, columns: {} },
    internal: { indexes: {} },
  };
  return JSON.stringify(whole, null, 2);
}

function column(name: string, type: string, options: object) {
  return { name, type, primaryKey: false, notNull: false, autoincrement: false, ...options };
}
