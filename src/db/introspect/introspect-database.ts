import type { Module } from "../../core/index.ts";
import type { Database } from "../connections/database.ts";
import { PermissionDenied, SchemaMismatchError } from "../errors.ts";
import type { DatabaseKind, ModelState } from "../schema/model-state.ts";
import { modelsState } from "../schema/models-state.ts";
import { readingSession } from "../schema/schema-access.ts";
import type { SchemaConnection } from "../schema/schema-editor.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import { implicitThroughModels } from "../schema/tables-between.ts";
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
  const kind = database.dialect.name as DatabaseKind;
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
  // A table that is asked for by name is told anew, whoever has a model for it.
  for (const table of options.tables ?? []) if (!isDjangoTable(table)) known.delete(table);
  const left = unwanted(all, options.tables);
  const skipped = new Set([...listed.joins, ...djangoJoinTables, ...left]);
  const guessed = await modulesOfTables(connection, all, isDjango, module, modules);
  const moduleOf = (table: string) => module ?? listed.models.get(table)?.module ?? guessed(table);
  const uuids =
    kind === "postgres" ? new Set<string>() : await uuidColumns(database, connection, all, isDjango);
  const found = introspectTables(all, {
    kind,
    moduleOf,
    known,
    skipped,
    uuids,
    isDjango,
    ...defaultKeyOf(modules, module),
  });
  const ownUsers = ownUsersOf(all);
  const there = djangoModels.filter(
    ({ table, label }) =>
      names.has(table) &&
      !listed.models.has(table) &&
      !(ownUsers !== undefined && label.startsWith("admin.")),
  );
  return {
    ...found,
    notes: [...found.notes, ...(ownUsers === undefined ? [] : [ownUsersNote(ownUsers)])],
    isDjango,
    missingModules: [...new Set(there.map(({ label }) => label.slice(0, label.indexOf("."))))],
    missingTables: (options.tables ?? []).filter((name) => !names.has(name)),
    tableCount: all.tables.length,
  };
}

/** The table of a Django project's own users (`AUTH_USER_MODEL`), where it has such. */
function ownUsersOf({ tables }: DatabaseFacts): string | undefined {
  const names = new Set(tables.map(({ name }) => name));
  if (!names.has("auth_permission") || names.has("auth_user")) return undefined;
  return tables.find(({ name }) => names.has(`${name}_user_permissions`))?.name;
}

function ownUsersNote(table: string): string {
  return `The users of this Django are those of "${table}", a model of the project (AUTH_USER_MODEL). The module auth has users of its own, and makes an empty table for them; leave the module admin out, whose log of changes refers to these here.`;
}

function isDjangoTable(table: string): boolean {
  return djangoModels.some((model) => model.table === table);
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
  const hasTypes = isDjango && tables.some(({ name }) => name === "django_content_type");
  const types = hasTypes ? await djangoTypes(connection) : [];
  const byLength = [...new Set(types.map(({ app }) => app))].toSorted((a, b) => b.length - a.length);
  // A table of another name than the usual one may still be called as its model is.
  const appOf = (table: string) =>
    types.find(({ model }) => model === table.replaceAll("_", "").toLowerCase())?.app;
  const isFree = (name: string) => !modules.some((known) => known.name === name);
  return (table) => {
    const app = byLength.find((candidate) => table.startsWith(`${candidate}_`)) ?? appOf(table);
    return app !== undefined && isFree(app) ? app : defaultModule;
  };
}

/** The module of tables that say none. */
const defaultModule = "main";

interface DjangoType {
  readonly app: string;
  /** In small letters. */
  readonly model: string;
}

async function djangoTypes(connection: SchemaConnection): Promise<readonly DjangoType[]> {
  const rows = await connection.query(
    `SELECT "app_label", "model" FROM "django_content_type" ORDER BY "app_label", "model"`,
  );
  return rows
    .map(([app, model]) => ({ app: String(app), model: String(model) }))
    .filter(({ app }) => /^[a-z][a-z0-9_]*$/.test(app));
}

// So many values are looked at; so few say nothing, outside of Django, where such columns are UUIDs.
const sampleSize = 1000;
const leastSample = 3;
const uuidDigits = /^[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}$/i;

// Django has such columns for UUIDs alone, and takes any of them.
const anyDigits = /^[0-9a-f]{32}$/i;

/** Columns of 32 characters whose values are all UUIDs: a hash would have other digits in two places sooner or later. */
async function uuidColumns(
  { dialect }: Database,
  connection: SchemaConnection,
  { tables }: DatabaseFacts,
  isDjango: boolean,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const table of tables) {
    for (const { name, type } of table.columns) {
      if (!/^char\(32\)$/i.test(type)) continue;
      const rows = await sampleOf(connection, dialect.quote(table.name), dialect.quote(name));
      const digits = isDjango ? anyDigits : uuidDigits;
      const isUuid = rows.every(([value]) => digits.test(String(value)));
      if (isUuid && (isDjango || rows.length >= leastSample)) found.add(JSON.stringify([table.name, name]));
    }
  }
  return found;
}

/** Some values of a column; none of a table that may not be read, or a view of what is gone. */
async function sampleOf(
  connection: SchemaConnection,
  table: string,
  column: string,
): Promise<readonly (readonly unknown[])[]> {
  try {
    return await connection.query(
      `SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL LIMIT ${sampleSize}`,
    );
  } catch (error) {
    if (error instanceof PermissionDenied || error instanceof SchemaMismatchError) return [];
    throw error;
  }
}
