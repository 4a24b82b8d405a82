import { type Choice, defaultValue, type FieldInfo, type ModelMeta, type RelationInfo } from "../db/index.ts";
import { InvalidFormError, UnknownFormFieldError } from "./errors.ts";
import { Field, type FieldOptions } from "./field.ts";
import { booleanField } from "./fields/choice-fields.ts";
import { jsonField, uuidField } from "./fields/data-fields.ts";
import { durationField } from "./fields/duration-field.ts";
import { modelChoiceField, modelMultipleChoiceField } from "./fields/model-choice-fields.ts";
import { dateField, datetimeField, timeField } from "./fields/moment-fields.ts";
import { decimalField, floatField, integerField } from "./fields/number-fields.ts";
import { emailField, slugField, textareaField, textField, urlField } from "./fields/text-fields.ts";
import type { AnyField } from "./form-fields.ts";
import { refused } from "./problem.ts";
import { selectWidget } from "./widgets/choices.ts";

// biome-ignore lint/suspicious/noExplicitAny: the options that are true for every kind, whatever its values
type AnyOptions = FieldOptions<any>;

declare module "../db/fields/column.ts" {
  interface FieldTraits {
    /** Makes the form field for a field of this kind; `options` are those that are true for every kind. */
    readonly formField?: (info: FieldInfo, options: AnyOptions) => AnyField;
  }
}

/**
 * The form field for a field or relation of a model: its kind, its limits, its label, whether it may be left empty.
 * @throws {@link UnknownFormFieldError} {@link InvalidFormError}
 */
export function modelFormField(meta: ModelMeta, name: string): AnyField {
  const relation = meta.relations.get(name);
  if (relation !== undefined) return relationField(relation);
  const info = meta.fields.get(name);
  if (info === undefined) {
    const known = [...meta.fields.keys(), ...meta.relations.keys()];
    throw new UnknownFormFieldError(`The form for ${meta.name}`, name, "fields", known);
  }
  if (info.isAuto) {
    throw new InvalidFormError(`${info} is counted up by the database, and can't be a field of a form.`);
  }
  return columnField(info);
}

function relationField(relation: RelationInfo): AnyField {
  const { descriptor, target } = relation;
  if (descriptor.kind !== "belongsTo" && descriptor.kind !== "manyToMany") {
    throw new InvalidFormError(
      `${relation} is stored with ${target.name}, and can't be a field of this form.`,
    );
  }
  const options: AnyOptions = {
    label: capitalized(relation.label),
    help: descriptor.help ?? "",
    optional: descriptor.optional,
    ...(relation.limitChoicesTo === undefined ? {} : { among: () => choosable(relation) }),
  };
  return descriptor.kind === "manyToMany"
    ? modelMultipleChoiceField<object>(target.model, options)
    : modelChoiceField<object>(target.model, options);
}

/** The rows that a relation may refer to. */
function choosable({ target, limitChoicesTo }: RelationInfo) {
  const model = target.model as unknown as { all(): { where(condition: never): unknown } }; // every model has it
  return model.all().where(limitChoicesTo as never);
}

function columnField(info: FieldInfo): AnyField {
  const options = optionsOf(info);
  const own = info.custom?.traits?.formField;
  if (own !== undefined) return own(info, options);
  if (info.choices !== undefined) return choicesField(info.choices, info, options);
  const field = fieldOfType(info, options);
  const isText = info.type === "string" || info.type === "text";
  // As in Django, what may be NULL is NULL when it is left empty, texts included.
  return isText && info.nullable ? new Field({ ...field.kind, empty: null }, field.options) : field;
}

/** Options that are true for every kind. */
function optionsOf(info: FieldInfo): AnyOptions {
  const initial = info.hasDefault ? { initial: () => defaultValue(info) } : {};
  return {
    label: capitalized(info.label),
    help: info.help,
    // An empty box is an answer too: false.
    optional: info.optional || info.type === "boolean",
    ...(info.type === "uuid" && typeof info.default === "string" ? {} : initial), // "v4" is no value
  };
}

// What the databases keep in their integers (Django's ranges).
const integerLimits: Readonly<Record<string, number>> = {
  smallInteger: 32_767,
  integer: 2_147_483_647,
  bigInteger: Number.MAX_SAFE_INTEGER,
};

function fieldOfType(info: FieldInfo, options: AnyOptions): AnyField {
  const { maxLength } = info;
  const limited = maxLength === undefined ? options : { ...options, maxLength };
  switch (info.type) {
    case "string":
      if (info.format === "email") return emailField(limited);
      if (info.format === "url") return urlField(limited);
      return info.format === "slug" ? slugField(limited) : textField(limited);
    case "text":
      return textareaField(limited);
    case "integer":
    case "smallInteger":
    case "bigInteger": {
      const max = integerLimits[info.type] ?? Number.MAX_SAFE_INTEGER;
      return integerField({ ...options, max, min: info.positive ? 0 : -max });
    }
    case "float":
      return floatField(options);
    case "decimal":
      return decimalField(
        info.digits === undefined ? options : { ...options, digits: info.digits, places: info.places ?? 0 },
      );
    case "boolean":
      return booleanField(options);
    case "date":
      return dateField(options);
    case "time":
      return timeField(options);
    case "datetime":
      return datetimeField(info.asInstant ? { ...options, as: "instant" } : options);
    case "duration":
      return durationField(options);
    case "json":
      if (info.custom !== undefined) throw noFormField(info); // its values aren't what JSON has
      return jsonField(options);
    case "uuid":
      return uuidField(options);
    default:
      throw noFormField(info);
  }
}

function noFormField(info: FieldInfo): InvalidFormError {
  return new InvalidFormError(
    `${info} is of the kind "${info.custom?.name ?? info.type}", for which there is no form field.\nGive one in "override": { ${info.name}: new Field(…) }.`,
  );
}

/** A choice among the column's own values, which may be numbers. */
function choicesField(choices: readonly Choice[], info: FieldInfo, options: AnyOptions): AnyField {
  const list = choices.map(({ value, label }) => ({ value: String(value), label }));
  const blank = { value: "", label: "---------" };
  const kind = {
    widget: selectWidget(),
    empty: info.nullable ? null : "",
    show: String,
    choices: (needsBlank: boolean) => (needsBlank ? [blank, ...list] : list),
    parse: (entered: unknown) => {
      const found = choices.find(({ value }) => String(value) === entered);
      if (found !== undefined) return { value: found.value };
      const message = `Select a valid choice. ${String(entered)} is not one of the available choices.`;
      return refused("invalid_choice", message, { value: entered });
    },
  };
  return new Field<string | number | null>(kind, options);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
