import { escapeHtml, type SafeString, safe } from "../templates/index.ts";
import type { BoundField } from "./bound-field.ts";
import type { FormView } from "./form-view.ts";
import { attributesHtml } from "./html.ts";

/*
 * How a field looks: the label above its control, the help below, then what is wrong. Help and errors have ids that
 * the control names in aria-describedby, so that a screen reader tells them with it. A box to tick stands in front of
 * its label; a group of controls has its label as the name of the group.
 */

/** A field with its label, errors and help, around its control. */
export function fieldHtml(field: BoundField, control: SafeString): SafeString {
  if (field.isHidden) return control;
  const kind = field.isCheck ? " field-check" : "";
  const state = field.problems.length > 0 ? " field-invalid" : "";
  const label = labelHtml(field);
  const top = field.isCheck ? control.text + label : label + control.text;
  return safe(`<div class="field${kind}${state}">${top}${errorsHtml(field)}${helpHtml(field)}</div>`);
}

function labelHtml(field: BoundField): string {
  const optional = field.isOptional && !field.isCheck ? ' <span class="field-optional">optional</span>' : "";
  const text = escapeHtml(field.label) + optional;
  const own = { class: "field-label", id: field.isGroup ? `${field.id}_label` : undefined };
  if (field.isGroup) return `<span${attributesHtml(own)}>${text}</span>`;
  return `<label${attributesHtml({ ...own, for: field.id })}>${text}</label>`;
}

function errorsHtml(field: BoundField): string {
  if (field.problems.length === 0) return "";
  const items = field.errors.map((message) => `<li>${escapeHtml(message)}</li>`).join("");
  return `<ul${attributesHtml({ class: "field-errors", id: `${field.id}_error` })}>${items}</ul>`;
}

function helpHtml(field: BoundField): string {
  if (field.help === "") return "";
  return `<div${attributesHtml({ class: "field-help", id: `${field.id}_helptext` })}>${escapeHtml(field.help)}</div>`;
}

/** All fields of a form, what is wrong with it as a whole in front. `<form>`, its button and its token are the page's. */
export function formHtml(view: FormView): SafeString | Promise<SafeString> {
  const parts = view.allFields.map((field) => field.html);
  const problems = view.formErrors.map((message) => `<li>${escapeHtml(message)}</li>`).join("");
  const top = problems === "" ? "" : `<ul class="form-errors" role="alert">${problems}</ul>`;
  const join = (known: readonly SafeString[]) => safe(top + known.map(({ text }) => text).join("\n"));
  return parts.some((part) => part instanceof Promise)
    ? Promise.all(parts).then(join)
    : join(parts as SafeString[]); // the line above says that none is a promise
}
