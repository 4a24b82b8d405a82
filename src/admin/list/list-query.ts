import { type Expression, or } from "../../db/index.ts";
import type { ColumnPlan } from "../resource/column-plan.ts";
import type { RegisteredResource, SearchPath } from "../resource/registered-resource.ts";
import { type RowHandle, type RowQuery, rowsOf } from "../rows.ts";
import type { ListState, ListVocabulary } from "./list-state.ts";

/** What a resource's list understands in a URL. */
export function vocabularyOf(resource: RegisteredResource): ListVocabulary {
  const { columns, filters } = resource.list;
  return {
    acceptsFilter: (name, value) => filters.find((filter) => filter.name === name)?.accepts(value) ?? false,
    isSortable: (key) => columns.some((column) => column.key === key && column.orderBy !== undefined),
  };
}

/** The rows that a search and filters leave, in no order and with nothing loaded. */
export function matchingRows(resource: RegisteredResource, state: ListState): RowQuery {
  const { filters, search } = resource.list;
  const { model, primaryKey } = resource.meta;
  let query = rowsOf(model);
  for (const [name, value] of state.filters) {
    const filter = filters.find((each) => each.name === name)!; // the vocabulary let only known ones through
    query = query.where((row) => filter.condition(row, value));
  }
  // Each word must stand in one of the texts, each in whichever it likes.
  for (const word of wordsOf(state.search)) {
    if (search.length > 0) query = query.where((row) => containsWord(row, search, word));
  }
  // A condition on a relation to many rows finds a row once for each of them: by key, each is there once.
  const findsTwice =
    filters.some((filter) => filter.isToMany && state.filters.has(filter.name)) ||
    searchesMany(search, state);
  return findsTwice ? rowsOf(model).where((row) => row[primaryKey.name].in(query)) : query;
}

function searchesMany(search: readonly SearchPath[], state: ListState): boolean {
  return state.search !== "" && search.some((path) => path.isToMany);
}

/** `"grey \"earl of\""` gives `grey` and `earl of`. */
function wordsOf(search: string): string[] {
  const parts = search.match(/"[^"]+"|[^\s"]+/g) ?? [];
  return parts
    .map((part) => part.replaceAll('"', "").trim())
    .filter((word) => word !== "")
    .slice(0, 10);
}

function containsWord(row: RowHandle, search: readonly SearchPath[], word: string): Expression<boolean> {
  return or(...search.map((path) => path.read(row).icontains(word) as Expression<boolean>));
}

/** The rows with all that the columns show, in the order that is asked for. */
export function shownRows(resource: RegisteredResource, state: ListState): RowQuery {
  const { columns, orderBy } = resource.list;
  let query = matchingRows(resource, state);
  const annotations = columns.flatMap(({ annotation }) => (annotation === undefined ? [] : [annotation]));
  if (annotations.length > 0) {
    query = query.annotate((row) =>
      Object.fromEntries(annotations.map(({ name, expression }) => [name, expression(row)])),
    );
  }
  const includes = [...new Set(columns.flatMap(({ include }) => include ?? []))];
  if (includes.length > 0) query = query.include(...includes);
  return query.orderBy(...orderTerms(columns, state), ...orderBy);
}

function orderTerms(columns: readonly ColumnPlan[], state: ListState): ((row: RowHandle) => Expression)[] {
  return state.order.flatMap(({ column: key, descending }) => {
    const column = columns.find((each) => each.key === key)!; // the vocabulary let only known ones through
    return column.orderBy!.map(
      (read) => (row: RowHandle) => (descending ? read(row).desc() : read(row).asc()),
    );
  });
}

/** The rows with these keys, which people ticked. */
export function rowsWithKeys(
  resource: RegisteredResource,
  keys: readonly (string | number | bigint)[],
): RowQuery {
  const { primaryKey } = resource.meta;
  return rowsOf(resource.meta.model).where((row) => row[primaryKey.name].in(keys));
}
