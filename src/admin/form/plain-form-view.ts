import type { FormView } from "../../forms/index.ts";
import type { Confirmation } from "../confirmation.ts";
import type { Visit } from "../visit.ts";
import { errorSummary, type FormPageView } from "./form-page-view.ts";
import type { RowFormView } from "./resource-form.ts";

/**
 * A form that isn't a row's, such as the one for a password, on the page of a form.
 * @param confirmation - Where the visitor may have to enter their own password as well.
 */
export async function plainFormView(
  visit: Visit,
  form: FormView,
  text: Pick<FormPageView, "subtitle" | "saveLabel" | "username">,
  confirmation?: Confirmation,
): Promise<FormPageView> {
  const asked = (await confirmation?.fieldsets()) ?? [];
  return {
    ...text,
    action: visit.request.url.pathname + visit.request.url.search,
    isMultipart: form.isMultipart,
    fieldsets: [{ fields: form.allFields }, ...asked],
    errorSummary: confirmation?.summary || errorSummary(form as RowFormView),
    errors: form.formErrors,
    links: [],
    deleteUrl: "",
    canSave: true,
    canAddAnother: false,
    canContinue: false,
  };
}
