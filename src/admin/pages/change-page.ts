import { transaction } from "../../db/index.ts";
import { ForbiddenError, html, type ResponseLike } from "../../http/index.ts";
import { isUserModel, outranks } from "../auth-resources.ts";
import { Confirmation } from "../confirmation.ts";
import { errorSummary, type FormLink, fieldsetViews } from "../form/form-page-view.ts";
import {
  type ResourceForm,
  type RowFormView,
  readOnlyFieldsets,
  resourceForm,
} from "../form/resource-form.ts";
import { afterSave, backToList } from "../form/saved.ts";
import { changedMessage } from "../log/change-message.ts";
import { recordChange } from "../log/record.ts";
import { keyOf } from "../rows.ts";
import { type Shell, shellFor } from "../shell.ts";
import { formTemplate } from "../templates.ts";
import { rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { capitalized, shortened } from "../wording.ts";
import { ownAddress } from "./add-page.ts";
import { crumbsTo, type FoundRow, type RowParams, rowOfPage } from "./row-page.ts";

/** Shows a row, and changes it where the visitor may. */
export async function changePage(visit: Visit, params: RowParams): Promise<ResponseLike> {
  const found = await rowOfPage(visit, params);
  // Before the form puts what was entered into the row: an error page still says which row it is about.
  const shell = shellOf(visit, found);
  if (!(await mayChange(visit, found))) {
    if (visit.request.method === "POST")
      throw new ForbiddenError(`You may not change this ${found.resource.label}.`);
    return lookPage(visit, found, shell);
  }
  const shown = resourceForm(visit, found.resource);
  const confirmation = await Confirmation.of(visit, found.resource.meta);
  const asked = { shell, shown, confirmation };
  if (visit.request.method === "POST") return changeRow(visit, found, asked);
  return page(visit, found, { ...asked, filled: await shown.form.blank({ instance: found.row }) });
}

async function mayChange(visit: Visit, { resource, row }: FoundRow): Promise<boolean> {
  return visit.can("change", resource) && !(await outranks(visit.user, resource.meta, row));
}

async function changeRow(visit: Visit, found: FoundRow, asked: AskedForm): Promise<ResponseLike> {
  const { resource, row } = found;
  const { shown, confirmation } = asked;
  const data = await visit.request.form();
  const filled = await shown.form.bind(data, { instance: row });
  if (!(await confirmation.take(data))) return page(visit, found, { ...asked, filled }, confirmation.status);
  if (!filled.isValid) return page(visit, found, { ...asked, filled }, 422);
  const labels = filled.changed.map((name) => filled.fields[name]!.label);
  const saved = await transaction(async () => {
    const result = await filled.save();
    if (result.isValid) {
      await recordChange(visit, resource, {
        action: "changed",
        rows: [row],
        message: changedMessage(labels),
      });
    }
    return result;
  });
  if (!saved.isValid) return page(visit, found, { ...asked, filled: saved }, 422);
  return afterSave(visit, resource, { row, verb: "changed", data });
}

interface AskedForm {
  readonly shell: Shell;
  readonly shown: ResourceForm;
  readonly confirmation: Confirmation;
}

interface ShownForm extends AskedForm {
  readonly filled: RowFormView;
}

async function page(
  visit: Visit,
  found: FoundRow,
  { shell, shown, confirmation, filled }: ShownForm,
  status = 200,
): Promise<ResponseLike> {
  const form = {
    ...(await commonView(visit, found, true)),
    isMultipart: filled.isMultipart,
    fieldsets: [
      ...(await fieldsetViews(visit, shown.fieldsets, filled, found.row)),
      ...(await confirmation.fieldsets()),
    ],
    errorSummary: confirmation.summary || errorSummary(filled),
    errors: filled.formErrors,
    canAddAnother: visit.can("add", found.resource),
    canContinue: true,
  };
  return html(formTemplate({ shell, form }), { status });
}

/** The page of who may look and not change. */
async function lookPage(visit: Visit, found: FoundRow, shell: Shell): Promise<ResponseLike> {
  const form = {
    ...(await commonView(visit, found, false)),
    isMultipart: false,
    fieldsets: await fieldsetViews(visit, readOnlyFieldsets(found.resource), undefined, found.row),
    errorSummary: "",
    errors: [],
    canAddAnother: false,
    canContinue: false,
  };
  return html(formTemplate({ shell, form }));
}

async function commonView(visit: Visit, found: FoundRow, canSave: boolean) {
  const { resource, row } = found;
  const mayDelete = visit.can("delete", resource) && !(await outranks(visit.user, resource.meta, row));
  const key = keyOf(resource.meta, row);
  return {
    subtitle: `${capitalized(resource.label)} ${key}`,
    action: ownAddress(visit.request),
    links: linksOf(found, canSave),
    canSave,
    deleteUrl: mayDelete ? rowUrl(resource, key, "delete") + visit.request.url.search : "",
    saveLabel: "Save",
  };
}

function linksOf(found: FoundRow, canSave: boolean): FormLink[] {
  const { resource, row } = found;
  const key = keyOf(resource.meta, row);
  const history = { label: "History", icon: "rotate-ccw-clock", url: rowUrl(resource, key, "history") };
  if (!isUserModel(resource.meta) || !canSave) return [history];
  return [{ label: "Set password", icon: "key-round", url: rowUrl(resource, key, "setPassword") }, history];
}

function shellOf(visit: Visit, { resource, row }: FoundRow): Shell {
  const title = shortened(String(row));
  const [module, list] = crumbsTo(visit, resource);
  const crumbs = [module!, { ...list!, url: backToList(visit, resource) }, { label: title }];
  return shellFor(visit, title, crumbs, resource);
}
