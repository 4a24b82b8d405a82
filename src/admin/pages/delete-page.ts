import { collectDeletion, transaction } from "../../db/index.ts";
import { flash } from "../../flash/index.ts";
import { ForbiddenError, html, type ResponseLike, redirect } from "../../http/index.ts";
import { Confirmation } from "../confirmation.ts";
import { type DeletionView, deletionView, forbiddenKinds } from "../deletion-view.ts";
import { backToList } from "../form/saved.ts";
import { rowsWithKeys } from "../list/list-query.ts";
import { recordChange } from "../log/record.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type AnyRow, keyOf } from "../rows.ts";
import { shellFor } from "../shell.ts";
import { deleteTemplate } from "../templates.ts";
import { rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { listed, shortened } from "../wording.ts";
import { ownAddress } from "./add-page.ts";
import { crumbsBelow, type RowParams, rowOfPage } from "./row-page.ts";

/** Asks before a row is deleted, with the list of what else goes; then deletes it. */
export async function deletePage(visit: Visit, params: RowParams): Promise<ResponseLike> {
  const found = await rowOfPage(visit, params);
  const { resource, row } = found;
  visit.mustBeAble("delete", resource);
  const name = shortened(String(row));
  const isSent = visit.request.method === "POST";
  const deletion = await collectDeletion([row]);
  const confirmation = await Confirmation.of(visit, resource.meta, ...deletion.rows.keys());
  const isConfirmed = isSent && (await confirmation.take(await visit.request.form()));
  if (isConfirmed && (await deleteRows(visit, resource, [row]))) {
    flash(visit.request, "success", `The ${resource.label} “${name}” was deleted.`);
    return redirect(backToList(visit, resource), { status: 303 });
  }
  const view = await deletionView(visit, deletion, {
    what: `“${name}”`,
    action: ownAddress(visit.request),
    hidden: [],
    backUrl: rowUrl(resource, keyOf(resource.meta, row)) + visit.request.url.search,
    confirmation,
  });
  const shell = shellFor(visit, `Delete ${resource.label}`, crumbsBelow(visit, found, "Delete"), resource);
  return html(deleteTemplate({ shell, deletion: view }), {
    status: isSent ? statusOf(view, confirmation) : 200,
  });
}

/** Of the page that stands in place of a deletion. */
export function statusOf(view: DeletionView, confirmation: Confirmation): number {
  if (view.isBlocked) return 409;
  return confirmation.isGiven ? 200 : confirmation.status;
}

/**
 * Deletes rows and what goes with them, and remembers it. What goes is collected again: since the question was asked
 * rows may have come. False where rows stand in the way.
 *
 * @throws {@link ForbiddenError} where the visitor may not delete one of the kinds.
 */
export function deleteRows(
  visit: Visit,
  resource: RegisteredResource,
  rows: readonly AnyRow[],
): Promise<boolean> {
  return transaction(async () => {
    const deletion = await collectDeletion(rows);
    const forbidden = await forbiddenKinds(visit, deletion);
    if (forbidden.length > 0) {
      throw new ForbiddenError(`Your account has no permission to delete ${listed(forbidden)}.`);
    }
    if (deletion.protectedRows.length > 0) return false;
    await recordChange(visit, resource, { action: "deleted", rows, message: "" });
    const keys = rows.map((row) => keyOf(resource.meta, row));
    await rowsWithKeys(resource, keys).delete();
    return true;
  });
}
