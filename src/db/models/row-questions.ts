import { resolveDatabase } from "../connections/current-database.ts";
import { InvalidQueryError, UnknownFieldError } from "../errors.ts";
import { Expression } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import type { Operator } from "../expressions/operators.ts";
import { fetchRows } from "../query/fetch.ts";
import type { QueryOf } from "../query/query-of.ts";
import { orderOf } from "../query/query-order.ts";
import { emptyState, stateKey } from "../query/query-state.ts";
import { withCondition } from "../query/state-changes.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";
import { metaOfRow, RowState } from "./row-state.ts";

type Values = Readonly<Record<string, unknown>>;

/** The label of the choice that a field of a row holds: `"In review"`; the value itself where it is none of them. */
export function choiceLabel<Row extends object>(row: Row, name: keyof Row & string): string {
  const value = (row as Values)[name] ?? null;
  const found = ownField(row, name, "choiceLabel").choices?.find((choice) => choice.value === value);
  return found?.label ?? (value === null ? "" : String(value));
}

/** The fields of a stored row that were not loaded with it, by `only()` or `defer()`. `refresh()` loads them. */
export function deferredFields(row: object): readonly string[] {
  if (RowState.group(row) === undefined) return [];
  return [...metaOfRow(row).fields.values()]
    .filter(({ attribute }) => (row as Values)[attribute] === undefined)
    .map(({ name }) => name);
}

/** Whether a field of a stored row was not loaded with it. */
export function isDeferred<Row extends object>(row: Row, name: keyof Row & string): boolean {
  return deferredFields(row).includes(ownField(row, name, "isDeferred").name);
}

/**
 * The row that comes next by a date or another field, or null; of rows with the same value the one with the next key.
 *
 * @param among - A query for the rows to look among; all rows of the model by default.
 */
export function nextRow<Row extends object>(
  row: Row,
  name: keyof Row & string,
  among?: QueryOf<Row>,
): Promise<Row | null> {
  return neighbour(row, name, "gt", among) as Promise<Row | null>;
}

/** The row that comes before by a date or another field, or null. */
export function previousRow<Row extends object>(
  row: Row,
  name: keyof Row & string,
  among?: QueryOf<Row>,
): Promise<Row | null> {
  return neighbour(row, name, "lt", among) as Promise<Row | null>;
}

async function neighbour(
  row: object,
  name: string,
  operator: "gt" | "lt",
  among: QueryOf<object> | undefined,
): Promise<object | null> {
  const meta = metaOfRow(row);
  const call = operator === "gt" ? "nextRow" : "previousRow";
  const field = ownField(row, name, call);
  if (among !== undefined && among[stateKey].meta.root !== meta.root)
    throw new InvalidQueryError(
      `${call}() of a row of ${meta} looks among rows of ${meta}, and was given a query for ${among[stateKey].meta}.`,
    );
  const value = (row as Values)[field.attribute] ?? null;
  if (value === null || RowState.group(row) === undefined)
    throw new InvalidQueryError(`${call}() needs a stored row with a value in ${field}.`);
  const fields = [field, ...meta.keyFields];
  // Beyond in the first field, or equal there and beyond in the next, and so on.
  const beyond = fields.map((last, position): Node => {
    const equal = fields.slice(0, position).map((each) => compared(each, "eq", row));
    return { kind: "and", items: [...equal, compared(last, operator, row)] };
  });
  const database = resolveDatabase(RowState.group(row)?.database, `${call}()`);
  const state = withCondition(
    among === undefined ? emptyState(meta, database) : { ...among[stateKey], database },
    () => new Expression({ kind: "or", items: beyond }),
    false,
  );
  const sign = operator === "gt" ? "" : "-";
  const order = orderOf(
    state,
    fields.map(({ attribute }) => `${sign}${attribute}`),
    call,
  );
  const [found] = await fetchRows({ ...state, order, limit: 1 });
  return found ?? null;
}

function compared(field: FieldInfo, operator: Operator, row: object): Node {
  const left: Node = { kind: "column", path: undefined, field };
  const value = (row as Values)[field.attribute];
  return { kind: "compare", operator, left, right: [{ kind: "value", value, type: field }] };
}

function ownField(row: object, name: string, call: string): FieldInfo {
  const meta: ModelMeta = metaOfRow(row);
  const field = meta.fields.get(name) ?? meta.fieldOfAttribute(name);
  if (field !== undefined) return field;
  throw new UnknownFieldError(meta, name, `${call}(row, "${name}")`);
}
