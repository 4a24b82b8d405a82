import { type Duration, Temporal } from "../../db/index.ts";
import { Field, type FieldOptions } from "../field.ts";
import { type Cleaned, refused } from "../problem.ts";
import { inputWidget } from "../widgets/input.ts";

type OrNull<Options, Value> = Options extends { readonly optional: true } ? Value | null : Value;

/** A length of time: `1 02:30:00` is a day, two hours and a half. Empty is `null`. */
export function durationField<const Options extends FieldOptions<Duration> = object>(
  options?: Options,
): Field<OrNull<Options, Duration>> {
  const kind = {
    widget: inputWidget("text", { placeholder: "0:00:00" }),
    empty: null as never, // only reached where the field is optional, and then null is of its type
    tidy: (entered: string) => entered.trim(),
    show: showDuration,
    parse: parseDuration,
  };
  return new Field<Duration>(kind, options ?? {}) as Field<OrNull<Options, Duration>>;
}

// As Django's parse_duration() in its standard form: [-][days[ day(s),] ][[hours:]minutes:]seconds[.fraction]
const pattern =
  /^(?:(?<days>-?\d{1,9}) (?:days?, )?)?(?<sign>-?)(?:(?:(?<hours>\d{1,9}):)?(?<minutes>\d{1,9}):)?(?<seconds>\d{1,9})(?:[.,](?<fraction>\d{1,6})\d{0,6})?$/;

function parseDuration(entered: unknown): Cleaned<Duration> {
  const groups = pattern.exec(String(entered))?.groups;
  if (groups === undefined) return refused("invalid", "Enter a valid duration.");
  const { days = "0", sign, hours = "0", minutes = "0", seconds, fraction = "" } = groups;
  const clock = Temporal.Duration.from({
    hours: Number(hours),
    minutes: Number(minutes),
    seconds: Number(seconds),
    microseconds: Number(fraction.padEnd(6, "0")),
  });
  const signed = sign === "-" ? clock.negated() : clock;
  return { value: signed.add({ hours: 24 * Number(days) }) };
}

function showDuration(value: Duration): string {
  const micros = Math.abs(value.total("microseconds"));
  const total = Math.floor(micros / 1e6);
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  const fraction = micros % 1e6 === 0 ? "" : `.${String(Math.round(micros % 1e6)).padStart(6, "0")}`;
  return `${value.sign < 0 ? "-" : ""}${clock}${fraction}`;
}
