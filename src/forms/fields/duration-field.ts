import { type Duration, durationText, parseDuration } from "../../dates/index.ts";
import { Field, type FieldOptions } from "../field.ts";
import { inputWidget } from "../widgets/input.ts";
import { parsedMoment } from "./parsed-moment.ts";

type OrNull<Options, Value> = Options extends { readonly optional: true } ? Value | null : Value;

/** A length of time: `1 02:30:00` and `P1DT2H30M` are a day, two hours and a half. Empty is `null`. */
export function durationField<const Options extends FieldOptions<Duration> = object>(
  options?: Options,
): Field<OrNull<Options, Duration>> {
  const kind = {
    widget: inputWidget("text", { placeholder: "0:00:00" }),
    empty: null as never, // only reached where the field is optional, and then null is of its type
    tidy: (entered: string) => entered.trim(),
    show: durationText,
    parse: (entered: unknown) => parsedMoment(entered, parseDuration, "Enter a valid duration."),
  };
  return new Field<Duration>(kind, options ?? {}) as Field<OrNull<Options, Duration>>;
}
