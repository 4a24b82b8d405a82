import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type ListState, listUrl, withOrderOf } from "./list-state.ts";

/** The head of a column. */
export interface HeadView {
  readonly label: string;
  readonly isNumber: boolean;
  /** The list after a click; empty where the column can't be ordered by. */
  readonly url: string;
  readonly direction: "ascending" | "descending" | "";
  /** For screen readers; only the first of several orders has it. */
  readonly ariaSort: "ascending" | "descending" | "";
  /** Which of several orders it is; empty where there is one. */
  readonly rank: string;
}

/** The heads of a list's columns. */
export function headViews(resource: RegisteredResource, state: ListState): HeadView[] {
  return resource.list.columns.map(({ key, label, isNumber, orderBy }) => {
    const rank = state.order.findIndex((term) => term.column === key);
    const direction = rank < 0 ? "" : state.order[rank]!.descending ? "descending" : "ascending";
    return {
      label,
      isNumber,
      url: orderBy === undefined ? "" : listUrl(withOrderOf(state, key)),
      direction,
      ariaSort: rank === 0 ? direction : "",
      rank: rank >= 0 && state.order.length > 1 ? String(rank + 1) : "",
    };
  });
}
