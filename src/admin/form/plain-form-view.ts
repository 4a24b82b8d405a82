import type { FormView } from "../../forms/index.ts";
import type { Visit } from "../visit.ts";
import { errorSummary, type FormPageView } from "./form-page-view.ts";
import type { RowFormView } from "./resource-form.ts";

/** A form that isn't a row's, such as the one for a password, on the page of a form. */
export function plainFormView(
  visit: Visit,
  form: FormView,
  text: Pick<FormPageView, "subtitle" | "saveLabel" | "username">,
): FormPageView {
  return {
    ...text,
    action: visit.request.url.pathname + visit.request.url.search,
    isMultipart: form.isMultipart,
    fieldsets: [{ fields: form.allFields }],
    errorSummary: errorSummary(form as RowFormView),
    errors: form.formErrors,
    links: [],
    deleteUrl: "",
    canSave: true,
    canAddAnother: false,
    canContinue: false,
  };
}
