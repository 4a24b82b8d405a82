import type { Module } from "../../core/index.ts";
import type { Database } from "../connections/database.ts";
import type { ModelState } from "../schema/model-state.ts";
import { modelsState } from "../schema/models-state.ts";
import { readingSession } from "../schema/schema-access.ts";
import type { SchemaConnection } from "../schema/schema-editor.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import { implicitThroughModels } from "../schema/table-definition.ts";
import { djangoJoinTables, djangoModels } from "./django-tables.ts";
import { introspectTables } from "./introspect-tables.ts";
import type { Introspected } from "./introspected.ts";
import { readDatabase } from "./read-database.ts";
import type { DatabaseFacts, ReadOptions } from "./table-facts.ts";

export interface IntrospectDatabaseOptions extends ReadOptions {
  /** The module of all models. Where it isn't said, those of a Django database get the modules of their apps. */
  readonly module?: string;
  /** The modules that the app has: their tables have models already. */
  readonly modules: readonly Module[];
}

/** What was found in a database. */
export interface IntrospectedDatabase extends Introspected {
  /** Modules of Quintet whose tables are there, `"auth"`, and which the app doesn't list. */
  readonly missingModules: readonly string[];
  readonly isDjango: boolean;
  /** Tables that were asked for and aren't there. */
  readonly missingTables: readonly string[];
  readonly tableCount: number;
}

/** Reads a database, and makes models of its tables. Nothing is changed. */
export async function introspectDatabase(
  database: Database,
  { module, modules, ...options }: IntrospectDatabaseOptions,
): Promise<IntrospectedDatabase> {
  const connection = readingSession(database);
  const kind = database.dialect.name as keyof typeof quotes;
  const all = await readDatabase(
    kind,
    connection,
    { ...options, tables: undefined } as ReadOptions /* relations lead to others */,
  );
  const names = new Set(all.tables.map(({ name }) => name));
  const isDjango = names.has("django_migrations");
  const listed = knownTables(modules);
  const known = new Map(listed.models);
  for (const { table, label } of djangoModels)
    if (names.has(table) && !known.has(table)) known.set(table, stub(label, table));
  const left = unwanted(all, options.tables);
  const skipped = new Set([...listed.joins, ...djangoJoinTables, ...left]);
  const moduleOf = await modulesOfTables(connection, all, isDjango, module, modules);
  const uuids = await uuidColumns(kind, connection, all, isDjango);
  const found = introspectTables(all, {
    kind,
    moduleOf,
    known,
    skipped,
    uuids,
    ...defaultKeyOf(modules, module),
  });
  const there = djangoModels.filter(({ table }) => names.has(table) && !listed.models.has(table));
  return {
    ...found,
    isDjango,
    missingModules: [...new Set(there.map(({ label }) => label.slice(0, label.indexOf("."))))],
    missingTables: (options.tables ?? []).filter((name) => !names.has(name)),
    tableCount: all.tables.length,
  };
}

/** Tables that nobody asked for: relations lead to them as to tables without a model. */
function unwanted({ tables }: DatabaseFacts, wanted: readonly string[] | undefined): readonly string[] {
  return wanted === undefined ? [] : tables.map(({ name }) => name).filter((name) => !wanted.includes(name));
}

function defaultKeyOf(modules: readonly Module[], name: string | undefined) {
  const key = modules.find((module) => module.name === name)?.defaultKey;
  return key === undefined ? {} : { defaultKey: key };
}

interface KnownTables {
  readonly models: ReadonlyMap<string, ModelState>;
  readonly joins: readonly string[];
}

/** The tables that models of the app have. */
function knownTables(modules: readonly Module[]): KnownTables {
  const state: SchemaState = modelsState(modules.flatMap((module) => module.models ?? []));
  const models = new Map<string, ModelState>();
  const joins: string[] = [];
  for (const model of state.models.values()) {
    models.set(model.table ?? `${model.module}_${model.name.toLowerCase()}`, model);
    for (const through of implicitThroughModels(state, model).values()) joins.push(through.table!); // they have one
  }
  return { models, joins };
}

/** A model of Quintet that the app doesn't list, as far as relations to it need it. */
function stub(label: string, table: string): ModelState {
  const [module = "", name = ""] = label.split(".");
  const key = table === "django_session" ? "sessionKey" : "id";
  return {
    module,
    name,
    table,
    fields: {
      [key]:
        key === "id"
          ? { type: "auto", primaryKey: true }
          : { type: "string", maxLength: 40, primaryKey: true },
    },
    indexes: [],
    constraints: [],
  };
}

/** The module of each table. Django's content types say which apps there are, and tables begin with their names. */
async function modulesOfTables(
  connection: SchemaConnection,
  { tables }: DatabaseFacts,
  isDjango: boolean,
  module: string | undefined,
  modules: readonly Module[],
): Promise<(table: string) => string> {
  if (module !== undefined) return () => module;
  const apps = isDjango
    ? await djangoApps(
        connection,
        tables.map(({ name }) => name),
      )
    : [];
  const byLength = [...apps].toSorted((a, b) => b.length - a.length);
  const isFree = (name: string) => !modules.some((known) => known.name === name);
  return (table) => byLength.find((app) => table.startsWith(`${app}_`) && isFree(app)) ?? defaultModule;
}

/** The module of tables that say none. */
export const defaultModule = "main";

async function djangoApps(
  connection: SchemaConnection,
  tables: readonly string[],
): Promise<readonly string[]> {
  if (!tables.includes("django_content_type")) return [];
  const rows = await connection.query(
    `SELECT DISTINCT "app_label" FROM "django_content_type" ORDER BY "app_label"`,
  );
  return rows.map(([app]) => String(app)).filter((app) => /^[a-z][a-z0-9_]*$/.test(app));
}

const quotes = {
  sqlite: (name: string) => `"${name.replaceAll('"', '""')}"`,
  postgres: (name: string) => `"${name.replaceAll('"', '""')}"`,
  mysql: (name: string) => `\`${name.replaceAll("`", "``")}\``,
};

// So many values are looked at; so few say nothing, outside of Django, where such columns are UUIDs.
const sampleSize = 1000;
const leastSample = 3;
const uuidDigits = /^[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}$/i;

/** Columns of 32 characters whose values are all UUIDs: a hash would have other digits in two places sooner or later. */
async function uuidColumns(
  kind: keyof typeof quotes,
  connection: SchemaConnection,
  { tables }: DatabaseFacts,
  isDjango: boolean,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (kind === "postgres") return found;
  for (const table of tables) {
    for (const { name, type } of table.columns) {
      if (!/^char\(32\)$/i.test(type)) continue;
      const quote = quotes[kind];
      const rows = await connection.query(
        `SELECT ${quote(name)} FROM ${quote(table.name)} WHERE ${quote(name)} IS NOT NULL LIMIT ${sampleSize}`,
      );
      const isUuid = rows.every(([value]) => uuidDigits.test(String(value)));
      if (isUuid && (isDjango || rows.length >= leastSample)) found.add(JSON.stringify([table.name, name]));
    }
  }
  return found;
}
