import { flash } from "../../flash/index.ts";
import { type Response, redirect } from "../../http/index.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type AnyRow, keyOf } from "../rows.ts";
import { addUrl, indexUrl, listUrlOf, rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { shortened } from "../wording.ts";

/** Says that a row was saved, and leads to where the pressed button says. */
export function afterSave(
  visit: Visit,
  resource: RegisteredResource,
  saved: { readonly row: AnyRow; readonly verb: "added" | "changed"; readonly data: FormData },
): Response {
  const { row, verb, data } = saved;
  const name = `The ${resource.label} “${shortened(String(row))}” was ${verb}.`;
  const key = keyOf(resource.meta, row);
  if (data.has("_addanother") && visit.can("add", resource)) {
    flash(visit.request, "success", `${name} You may add another one below.`);
    return redirect(addUrl(resource), { status: 303 });
  }
  if (data.has("_continue") && visit.can("view", resource)) {
    flash(visit.request, "success", `${name} You may edit it again below.`);
    return redirect(rowUrl(resource, key) + visit.request.url.search, { status: 303 });
  }
  flash(visit.request, "success", name);
  return redirect(backToList(visit, resource), { status: 303 });
}

/** The list that the visitor came from, with its search, filters and page. */
export function backToList(visit: Visit, resource: RegisteredResource): string {
  if (!visit.can("view", resource)) return indexUrl();
  const kept = visit.request.query.get("list");
  return listUrlOf(resource) + (kept ? `?${new URLSearchParams(kept)}` : "");
}
