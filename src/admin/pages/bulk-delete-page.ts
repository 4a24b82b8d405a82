import { collectDeletion, type Deletion } from "../../db/index.ts";
import { flash } from "../../flash/index.ts";
import { BadRequestError, html, type ResponseLike, redirect } from "../../http/index.ts";
import { Confirmation } from "../confirmation.ts";
import { deletionView } from "../deletion-view.ts";
import { matchingRows, rowsWithKeys, vocabularyOf } from "../list/list-query.ts";
import { readListState } from "../list/list-state.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type AnyRow, parseKey } from "../rows.ts";
import { shellFor } from "../shell.ts";
import { deleteTemplate } from "../templates.ts";
import type { Visit } from "../visit.ts";
import { counted } from "../wording.ts";
import { ownAddress } from "./add-page.ts";
import { deleteRows, statusOf } from "./delete-page.ts";
import { crumbsTo } from "./row-page.ts";

// One page must be able to ask about them; more than that is work for a migration or a command.
const maxRows = 10_000;

/** Deletes the rows that were ticked in a list, after asking. */
export async function bulkDeletePage(
  visit: Visit,
  params: { module: string; model: string },
): Promise<ResponseLike> {
  const resource = visit.resource(params.module, params.model);
  visit.mustBeAble("view", resource);
  visit.mustBeAble("delete", resource);
  const data = await visit.request.form();
  if (data.get("action") !== "delete")
    throw new BadRequestError("The list was sent without an action that it knows.");
  const rows = await chosenRows(visit, resource, data);
  if (rows.length === 0) {
    flash(visit.request, "warning", `No ${resource.pluralLabel} were selected, and nothing was deleted.`);
    return redirect(ownAddress(visit.request), { status: 303 });
  }
  const what = counted(rows.length, resource.label, resource.pluralLabel);
  const deletion = await collectDeletion(rows);
  const confirmation = await Confirmation.of(visit, resource.meta, ...deletion.rows.keys());
  const isSent = data.get("confirmed") === "yes";
  if (isSent && (await confirmation.take(data)) && (await deleteRows(visit, resource, rows))) {
    flash(visit.request, "success", `${what} ${rows.length === 1 ? "was" : "were"} deleted.`);
    return redirect(ownAddress(visit.request), { status: 303 });
  }
  return question(visit, resource, { deletion, what, data, confirmation });
}

/** The rows that were ticked; or all that match, where that was chosen. */
async function chosenRows(
  visit: Visit,
  resource: RegisteredResource,
  data: FormData,
): Promise<readonly AnyRow[]> {
  if (data.get("everything") === "yes") {
    const state = readListState(visit.request.query, vocabularyOf(resource));
    const rows = await matchingRows(resource, state).limit(maxRows + 1);
    if (rows.length > maxRows) throw new BadRequestError(`At most ${maxRows} rows can be deleted at once.`);
    return rows;
  }
  const texts = data.getAll("selected").filter((value) => typeof value === "string");
  const keys = texts.map((text) => parseKey(resource.meta, text)).filter((key) => key !== undefined);
  return keys.length === 0 ? [] : await rowsWithKeys(resource, keys);
}

interface Asked {
  readonly deletion: Deletion;
  readonly what: string;
  readonly data: FormData;
  readonly confirmation: Confirmation;
}

async function question(
  visit: Visit,
  resource: RegisteredResource,
  { deletion, what, data, confirmation }: Asked,
): Promise<ResponseLike> {
  const kept = ["action", "everything", "selected"];
  const hidden = kept.flatMap((name) => data.getAll(name).map((value) => ({ name, value: String(value) })));
  const address = ownAddress(visit.request);
  const view = await deletionView(visit, deletion, {
    what,
    action: address,
    hidden,
    backUrl: address,
    confirmation,
  });
  const shell = shellFor(
    visit,
    `Delete ${resource.pluralLabel}`,
    [...crumbsTo(visit, resource), { label: "Delete" }],
    resource,
  );
  const isSent = data.get("confirmed") === "yes";
  return html(deleteTemplate({ shell, deletion: view }), {
    status: isSent ? statusOf(view, confirmation) : 200,
  });
}
