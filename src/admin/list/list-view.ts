import type { RegisteredResource } from "../resource/registered-resource.ts";
import { rowsOf } from "../rows.ts";
import { addUrl, listUrlOf } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { counted, countText } from "../wording.ts";
import { type FilterView, filterViews } from "./filter-views.ts";
import { type HeadView, headViews } from "./head-views.ts";
import { matchingRows, shownRows } from "./list-query.ts";
import { hasConditions, type ListState, listQuery, listUrl, withoutConditions } from "./list-state.ts";
import { pageCount, pageNumbers } from "./page-numbers.ts";
import { type RowView, rowViews } from "./row-views.ts";

/** What `templates/admin/list.html` shows. */
export interface ListView {
  readonly singular: string;
  readonly plural: string;
  readonly icon: string;
  /** `"12 of 340 books"` */
  readonly summary: string;
  /** Whether there are no rows at all. */
  readonly isUntouched: boolean;
  readonly addUrl: string;
  readonly actionUrl: string;
  /** Leads to the list without search and filters; empty where there are none. */
  readonly clearUrl: string;
  readonly search: SearchView | undefined;
  readonly filters: readonly FilterView[];
  readonly columns: readonly HeadView[];
  readonly rows: readonly RowView[];
  readonly canDelete: boolean;
  /** Whether there are more rows than this page shows. */
  readonly isPaged: boolean;
  readonly total: number;
  readonly totalText: string;
  /** `"51–100 of 340"` */
  readonly range: string;
  readonly pages: readonly PageView[];
  readonly previousUrl: string;
  readonly nextUrl: string;
}

interface SearchView {
  readonly text: string;
  readonly hint: string;
  /** What a new search keeps of the URL. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

interface PageView {
  readonly number?: number;
  readonly url?: string;
  readonly isCurrent?: boolean;
  readonly isGap?: boolean;
}

/** Loads a page of a list. Two statements (rows, number), one more for each to-many relation that is shown. */
export async function listPageView(
  visit: Visit,
  resource: RegisteredResource,
  asked: ListState,
): Promise<ListView> {
  const { perPage } = resource.list;
  const total = await matchingRows(resource, asked).count();
  const last = pageCount(total, perPage);
  const state = { ...asked, page: Math.min(asked.page, last) };
  const first = (state.page - 1) * perPage;
  const rows = total === 0 ? [] : await shownRows(resource, state).limit(perPage).offset(first);
  const isNarrowed = hasConditions(state);
  const all = isNarrowed && total === 0 ? await rowsOf(resource.meta.model).count() : total;
  return {
    singular: resource.label,
    plural: resource.pluralLabel,
    icon: resource.icon,
    summary: summaryOf(resource, total, isNarrowed),
    isUntouched: all === 0,
    addUrl: visit.can("add", resource) ? addUrl(resource) : "",
    actionUrl: listUrlOf(resource) + listUrl(state),
    clearUrl: isNarrowed ? listUrl(withoutConditions(state)) : "",
    search: searchView(resource, state),
    filters: all === 0 ? [] : await filterViews(resource, state),
    columns: headViews(resource, state),
    rows: await rowViews(visit, resource, rows, state),
    canDelete: visit.can("delete", resource),
    isPaged: last > 1,
    total,
    totalText: countText(total),
    range:
      total === 0 ? "" : `${countText(first + 1)}–${countText(first + rows.length)} of ${countText(total)}`,
    ...pagesView(state, last),
  };
}

function summaryOf(resource: RegisteredResource, total: number, isNarrowed: boolean): string {
  const text = counted(total, resource.label, resource.pluralLabel);
  return isNarrowed ? `${text} found` : text;
}

function searchView(resource: RegisteredResource, state: ListState): SearchView | undefined {
  const { searchLabels } = resource.list;
  if (searchLabels.length === 0) return undefined;
  const kept = listQuery({ ...state, search: "", page: 1 }).map(([name, value]) => ({ name, value }));
  return { text: state.search, hint: `Search ${searchLabels.slice(0, 3).join(", ")}`, kept };
}

function pagesView(state: ListState, last: number): Pick<ListView, "pages" | "previousUrl" | "nextUrl"> {
  const urlOf = (page: number) => listUrl({ ...state, page });
  const numbers = last === 1 ? [] : pageNumbers(state.page, last);
  return {
    pages: numbers.map((number) =>
      number === "gap" ? { isGap: true } : { number, url: urlOf(number), isCurrent: number === state.page },
    ),
    previousUrl: state.page > 1 ? urlOf(state.page - 1) : "",
    nextUrl: state.page < last ? urlOf(state.page + 1) : "",
  };
}
