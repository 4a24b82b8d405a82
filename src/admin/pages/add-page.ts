import { transaction } from "../../db/index.ts";
import { html, type Request, type ResponseLike } from "../../http/index.ts";
import { isUserModel } from "../auth-resources.ts";
import { Confirmation } from "../confirmation.ts";
import { errorSummary, fieldsetViews } from "../form/form-page-view.ts";
import { type ResourceForm, type RowFormView, resourceForm } from "../form/resource-form.ts";
import { afterSave } from "../form/saved.ts";
import { addedMessage } from "../log/change-message.ts";
import { recordChange } from "../log/record.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { shellFor } from "../shell.ts";
import { formTemplate } from "../templates.ts";
import type { Visit } from "../visit.ts";
import { addUserPage } from "./add-user-page.ts";
import { crumbsTo } from "./row-page.ts";

/** Adds a row. */
export async function addPage(
  visit: Visit,
  params: { module: string; model: string },
): Promise<ResponseLike> {
  const resource = visit.resource(params.module, params.model);
  visit.mustBeAble("add", resource);
  if (isUserModel(resource.meta)) return addUserPage(visit, resource);
  const shown = {
    ...resourceForm(visit, resource),
    confirmation: await Confirmation.of(visit, resource.meta),
  };
  if (visit.request.method === "POST") return addRow(visit, resource, shown);
  return page(visit, resource, shown, await shown.form.blank());
}

type ShownForm = ResourceForm & { readonly confirmation: Confirmation };

async function addRow(visit: Visit, resource: RegisteredResource, shown: ShownForm): Promise<ResponseLike> {
  const data = await visit.request.form();
  const filled = await shown.form.bind(data);
  const { confirmation } = shown;
  if (!(await confirmation.take(data))) return page(visit, resource, shown, filled, confirmation.status);
  if (!filled.isValid) return page(visit, resource, shown, filled, 422);
  const saved = await transaction(async () => {
    const result = await filled.save();
    if (result.isValid) {
      await recordChange(visit, resource, { action: "added", rows: [result.row], message: addedMessage() });
    }
    return result;
  });
  if (!saved.isValid) return page(visit, resource, shown, saved, 422);
  return afterSave(visit, resource, { row: saved.row, verb: "added", data });
}

async function page(
  visit: Visit,
  resource: RegisteredResource,
  shown: ShownForm,
  filled: RowFormView,
  status = 200,
): Promise<ResponseLike> {
  const title = `Add ${resource.label}`;
  const shell = shellFor(visit, title, [...crumbsTo(visit, resource), { label: "Add" }], resource);
  const form = {
    subtitle: "",
    action: ownAddress(visit.request),
    isMultipart: filled.isMultipart,
    fieldsets: [
      ...(await fieldsetViews(visit, shown.fieldsets, filled, undefined)),
      ...(await shown.confirmation.fieldsets()),
    ],
    errorSummary: shown.confirmation.summary || errorSummary(filled),
    errors: filled.formErrors,
    links: [],
    deleteUrl: "",
    canSave: true,
    canAddAnother: true,
    canContinue: visit.can("view", resource),
    saveLabel: "Save",
  };
  return html(formTemplate({ shell, form }), { status });
}

/** The page's own address: a form is sent to where it was shown. */
export function ownAddress(request: Request): string {
  return request.url.pathname + request.url.search;
}
