import { join } from "node:path";
import {
  type App,
  type ConfigReader,
  configSection,
  defineModule,
  isPlainObject,
  type Module,
} from "../core/index.ts";
import { backendExamples, backendKinds, isBackendName } from "./backends/backend-kinds.ts";
import type { DatabaseDescription } from "./connections/database-description.ts";
import { Databases, databasesService } from "./connections/databases.ts";
import { openDatabase } from "./connections/open-database.ts";
import type { AutomaticKeyType } from "./fields/automatic-key.ts";
import { introspectCommand } from "./introspect/introspect-command.ts";
import { migrationChecks } from "./migrations/migration-checks.ts";
import { migrationCommands } from "./migrations/migration-commands.ts";
import type { ModelList } from "./models/model-meta.ts";
import { modelMeta, registerModels } from "./models/model-registry.ts";
import { mysqlChecks } from "./schema/mysql/mysql-checks.ts";
import { sqliteChecks } from "./schema/sqlite/sqlite-checks.ts";

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** The databases by name; the one called `default` is used where none is named. */
    readonly databases?: Readonly<Record<string, DatabaseDescription>>;
  }
  interface Config {
    readonly databases: Readonly<Record<string, DatabaseDescription>>;
  }
}

declare module "../core/module.ts" {
  interface ModuleOptions {
    /** The module's models. Their tables are called `module_model`. */
    readonly models?: ModelList;
    /** The key of models that declare none: `"auto"` of 32 bits (the default), `"smallAuto"` of 16 or `"bigAuto"` of 64. */
    readonly defaultKey?: AutomaticKeyType;
  }
}

/** Opens the databases of the configuration, and says which module each model belongs to. */
export const dbModule: Module = defineModule({
  name: "db",
  // Not this folder: its `migrations` is the program of migrations, and no module's history.
  folder: join(import.meta.dirname, "module"),
  label: "Database",
  configSections: [configSection({ key: "databases", resolve: resolveDatabases })],
  checks: [...migrationChecks, ...mysqlChecks, ...sqliteChecks],
  commands: [...migrationCommands, introspectCommand],
  async readiness(app) {
    const databases = app.service(databasesService);
    await Promise.all(
      Object.keys(app.config.databases).map((alias) => databases.get(alias).query("SELECT 1")),
    );
  },
  setup(app) {
    assignModules(app);
    const opened = Object.entries(app.config.databases).map(([alias, description]) =>
      openDatabase(description, alias),
    );
    const databases = new Databases(opened);
    app.provide(databasesService, databases);
    app.onClose(() => databases.close());
  },
});

/** Every model gets its module, and is looked at as a whole: a mistake in one is told at the start. */
function assignModules(app: App): void {
  const models = app.modules.flatMap((module) => {
    registerModels(module.name, module.models ?? [], module.defaultKey);
    return module.models ?? [];
  });
  for (const model of models) {
    const meta = modelMeta(model);
    for (const relation of meta.relations.values())
      void (relation.inverse ?? relation.through ?? relation.joinColumns);
    void meta.constraints;
    void meta.indexes;
  }
}

function resolveDatabases(
  reader: ConfigReader,
  value: unknown,
): Readonly<Record<string, DatabaseDescription>> {
  if (typeof value === "string" || isDescription(value)) {
    const example = isDescription(value) ? `${value.backend}({ … })` : "…";
    // A text isn't shown: it may be an address with a password.
    reader.problem(
      `is ${typeof value === "string" ? "a text" : "one database"}, and must be an object of databases by name.`,
      `Write databases: { default: ${example} }${isDescription(value) ? "" : `, with ${backendExamples}`}.`,
    );
    return {};
  }
  const given = reader.value<Record<string, unknown>>(
    value,
    {},
    "an object of databases by name",
    isPlainObject,
  );
  const described: Record<string, DatabaseDescription> = {};
  for (const [alias, database] of Object.entries(given)) {
    const below = reader.below(alias);
    if (!isDescription(database)) {
      const isMaker = typeof database === "function";
      below.problem(
        isMaker ? "is a function." : "is not a database.",
        isMaker ? `Call it: ${database.name}({ … }).` : `Describe it: ${backendExamples}.`,
      );
      continue;
    }
    const { backend } = database;
    described[alias] = { backend, options: backendKinds[backend].resolve(below, database.options) };
  }
  if (
    value !== undefined &&
    described.default === undefined &&
    Object.keys(given).length > 0 &&
    !("default" in given)
  ) {
    const [only] = Object.keys(given);
    reader.problem(
      'has no database called "default", which models use where none is named.',
      `Call one of them so: { default: … } instead of { ${only}: … }.`,
    );
  }
  return described;
}

/** What `sqlite()`, `postgres()` or `mysql()` gives. */
function isDescription(
  value: unknown,
): value is { readonly backend: keyof typeof backendKinds; readonly options: unknown } {
  return isPlainObject(value) && isBackendName(value.backend);
}
