import { Decimal } from "decimal.js";
import { WrongValueError } from "../errors.ts";
import { acceptValue } from "../fields/accept-value.ts";
import { formatProblem } from "../fields/text-format.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ValidationProblem } from "./model-instance.ts";
import { RowState } from "./row-state.ts";

type Values = Readonly<Record<string, unknown>>;

/** What is wrong with one value, whatever else is in the database. */
export function fieldProblems(field: FieldInfo, value: unknown, row?: object): ValidationProblem[] {
  const isAssigned =
    row !== undefined && field.relation !== undefined && RowState.isRow(RowState.related(row, field.name));
  if (value === null) {
    return field.nullable || isAssigned ? [] : [problem(field, "required", "This field is required.")];
  }
  if (value === "")
    return field.optional || field.hasDefault ? [] : [problem(field, "required", "This field is required.")];
  let accepted: unknown;
  try {
    accepted = acceptValue(field, value);
  } catch (error) {
    if (!(error instanceof WrongValueError)) throw error;
    return [problem(field, "invalid", "This value is of the wrong kind.")];
  }
  return [...sizeProblems(field, accepted), ...contentProblems(field, accepted)];
}

function sizeProblems(field: FieldInfo, value: unknown): ValidationProblem[] {
  if (typeof value === "string" && field.maxLength !== undefined && [...value].length > field.maxLength) {
    const length = [...value].length;
    return [
      problem(field, "max-length", `At most ${field.maxLength} characters, and there are ${length}.`, {
        maxLength: field.maxLength,
        length,
      }),
    ];
  }
  if (typeof value === "number" && field.positive && value < 0) {
    return [problem(field, "min-value", "Not below 0.", { minValue: 0 })];
  }
  if (typeof value === "number" && (field.type === "integer" || field.type === "smallInteger")) {
    const limit = field.type === "integer" ? 2_147_483_647 : 32_767;
    if (value > limit || value < -limit - 1)
      return [
        problem(field, value > 0 ? "max-value" : "min-value", `From ${-limit - 1} to ${limit}.`, {
          minValue: -limit - 1,
          maxValue: limit,
        }),
      ];
  }
  if (Decimal.isDecimal(value)) return decimalProblems(field, value as Decimal);
  return [];
}

function decimalProblems(field: FieldInfo, value: Decimal): ValidationProblem[] {
  const { digits, places } = field;
  if (places !== undefined && value.decimalPlaces() > places) {
    return [problem(field, "max-decimal-places", `At most ${places} digits after the point.`, { places })];
  }
  if (digits !== undefined && places !== undefined && value.abs().gte(new Decimal(10).pow(digits - places))) {
    return [
      problem(field, "max-digits", `At most ${digits - places} digits before the point.`, { digits, places }),
    ];
  }
  return [];
}

function contentProblems(field: FieldInfo, value: unknown): ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  if (field.choices !== undefined && !field.choices.some((choice) => choice.value === value)) {
    problems.push(
      problem(field, "choice", "This is not one of the choices.", {
        choices: field.choices.map((choice) => choice.value),
      }),
    );
  }
  const format =
    field.format !== undefined && typeof value === "string" ? formatProblem(field.format, value) : undefined;
  if (format !== undefined) problems.push(problem(field, format.code, format.message));
  for (const validate of field.validators) {
    const found = validate(value as never); // the builder typed the validator by the field's values
    if (found !== undefined) problems.push(problem(field, found.code, found.message));
  }
  return problems;
}

/** A problem of a field, in the words of the model where it has some for this code. */
export function problem(
  field: FieldInfo,
  code: string,
  message: string,
  values: Values = {},
): ValidationProblem {
  return { field: field.name, code, message: field.errorMessages[code] ?? message, values };
}
