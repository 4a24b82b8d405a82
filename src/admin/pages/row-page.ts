import { NotFoundError } from "../../http/index.ts";
import { unquoteKey } from "../key-text.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type AnyRow, findRow, keyOf } from "../rows.ts";
import type { Crumb } from "../shell.ts";
import { listUrlOf, moduleUrl, rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { shortened } from "../wording.ts";

/** The parameters of a page about a row. */
export interface RowParams {
  readonly module: string;
  readonly model: string;
  readonly key: string;
}

/** A row and its resource. */
export interface FoundRow {
  readonly resource: RegisteredResource;
  readonly row: AnyRow;
}

/**
 * The row of a page's URL.
 * @throws {@link NotFoundError} where there is none, {@link ForbiddenError} where the visitor may not see it.
 */
export async function rowOfPage(visit: Visit, params: RowParams): Promise<FoundRow> {
  const resource = visit.resource(params.module, params.model);
  visit.mustBeAble("view", resource);
  const key = unquoteKey(params.key);
  const row = await findRow(resource.meta, key);
  if (row !== null) return { resource, row };
  throw new NotFoundError(
    `There is no ${resource.label} with the key “${shortened(key, 40)}”. Perhaps it was deleted.`,
  );
}

/** The way to a resource's list. */
export function crumbsTo(visit: Visit, resource: RegisteredResource): Crumb[] {
  const group = visit.site.groups.find(({ name }) => name === resource.module)!; // the resource stands in it
  const list: Crumb = visit.can("view", resource)
    ? { label: resource.title, url: listUrlOf(resource) }
    : { label: resource.title };
  return [{ label: group.label, url: moduleUrl(group.name) }, list];
}

/** The way to a page below a row's own. */
export function crumbsBelow(visit: Visit, { resource, row }: FoundRow, label: string): Crumb[] {
  const own: Crumb = { label: shortened(String(row), 60), url: rowUrl(resource, keyOf(resource.meta, row)) };
  return [...crumbsTo(visit, resource), own, { label }];
}
