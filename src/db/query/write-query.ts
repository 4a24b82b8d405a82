import { isClients, isPlainObject } from "../../core/index.ts";
import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import { collectDeletion } from "../deletion/collect-deletion.ts";
import { canDeleteAtOnce } from "../deletion/delete-at-once.ts";
import { deleteCollected } from "../deletion/delete-collected.ts";
import { ClientObjectError, InvalidQueryError, UnknownFieldError, UnsavedRelationError } from "../errors.ts";
import { toNode } from "../expressions/expression.ts";
import { containsAggregate } from "../expressions/node-parts.ts";
import { presentMoment } from "../fields/default-value.ts";
import { autoNowFields } from "../models/auto-now-fields.ts";
import type { FieldUpdate } from "../models/computed-values.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { fieldOfAttribute } from "../models/field-of-attribute.ts";
import type { DeletedRows } from "../models/model-instance.ts";
import { RowState } from "../models/row-state.ts";
import { compileDelete, compileUpdate } from "../sql/write-compiler.ts";
import { type Callback, callWithRow } from "./callbacks.ts";
import { databaseOf, fetchRows } from "./fetch.ts";
import { keptWrite } from "./kept-write.ts";
import { queryShape } from "./query-shape.ts";
import { type QueryState, unordered } from "./query-state.ts";
import { shapeOfNode } from "./shape.ts";
import { refuseCombined } from "./state-changes.ts";
import { changesParents, updateParents } from "./update-parents.ts";

/** Changes all rows of a query in one statement. */
export async function updateRows(asked: QueryState, written: unknown): Promise<number> {
  const state = wholeRows(asked, "update");
  const called = typeof written === "function" ? callWithRow(state, written as Callback) : undefined;
  const changes = changesOf(state, called === undefined ? written : called.made);
  const depth = called?.depth ?? 0;
  const database = databaseOf(state);
  if (changesParents(state.meta, changes))
    return updateParents(state, changes, database, (rows, own) => updateTable(rows, own, depth, database));
  return updateTable(state, changes, depth, database);
}

/** One UPDATE of the model's own table. */
export async function updateTable(
  state: QueryState,
  changes: readonly FieldUpdate[],
  depth: number,
  database: Database,
): Promise<number> {
  const values: unknown[] = [];
  let shape = queryShape(state, "update", values);
  for (const { field, node } of changes) shape += `|${field.name}=${shapeOfNode(node, values, depth)}`;
  const compiled = keptWrite(database, shape, () => compileUpdate(state, changes, depth, database.dialect));
  if (compiled === undefined) return 0;
  const result = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
  return result.changes;
}

function changesOf(state: QueryState, written: unknown): FieldUpdate[] {
  const { meta } = state;
  if (!isPlainObject(written))
    throw new InvalidQueryError(
      `update() on ${meta.name} takes an object of fields, or a callback that returns one.`,
    );
  if (isClients(written)) throw new ClientObjectError(`update() on ${meta.name}`);
  const changes: FieldUpdate[] = [];
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined) continue;
    const field = meta.fields.get(name) ?? fieldOfAttribute(meta, name);
    if (field === undefined) throw new UnknownFieldError(meta, name, `update({ ${name}: … })`);
    refuseUnsaved(field, value);
    changes.push({ field, node: toNode(value) });
  }
  for (const field of autoNowFields(meta)) {
    if (!changes.some((change) => change.field === field))
      changes.push({ field, node: { kind: "value", value: presentMoment(field) } });
  }
  return changes;
}

/** A row that isn't stored yet has no key that others could hold; to take it for null would lose what they hold. */
function refuseUnsaved({ relation }: FieldInfo, value: unknown): void {
  if (relation === undefined || !RowState.isRow(value)) return;
  const isKnown = relation.joinColumns.every(({ far }) => (value[far.attribute] ?? null) !== null);
  if (!isKnown) throw new UnsavedRelationError(relation);
}

/** Deletes all rows of a query, and what goes with them. */
export async function deleteRows(asked: QueryState): Promise<DeletedRows> {
  if (asked.result !== undefined) throw selectionMistake(asked, "delete", "select()");
  const state = wholeRows(asked, "delete");
  const database = databaseOf(state);
  if (canDeleteAtOnce(state.meta)) {
    const values: unknown[] = [];
    const shape = queryShape(state, "delete", values);
    const compiled = keptWrite(database, shape, () => compileDelete(state, database.dialect));
    if (compiled === undefined) return { total: 0, byModel: {} };
    const { changes } = await database.write({ text: compiled.text, bigints: false }, compiled.bind(values));
    return { total: changes, byModel: changes === 0 ? {} : { [state.meta.qualifiedName]: changes } };
  }
  return transaction(
    async () => {
      const rows = await fetchRows({
        ...state,
        includes: [],
        ...(state.limit === undefined ? { order: unordered } : {}),
      });
      return deleteCollected(await collectDeletion(rows, { database, unseen: true }), database);
    },
    { database },
  );
}

/** The query for its rows: what was chosen of each, and whether it was to be read once, doesn't change which they are. */
function wholeRows(state: QueryState, call: string): QueryState {
  refuseCombined(state, call);
  refuseUnconditional(state, call);
  const { result, distinct, limit, offset } = state;
  if (result !== undefined && [...result.nodes.values()].some(containsAggregate))
    throw selectionMistake(state, call, "select() of totals");
  const isOnce = distinct === true && limit === undefined && offset === undefined;
  if (distinct !== false && !isOnce) throw selectionMistake(state, call, "distinct() with fields or a limit");
  return { ...state, result: undefined, distinct: false };
}

/** A condition that came out empty, such as one made of what a form left out, must not change all rows. */
function refuseUnconditional({ meta, steps }: QueryState, call: string): void {
  const said = steps.filter((step) => step.kind === "where");
  const saysNothing = said.every(
    ({ written }) => "object" in written && Object.keys(written.object).length === 0,
  );
  if (said.length > 0 && saysNothing)
    throw new InvalidQueryError(
      `${call}() on ${meta.name} would change all rows: its where() has no condition in it. To change all of them, write ${meta.name}.all().${call}().`,
    );
}

function selectionMistake({ meta }: QueryState, call: string, what: string): InvalidQueryError {
  return new InvalidQueryError(`${call}() on ${meta.name} can't follow ${what}.`);
}
