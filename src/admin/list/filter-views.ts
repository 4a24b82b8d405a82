import type { FilterPlan } from "../resource/filter-plan.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type ListState, listUrl, withFilter } from "./list-state.ts";

/** A filter as the list offers it. */
export interface FilterView {
  readonly label: string;
  /** The chosen value; empty where none is. */
  readonly current: string;
  readonly options: readonly OptionView[];
  /** Whether there are so many that they can be searched. */
  readonly isLong: boolean;
  /** A sentence below the options. */
  readonly note: string;
}

interface OptionView {
  readonly label: string;
  readonly url: string;
  readonly isCurrent: boolean;
}

const longList = 8;

/** The filters of a list, each option with the URL of the list that it leads to. */
export async function filterViews(resource: RegisteredResource, state: ListState): Promise<FilterView[]> {
  return Promise.all(resource.list.filters.map((filter) => filterView(filter, state)));
}

async function filterView(filter: FilterPlan, state: ListState): Promise<FilterView> {
  const chosen = state.filters.get(filter.name);
  const { options, isCut } = await filter.options(chosen);
  const views = options.map(({ value, label }) => ({
    label,
    url: listUrl(withFilter(state, filter.name, value)),
    isCurrent: value === chosen,
  }));
  const any = {
    label: "Any",
    url: listUrl(withFilter(state, filter.name, undefined)),
    isCurrent: chosen === undefined,
  };
  return {
    label: filter.label,
    current: views.find((view) => view.isCurrent)?.label ?? chosen ?? "",
    options: [any, ...views],
    isLong: options.length > longList,
    note: isCut ? "Only the first ones are listed. Use the search to find others." : "",
  };
}
