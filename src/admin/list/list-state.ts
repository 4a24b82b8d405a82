/*
 * What a list shows is written in its URL and nowhere else, so that the back button, a shared link and a new tab always
 * give the same list:
 *
 *   ?q=tea&f.status=draft&order=-createdAt,title&page=3
 *
 * Only names that the list knows are read; what else a URL holds is dropped.
 */

/** A column that rows are ordered by. */
export interface OrderTerm {
  readonly column: string;
  readonly descending: boolean;
}

/** What is shown: which rows, in which order, and which page of them. */
export interface ListState {
  readonly search: string;
  /** Chosen filters: name and value as the URL has them. */
  readonly filters: ReadonlyMap<string, string>;
  /** Empty for the list's own order. */
  readonly order: readonly OrderTerm[];
  /** From 1. */
  readonly page: number;
}

/** What a list can be asked for. */
export interface ListVocabulary {
  /** Whether a filter of that name takes that value. */
  acceptsFilter(name: string, value: string): boolean;
  isSortable(column: string): boolean;
}

const filterPrefix = "f.";
/** A column that was clicked stays as a tie-breaker behind later ones, but not for ever. */
const maxOrderTerms = 3;

export function readListState(query: URLSearchParams, vocabulary: ListVocabulary): ListState {
  const filters = new Map<string, string>();
  for (const [key, value] of query) {
    if (!key.startsWith(filterPrefix)) continue;
    const name = key.slice(filterPrefix.length);
    if (vocabulary.acceptsFilter(name, value)) filters.set(name, value);
  }
  return {
    search: (query.get("q") ?? "").trim().slice(0, 200),
    filters,
    order: readOrder(query.get("order") ?? "", vocabulary),
    page: readPage(query.get("page")),
  };
}

function readOrder(text: string, vocabulary: ListVocabulary): OrderTerm[] {
  const terms: OrderTerm[] = [];
  for (const part of text.split(",")) {
    const descending = part.startsWith("-");
    const column = descending ? part.slice(1) : part;
    if (!vocabulary.isSortable(column) || terms.some((term) => term.column === column)) continue;
    terms.push({ column, descending });
  }
  return terms.slice(0, maxOrderTerms);
}

function readPage(text: string | null): number {
  const page = Number(text ?? "1");
  return Number.isSafeInteger(page) && page >= 1 ? page : 1;
}

/** Names and values as the URL has them, in a fixed order. */
export function listQuery(state: ListState): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  if (state.search !== "") pairs.push(["q", state.search]);
  for (const [name, value] of state.filters) pairs.push([filterPrefix + name, value]);
  if (state.order.length > 0) pairs.push(["order", state.order.map(orderText).join(",")]);
  if (state.page > 1) pairs.push(["page", String(state.page)]);
  return pairs;
}

/** The URL of the list in a state, relative to the list itself. */
export function listUrl(state: ListState): string {
  const pairs = listQuery(state);
  return pairs.length === 0 ? "?" : `?${new URLSearchParams(pairs)}`;
}

function orderText({ column, descending }: OrderTerm): string {
  return descending ? `-${column}` : column;
}

/** The state after choosing a value of a filter, or none. */
export function withFilter(state: ListState, name: string, value: string | undefined): ListState {
  const filters = new Map(state.filters);
  if (value === undefined) filters.delete(name);
  else filters.set(name, value);
  return { ...state, filters, page: 1 };
}

/** The state after a click on a column's head: ascending, then descending, then as if it had not been clicked. */
export function withOrderOf(state: ListState, column: string): ListState {
  const current = state.order.find((term) => term.column === column);
  const others = state.order.filter((term) => term !== current);
  const isFirst = state.order[0] === current && current !== undefined;
  if (isFirst && current.descending) return { ...state, order: others, page: 1 };
  const clicked: OrderTerm = { column, descending: isFirst };
  return { ...state, order: [clicked, ...others].slice(0, maxOrderTerms), page: 1 };
}

/** The state with neither search nor filters. */
export function withoutConditions(state: ListState): ListState {
  return { ...state, search: "", filters: new Map(), page: 1 };
}

/** Whether a search or a filter leaves rows out. */
export function hasConditions(state: ListState): boolean {
  return state.search !== "" || state.filters.size > 0;
}
