import { InvalidModelError, modelMeta, recordStatements, transaction, withDatabase } from "quintet/db";
import { buildChain, type Chain } from "./queries/chains.ts";
import { conditionOf } from "./queries/conditions.ts";
import type { AppDocument, DataDocument, Json, JsonObject, QueryRecord } from "./queries/documents.ts";
import { tagOf } from "./queries/documents.ts";
import { djangoName } from "./queries/errors.ts";
import { operandOf } from "./queries/expressions.ts";
import { atMoment } from "./queries/frozen-clock.ts";
import { readContentTypes, typeTable } from "./queries/generic-relations.ts";
import { writeInstance } from "./queries/instance-writes.ts";
import { loadInstances } from "./queries/instances.ts";
import { type Models, makeModels } from "./queries/models.ts";
import type { QDocument } from "./queries/q-document.ts";
import type { Model, Step } from "./queries/quintet.ts";
import { writeRelated } from "./queries/related-writes.ts";
import type { RecordContext } from "./queries/scope.ts";
import { AppTables } from "./queries/tables.ts";
import { type Output, readInstance, reads } from "./queries/terminals.ts";
import type { TimeSettings } from "./queries/values.ts";
import { writes } from "./queries/writes.ts";
import { Unsupported } from "./values.ts";

/*
 * Kind "query" of the corpus: queries that Django's own ORM tests make. An app document becomes Quintet models over
 * Django's tables, a data set their rows, and each record a chain of Quintet's public calls.
 */

interface App {
  readonly models: Models;
  readonly tables: AppTables;
}

const apps = new Map<string, App>();
const dataSets = new Map<string, DataDocument>();

/** Answers in whole, with output or error. */
export const answerers = {
  app: async (document: AppDocument): Promise<object> => {
    try {
      const models = makeModels(document);
      for (const { model } of models.values()) describe(model);
      apps.set(document.app, { models, tables: await AppTables.open(document) });
      return { output: "ok" };
    } catch (error) {
      return { error: { class: djangoName(error), message: String(error) } };
    }
  },
  data: async (document: DataDocument): Promise<object> => {
    dataSets.set(document.data, document);
    return { output: "ok" };
  },
  query: async (record: QueryRecord): Promise<object> => {
    try {
      return { output: await answer(record) };
    } catch (error) {
      return { error: { class: djangoName(error), message: String(error) } };
    }
  },
};

/**
 * Makes the description of a model known: deletions look for what refers to a row among all known models. What is wrong
 * with a model is told by the records that use it.
 */
function describe(model: Model): void {
  try {
    modelMeta(model);
  } catch (error) {
    if (!(error instanceof InvalidModelError)) throw error;
  }
}

/** Carries the answer out of the transaction that is rolled back. */
class Undo extends Error {
  readonly answer: object;
  constructor(answer: object) {
    super("Undone, as every record is.");
    this.answer = answer;
  }
}

async function answer(record: QueryRecord): Promise<object> {
  const app = apps.get(record.app);
  const data = dataSets.get(record.data);
  if (app === undefined || data === undefined) throw new Unsupported(`the app ${record.app}`);
  await app.tables.load(data);
  const { database } = app.tables;
  try {
    await withDatabase(database, () =>
      transaction(
        async () => {
          throw new Undo(await answerInside(record, app));
        },
        { database },
      ),
    );
  } catch (error) {
    if (error instanceof Undo) return error.answer;
    throw error;
  }
  throw new TypeError("The transaction is always undone.");
}

async function answerInside(record: QueryRecord, app: App): Promise<object> {
  const context = await contextOf(record, app.models);
  const [name] = record.terminal;
  const isRead = name in reads || name === "getattr" || name === "prefetch_related_objects";
  if (isRead) {
    const { result, statements } = await recordStatements(() => read(record, context));
    const queries = statements.filter(({ text }) => !text.includes("django_content_type")).length;
    return { ...result, queries };
  }
  const value = await atMoment(record.now, context.time, () => write(record, context));
  return { value, after: await app.tables.changes() };
}

function read(record: QueryRecord, context: RecordContext): Promise<Output> {
  const [name, args, kwargs] = record.terminal;
  const terminal = reads[name];
  return terminal === undefined
    ? readInstance(record, context)
    : terminal(chainOf(record, context), args, kwargs);
}

async function write(record: QueryRecord, context: RecordContext): Promise<Json> {
  const [name, args, kwargs] = record.terminal;
  if (name.startsWith("obj.")) return writeInstance(record, context);
  const chain = chainOf(record, context);
  if (name.startsWith("rel.")) return writeRelated(record, chain);
  const terminal = writes[name];
  if (terminal === undefined) throw new Unsupported(`the terminal ${name}`);
  return terminal(chain, args, kwargs);
}

function chainOf(record: QueryRecord, context: RecordContext): Chain {
  return buildChain(record, context);
}

async function contextOf(record: QueryRecord, models: Models): Promise<RecordContext> {
  const time: TimeSettings = {
    useTz: record.settings.USE_TZ,
    zone: record.settings.TIME_ZONE,
    currentZone: record.timezone ?? record.settings.TIME_ZONE,
  };
  const contentTypes = await readContentTypes(models.get(typeTable));
  const rows = new Map<JsonObject, unknown>();
  const context: RecordContext = {
    models,
    time,
    contentTypes,
    genericRows: new WeakMap(),
    rowOf: (json) => rows.get(json),
    operandOf,
    conditionOf: (json, scope) =>
      tagOf(json) === "$q"
        ? conditionOf((json as JsonObject).$q as unknown as QDocument, scope)
        : (operandOf(json, scope) as Step),
    queryOf: (document, outer) => buildChain(document, context, outer).rows,
  };
  await atMoment(record.now, time, () => loadInstances(record, context, rows));
  return context;
}
