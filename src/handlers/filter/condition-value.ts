import type { FieldInfo, ModelMeta } from "../../db/index.ts";
import {
  type AnyField,
  type Cleaned,
  modelFormField,
  refused,
  textField,
  uuidField,
} from "../../forms/index.ts";
import type { AllowedCondition } from "./allowed-conditions.ts";

// Longer texts find nothing that a person looks for, and each costs the database a comparison with every row.
const maxTextLength = 1000;

const freeText = textField({ keepSpaces: true, maxLength: maxTextLength });
const uuid = uuidField();

/** The value of what a client sent for a condition: of the kind that its field holds, and never more than a value. */
export async function conditionValue(
  { field, operator }: AllowedCondition,
  text: string,
): Promise<Cleaned<unknown>> {
  if (operator === "isNull" || field.type === "boolean") return truth(text);
  if (field.choices === undefined)
    switch (field.type) {
      case "string":
      case "text":
        return freeText.clean(text); // a part of an address is no address, so the field's own format doesn't count
      case "uuid":
        return uuid.clean(text);
      case "smallAuto":
      case "auto":
      case "bigAuto":
      case "smallInteger":
      case "integer":
      case "bigInteger":
        return wholeNumber(text, field);
    }
  return columnField(field).clean(text);
}

/** The form's field for a field without its default, and for a reference that of the column that it refers to. */
function columnField(field: FieldInfo): AnyField {
  const { model, name } = referred(field);
  return modelFormField(model, name).with({ optional: false, validators: [] });
}

function referred(field: FieldInfo): { readonly model: ModelMeta; readonly name: string } {
  const far = field.relation?.joinColumns[0]?.far;
  return far === undefined ? field : referred(far);
}

function truth(text: string): Cleaned<boolean> {
  if (text === "true" || text === "1") return { value: true };
  if (text === "false" || text === "0") return { value: false };
  return refused("invalid", "Enter true or false.");
}

function wholeNumber(text: string, { asBigint }: FieldInfo): Cleaned<number | bigint> {
  const isNumber = /^[+-]?\d{1,19}$/.test(text.trim());
  const number = isNumber ? BigInt(text.trim().replace("+", "")) : 0n;
  if (!isNumber || BigInt.asIntN(64, number) !== number) return refused("invalid", "Enter a whole number.");
  if (asBigint) return { value: number };
  if (!Number.isSafeInteger(Number(number))) return refused("invalid", "Enter a whole number.");
  return { value: Number(number) };
}
