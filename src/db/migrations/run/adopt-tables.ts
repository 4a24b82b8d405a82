import { readDatabase } from "../../introspect/read-database.ts";
import { tableDifferences } from "../../introspect/table-differences.ts";
import type { DatabaseKind, ModelState } from "../../schema/model-state.ts";
import type { SchemaConnection, SchemaEditor } from "../../schema/schema-editor.ts";
import { labelOf, type SchemaState } from "../../schema/schema-state.ts";
import { type TableDefinition, tableDefinition } from "../../schema/table-definition.ts";
import { implicitThroughModels } from "../../schema/tables-between.ts";
import { isSign, isWord, tokenize } from "../../sql/sql-tokens.ts";
import { ExistingTablesError } from "../errors.ts";
import { statesWithin } from "../graph/apply-migration.ts";
import { idOf, type Migration, migrationKey } from "../graph/migration.ts";
import type { Operation } from "../operations/operation.ts";

/*
 * The first migration of a module finds its tables in a database that Django made, or that models were written for. They
 * are compared with what the migration would make; where they are the same, they are taken over as they are, with their
 * rows, and the migration counts as applied. Tables that aren't there are made.
 */

/** What became of the tables of a migration. */
export interface Adoption {
  /** The editor for its operations: it leaves alone what was taken over. */
  readonly editor: SchemaEditor;
  /** The tables that were there. */
  readonly tables: readonly string[];
  /** Whether a migration before has taken them over. */
  readonly isKnown: boolean;
  /** Further migrations of the module that take the same tables over. */
  readonly further: readonly Migration[];
}

/**
 * The migrations with which a module begins, as far as they only make tables: references in a circle take several, with those
 * of other modules between them. Where a run was ended there, they are the rest of these.
 */
interface Beginning {
  readonly migrations: readonly Migration[];
  readonly before: SchemaState;
  /** After each of them. */
  readonly afters: readonly SchemaState[];
  /** The tables that those before the rest have taken over; absent at the beginning itself. */
  readonly promised?: ReadonlySet<string>;
}

/** What the migrations of a plan take over. */
export class TableAdoptions {
  readonly #beginnings: ReadonlyMap<string, Beginning>;
  /** By migration, the tables that were there when its module began. */
  readonly #adopted = new Map<Migration, ReadonlySet<string>>();

  /**
   * @param state - Before the first migration of the plan.
   * @param promised - What migrations before the plan have taken over, by those that go on with it.
   */
  constructor(
    plan: readonly Migration[],
    state: SchemaState,
    promised: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    this.#beginnings = beginningsIn(plan, state, promised);
  }

  /**
   * Looks for tables that a module's first migrations would make, and gives the editor that leaves those alone.
   * @throws {@link ExistingTablesError} where a table is there and is another one.
   */
  async take(editor: SchemaEditor, migration: Migration): Promise<Adoption> {
    const known = this.#adopted.get(migration);
    if (known !== undefined)
      return { editor: leavingAlone(editor, known), tables: [...known], isKnown: true, further: [] };
    const beginning = this.#beginnings.get(migration.module);
    if (beginning?.migrations[0] !== migration) return { editor, tables: [], isKnown: false, further: [] };
    const { migrations, tables, different } = await compare(editor, beginning);
    if (different.length > 0) throw new ExistingTablesError(migrationKey(idOf(migration)), different);
    const adopted = new Set(tables);
    for (const covered of migrations) this.#adopted.set(covered, adopted);
    return {
      editor: leavingAlone(editor, adopted),
      tables,
      isKnown: false,
      further: migrations.slice(1),
    };
  }
}

/** The tables with which a module begins, beside those that the database has. */
export interface TablesFound {
  /** The migrations that would make them. */
  readonly migrations: readonly Migration[];
  /** Those that are there. */
  readonly tables: readonly string[];
  /** Those that aren't. */
  readonly missing: readonly string[];
  /** Those that are there and are others, each with the ends of sentences about it. */
  readonly different: readonly TableDifference[];
}

