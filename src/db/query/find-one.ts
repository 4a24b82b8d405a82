import { isPlainObject } from "../../core/index.ts";
import {
  DoesNotExistError,
  InvalidConditionError,
  InvalidQueryError,
  MultipleObjectsError,
} from "../errors.ts";
import type { Key } from "../models/row-types.ts";
import { describeCondition } from "./condition.ts";
import { fetchRows } from "./fetch.ts";
import { findByKey } from "./find-by-key.ts";
import { type QueryState, unordered } from "./query-state.ts";
import { withCondition } from "./state-changes.ts";

/** A condition, or the key of a row. */
type Wanted = object | Key | undefined;

/** The condition of a call. What turned out undefined is a mistake: it would ask for any row. */
export function given(call: string, conditions: readonly [condition?: unknown]): Wanted {
  if (conditions.length > 0 && conditions[0] === undefined)
    throw new InvalidConditionError(
      `${call}() was given undefined. Say which row is meant, or nothing at all.`,
    );
  return conditions[0] as Wanted; // what it is is looked at when it is used
}

/** The one row of a query, or an error that says what was looked for. */
export async function getOne(query: QueryState, wanted: Wanted): Promise<unknown> {
  const byKey = findByKey(query, wanted);
  const found =
    byKey instanceof Promise ? await byKey : byKey === undefined ? await findOne(query, wanted) : byKey;
  if (found !== null) return found;
  throw new DoesNotExistError(query.meta.name, describe(query, wanted));
}

/** The one row of a query, or null. */
export async function findOne(query: QueryState, wanted: Wanted): Promise<unknown> {
  const byKey = findByKey(query, wanted);
  if (byKey !== undefined) return byKey;
  const state = narrowed(query, wanted);
  // One more than wanted shows that there are more; without a limit of its own that many rows are read.
  const rows = await fetchRows(
    state.limit === undefined ? { ...state, limit: maxCounted, order: unordered } : state,
  );
  if (rows.length > 1) {
    throw new MultipleObjectsError(
      state.meta.name,
      describe(query, wanted),
      rows.length,
      rows.length === maxCounted,
    );
  }
  return rows[0] ?? null;
}

// The message says how many rows there were, up to this many: Django's MAX_GET_RESULTS.
const maxCounted = 21;

function narrowed(state: QueryState, wanted: Wanted): QueryState {
  if (wanted === undefined) return state;
  if (isPlainObject(wanted)) return withCondition(state, wanted, false);
  if (typeof wanted === "function")
    throw new InvalidConditionError(
      `get() and find() on ${state.meta.name} take a key or a condition as an object. A callback belongs into where((row) => …), with get() behind it.`,
    );
  const { keyFields } = state.meta;
  if (keyFields.length === 1) return withCondition(state, { [keyFields[0]!.name]: wanted }, false);
  if (!Array.isArray(wanted) || wanted.length !== keyFields.length) {
    throw new InvalidQueryError(
      `The key of ${state.meta.name} is [${keyFields.map(({ name }) => name).join(", ")}], and get() was given ${keyText(wanted)}.`,
    );
  }
  const parts = keyFields.map(({ name }, position) => [name, wanted[position]]);
  return withCondition(state, Object.fromEntries(parts) as object, false);
}

function describe(state: QueryState, wanted: Wanted): string {
  if (wanted === undefined) return state.steps.length === 0 ? "" : " for this query";
  if (!isPlainObject(wanted))
    return ` with ${state.meta.keyFields.map(({ name }) => name).join(", ")} ${keyText(wanted)}`;
  return ` for ${describeCondition(wanted)}`;
}

/** `3`, `"a"`, or `[1, "a"]`. */
function keyText(key: object | Key): string {
  if (Array.isArray(key)) return `[${key.map(keyText).join(", ")}]`;
  return typeof key === "string" ? JSON.stringify(key) : String(key);
}
