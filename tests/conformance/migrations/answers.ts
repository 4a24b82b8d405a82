import { evolve, openDatabase, SchemaState, SchemaStateError, sqlite } from "quintet/db";
import { statesOfAll } from "../../../src/db/migrations/operations/apply-all.ts";
import { withSchemaSession } from "../../../src/db/schema/schema-access.ts";
import { Unsupported } from "../values.ts";
import { type AutodetectRecord, detectedMigrations } from "./autodetect.ts";
import type { MigrationRecord, StateDocument } from "./documents.ts";
import { operationsOf } from "./operations.ts";
import { type OptimizeRecord, optimizedOperations } from "./optimize.ts";
import { readTables } from "./read-tables.ts";
import { schemaStateOf, statesJson } from "./states.ts";

/*
 * Answers what operations make of the models ("state_forwards") and of SQLite's tables ("schema"), which operations lead
 * from models to others ("autodetect"), and what is left of a list of them ("optimize").
 */

type Answerer<Record> = (record: Record) => Promise<object>;

interface MigrationAnswerers {
  readonly state_forwards: Answerer<MigrationRecord>;
  readonly schema: Answerer<MigrationRecord>;
  readonly autodetect: Answerer<AutodetectRecord>;
  readonly optimize: Answerer<OptimizeRecord>;
}

export const answerers: MigrationAnswerers = {
  state_forwards: (record) =>
    answer(() => ({ output: renamedLast(record.before, statesJson(statesOf(record).at(-1)!)) })),
  schema: (record) => answer(async () => ({ output: await changeTables(record) })),
  autodetect: (record) => answer(async () => ({ output: await detectedMigrations(record) })),
  optimize: (record) => answer(() => ({ output: optimizedOperations(record) })),
};

/**
 * The states with what has a new name last, as Django lists it. Quintet leaves it in its place, where it stands in the
 * table; the order means nothing to Django, which makes the columns of renamed fields the last ones as well.
 */
function renamedLast(
  before: readonly StateDocument[],
  states: readonly StateDocument[],
): readonly StateDocument[] {
  const old = new Map(before.map((document) => [`${document.app}.${document.name}`, document]));
  const models = states.map((model) => {
    const known = old.get(`${model.app}.${model.name}`)?.fields.map(([name]) => name);
    if (known === undefined) return model;
    return { ...model, fields: newLast(model.fields, ([name]) => known.includes(name)) };
  });
  return newLast(models, ({ app, name }) => old.has(`${app}.${name}`));
}

function newLast<Item>(items: readonly Item[], isOld: (item: Item) => boolean): readonly Item[] {
  return [...items.filter(isOld), ...items.filter((item) => !isOld(item))];
}

/** Errors by the names that the corpus has for them. */
async function answer(make: () => object | Promise<object>): Promise<object> {
  try {
    return await make();
  } catch (error) {
    const name = error instanceof Unsupported ? "Unsupported" : nameOf(error);
    return { error: { class: name, message: (error as Error).message } };
  }
}

/** A state in which something is not there is wrong in Django by several names; that of a field is the one it gives. */
function nameOf(error: unknown): string {
  return error instanceof SchemaStateError ? "FieldDoesNotExist" : (error as Error).constructor.name;
}

/** The state before, after each of the operations, and in the end after them all. */
function statesOf({ before, operation, app_label: app }: MigrationRecord): readonly SchemaState[] {
  const state = schemaStateOf(before);
  return statesOfAll(operationsOf(operation, { app, state }), state, app);
}

async function changeTables(record: MigrationRecord): Promise<object> {
  const { app_label: module } = record;
  const states = statesOf(record);
  const operations = operationsOf(record.operation, { app: module, state: states[0]! });
  const database = openDatabase(sqlite({ file: ":memory:" }), "conformance");
  try {
    return await withSchemaSession(database, async (session) => {
      await session.exclusively((editor) => evolve(editor, new SchemaState(), states[0]!));
      const runOf = (position: number, editor: Parameters<Parameters<typeof session.exclusively>[0]>[0]) => ({
        module,
        before: states[position]!,
        after: states[position + 1]!,
        editor,
        database: session,
      });
      await session.exclusively(async (editor) => {
        for (const [position, operation] of operations.entries())
          await operation.forward(runOf(position, editor));
      });
      const tables = await readTables(session);
      if (record.backwards !== true) return { tables };
      await session.exclusively(async (editor) => {
        for (const [position, operation] of [...operations.entries()].toReversed())
          await operation.backward(runOf(position, editor));
      });
      return { tables, after_backwards: await readTables(session) };
    });
  } finally {
    await database.close();
  }
}