type TableDifference = readonly [table: string, texts: readonly string[]];

/**
 * Compares the tables that a module's first migration makes, and those after it that only make tables, with those that are
 * there.
 *
 * @param plan - The migrations that are not applied, from that one on.
 * @param before - The models before it.
 */
export function compareFirstTables(
  database: Compared,
  plan: readonly [Migration, ...Migration[]],
  before: SchemaState,
): Promise<TablesFound> {
  const [first] = plan;
  const beginning = beginningsIn(plan, before, new Map()).get(first.module);
  // A first migration that also runs code is compared by itself.
  if (beginning?.migrations[0] === first) return compare(database, beginning);
  const after = statesWithin(before, first).at(-1)!; // there is one more than operations
  return compare(database, { migrations: [first], before, afters: [after] });
}

type Compared = Pick<SchemaEditor, "kind" | "connection">;

interface GrowingBeginning extends Beginning {
  readonly migrations: Migration[];
  readonly afters: SchemaState[];
}

function beginningsIn(
  plan: readonly Migration[],
  first: SchemaState,
  promises: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Beginning> {
  const found = new Map<string, GrowingBeginning>();
  const ended = new Set<string>();
  let state = first;
  for (const migration of plan) {
    const { module, dependsOn, operations } = migration;
    const before = state;
    try {
      state = statesWithin(state, migration).at(-1)!; // there is one more than operations
    } catch {
      break; // it is told when it is the migration's turn
    }
    const promised = promises.get(migrationKey(idOf(migration)));
    const isFirst = promised !== undefined || dependsOn.every(([other]) => other !== module);
    const known = found.get(module);
    // Code may count on empty tables.
    const onlyMakes = operations.every(
      (operation) => makesTables.has(operation.kind) || makesTypes(operation),
    );
    if (!onlyMakes || (known === undefined && !isFirst) || !hasTables(state, module)) ended.add(module);
    if (ended.has(module)) continue;
    if (known === undefined) {
      const rest = promised === undefined ? {} : { promised: new Set(promised) };
      found.set(module, { migrations: [migration], before, afters: [state], ...rest });
    } else {
      known.migrations.push(migration);
      known.afters.push(state);
    }
  }
  return found;
}

/** Whether tables can be made of a module's models. Where something is missing that they refer to, its migration tells. */
function hasTables(state: SchemaState, module: string): boolean {
  try {
    for (const model of state.models.values()) if (model.module === module) tableDefinition(state, model);
    return true;
  } catch {
    return false;
  }
}

/**
 * Compares what is there with what the module has after its last migration, its last but one, and so on: the database may
 * be as it was before the newest of them.
 */
async function compare(
  database: Compared,
  { migrations, before, afters, promised }: Beginning,
): Promise<TablesFound> {
  const { module } = migrations[0]!; // a module begins with one
  let nearest: TablesFound | undefined;
  for (let count = migrations.length; count > 0; count--) {
    const wanted = newTables(database.kind, module, before, afters[count - 1]!, promised); // one for each
    const names = wanted.map(({ table }) => table.name);
    const there = names.length === 0 ? new Map() : await existingTables(database, names);
    const pairs = wanted.filter(({ table }) => there.has(table.name));
    const tables = pairs.map(({ table }) => table.name);
    const missing = names.filter((name) => !there.has(name));
    if (pairs.length === 0) return { migrations: [], tables, missing, different: [] };
    const different = pairs
      .map(
        ({ table, isJoin }): TableDifference => [
          table.name,
          tableDifferences(database.kind, there.get(table.name)!, table, isJoin), // filtered so
        ],
      )
      .filter(([, texts]) => texts.length > 0);
    const found = { migrations: migrations.slice(0, count), tables, missing, different };
    if (different.length === 0) return found;
    if (nearest === undefined || different.flat(2).length < nearest.different.flat(2).length) nearest = found;
  }
  // Changed since: the migration does what it says.
  if (promised !== undefined) return { migrations: [], tables: [], missing: [], different: [] };
  return nearest!; // there is one migration at least
}

const makesTables = new Set(["createModel", "addField", "addIndex", "addConstraint"]);

/** Whether an operation is SQL that makes types and the like, and nothing else. */
function makesTypes({ kind, args }: Operation): boolean {
  return kind === "runSql" && [args[0]].flat().every((sql) => typeof sql === "string" && isTypeSql(sql));
}

const typeWords = ["TYPE", "DOMAIN", "EXTENSION", "COLLATION", "SEQUENCE"];

/** Whether a statement makes what columns are made of. Where the tables are there, so is that. */
function isTypeSql(sql: string): boolean {
  const tokens = tokenize(sql) ?? [];
  const end = tokens.findIndex((token) => isSign(token, ";"));
  return (
    isWord(tokens[0], "CREATE") &&
    typeWords.some((word) => isWord(tokens[1], word)) &&
    (end === -1 || end === tokens.length - 1)
  );
}

/** A connection for operations that find their tables: it leaves out SQL that makes what those are made of. */
export function withoutTypeSql(connection: SchemaConnection): SchemaConnection {
  return { query: async (sql, parameters) => (isTypeSql(sql) ? [] : connection.query(sql, parameters)) };
}

async function existingTables({ kind, connection }: Compared, names: readonly string[]) {
  const { tables } = await readDatabase(kind, connection, { tables: names });
  return new Map(tables.map((table) => [table.name, table]));
}

interface NewTable {
  readonly table: TableDefinition;
  /** Whether it stands between two models. */
  readonly isJoin: boolean;
}

/** The tables of a module's models that are new, or promised. */
function newTables(
  kind: DatabaseKind,
  module: string,
  before: SchemaState,
  after: SchemaState,
  promised: ReadonlySet<string> = new Set(),
): readonly NewTable[] {
  const isMade = ({ managed, onlyOn }: ModelState) =>
    managed !== false && [onlyOn ?? kind].flat().includes(kind);
  return [...after.models.values()]
    .filter((model) => model.module === module && isMade(model))
    .flatMap((model) => {
      const tables = [
        { table: tableDefinition(after, model), isJoin: false },
        ...[...implicitThroughModels(after, model).values()].map((through) => ({
          table: tableDefinition(after, through),
          isJoin: true,
        })),
      ];
      const isNew = before.find(labelOf(model)) === undefined;
      return tables.filter(({ table }) => isNew || promised.has(table.name));
    });
}

/** An editor that neither makes nor changes nor drops some tables. */
export function leavingAlone(editor: SchemaEditor, tables: ReadonlySet<string>): SchemaEditor {
  return {
    connection: tables.size === 0 ? editor.connection : withoutTypeSql(editor.connection),
    kind: editor.kind,
    createTable: async (table) => {
      if (!tables.has(table.name)) await editor.createTable(table);
    },
    changeTable: async (change) => {
      if (!tables.has(change.after.name)) await editor.changeTable(change);
    },
    dropTable: async (table) => {
      if (!tables.has(table.name)) await editor.dropTable(table);
    },
    renameTable: (from, to) => editor.renameTable(from, to),
    validateRule: (rule) => editor.validateRule(rule),
    ...(editor.replaceColumn && { replaceColumn: (replacement) => editor.replaceColumn!(replacement) }),
    ...(editor.inOwnTransaction && { inOwnTransaction: editor.inOwnTransaction }),
    ...(editor.asStep && { asStep: editor.asStep }),
    ...(editor.asWhole && { asWhole: editor.asWhole }),
    ...(editor.begunSteps && { begunSteps: editor.begunSteps }),
    ...(editor.finish && { finish: () => editor.finish!() }),
  };
}
