import { type ViewValue, viewValue } from "../display.ts";
import type { ColumnPlan } from "../resource/column-plan.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type AnyRow, keyOf } from "../rows.ts";
import { rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { shortened } from "../wording.ts";
import { type ListState, listQuery } from "./list-state.ts";

/** A row of a list. */
export interface RowView {
  readonly key: string;
  readonly label: string;
  readonly url: string;
  /** In the order of the columns, each with the heading of its column. */
  readonly values: readonly (ViewValue & { readonly label: string })[];
}

/** The rows of a list. All cells are read at once, so that what they wait for is loaded together. */
export async function rowViews(
  visit: Visit,
  resource: RegisteredResource,
  rows: readonly AnyRow[],
  state: ListState,
): Promise<RowView[]> {
  const { columns } = resource.list;
  // The row's page leads back to the list as it is now.
  const query = new URLSearchParams(listQuery(state)).toString();
  const back = query === "" ? "" : `?${new URLSearchParams({ list: query })}`;
  return Promise.all(
    rows.map(async (row) => ({
      key: String(keyOf(resource.meta, row)),
      label: shortened(String(row)),
      url: rowUrl(resource, keyOf(resource.meta, row)) + back,
      values: await Promise.all(columns.map((column) => cellView(visit, column, row))),
    })),
  );
}

async function cellView(
  visit: Visit,
  column: ColumnPlan,
  row: AnyRow,
): Promise<ViewValue & { label: string }> {
  const { label, target, field } = column;
  const value = await column.read(row);
  if (target !== undefined && value !== null && value !== undefined) {
    return { label, ...relatedView(visit, column, value as AnyRow) };
  }
  return { label, ...viewValue(value, field) };
}

/** A row of another model: a link, where the visitor may see it. */
function relatedView(visit: Visit, { target }: ColumnPlan, row: AnyRow): ViewValue {
  const text = shortened(String(row), 60);
  const resource = target && visit.site.of(target);
  if (resource === undefined || !visit.can("view", resource)) return { kind: "text", text };
  return { kind: "link", text, url: rowUrl(resource, keyOf(resource.meta, row)) };
}
