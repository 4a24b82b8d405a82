export { BoundField } from "./bound-field.ts";
export { InvalidFormError, UnknownFormFieldError, UnsavableFormError } from "./errors.ts";
export { Field, type FieldKind, type FieldOptions } from "./field.ts";
export {
  booleanField,
  type Choices,
  choiceField,
  choiceList,
  multipleChoiceField,
} from "./fields/choice-fields.ts";
export { jsonField, uuidField } from "./fields/data-fields.ts";
export { durationField } from "./fields/duration-field.ts";
export {
  type ModelChoiceOptions,
  modelChoiceField,
  modelMultipleChoiceField,
} from "./fields/model-choice-fields.ts";
export {
  type DatetimeFieldOptions,
  dateField,
  datetimeField,
  type InstantFieldOptions,
  timeField,
} from "./fields/moment-fields.ts";
export {
  type DecimalFieldOptions,
  decimalField,
  floatField,
  integerField,
  type NumberFieldOptions,
} from "./fields/number-fields.ts";
export {
  emailField,
  hiddenField,
  passwordField,
  slugField,
  type TextFieldOptions,
  textareaField,
  textField,
  urlField,
} from "./fields/text-fields.ts";
export {
  Form,
  type FormCall,
  type FormInput,
  type FormOptions,
  type FormValidator,
  type FoundProblem,
  form,
} from "./form.ts";
export type { AnyField, FormFields, FormValues } from "./form-fields.ts";
export { BoundForm, type FormResult } from "./form-result.ts";
export { FormView } from "./form-view.ts";
export { type Attributes, type AttributeValue, attributesHtml } from "./html.ts";
export { modelFormField } from "./model-fields.ts";
export {
  ModelForm,
  type ModelFormCall,
  type ModelFormFields,
  type ModelFormOptions,
  modelForm,
} from "./model-form.ts";
export type { ModelFormResult, SavedForm } from "./model-form-result.ts";
export {
  type Cleaned,
  type FieldProblem,
  type FormProblem,
  problem,
  refused,
  type Validator,
} from "./problem.ts";
export { validateEmail, validateSlug, validateUrl } from "./validators.ts";
export type { SubmittedData, Widget, WidgetChoice, WidgetValue, WidgetView } from "./widget.ts";
export { checkboxesWidget, radioWidget, selectMultipleWidget, selectWidget } from "./widgets/choices.ts";
export { checkboxWidget, inputWidget, passwordWidget, textareaWidget } from "./widgets/input.ts";
