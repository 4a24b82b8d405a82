import type { SafeString } from "../../safe-string.ts";
import type { Instant, ItemOf, List, Members } from "./view.ts";

/*
 * What each built-in filter takes and gives. `twin/tags.ts` has taken null away from the values before, and lets what is
 * unknown through. Texts are taken from any value, as filters for text do.
 */

/** A number of decimal.js. */
interface Decimal {
  readonly toNumber: number;
  readonly toFixed: unknown;
}
/** Numbers, and texts that hold one. */
export type NumberLike =
  | number
  | bigint
  | boolean
  | string
  | SafeString
  | Members<SafeString, never>
  | Decimal;
/** A whole number, or a literal text that is one. */
export type WholeNumber = number | bigint | `${number}`;
/** Dates, times and moments. */
export type DateOrTime =
  | Instant<unknown>
  | {
      readonly [Symbol.toStringTag]:
        | "Temporal.PlainDate"
        | "Temporal.PlainTime"
        | "Temporal.PlainDateTime"
        | "Temporal.ZonedDateTime"
        | "Temporal.Instant";
    };
/** A text, or a number that is written as one. */
export type TextLike = string | SafeString | Members<SafeString, never> | number | bigint;
/** What has items: lists, texts, sets, maps and dictionaries. */
export type ListLike = string | object;
/** What can be added: numbers, texts, lists, durations. */
export type Addend = number | bigint | string | object;

/** Keeps `any`, which stands for the unknown in arguments, out of results. */
type Known<Value> = 0 extends 1 & Value ? unknown : Value;
type Sum<Value> = 0 extends 1 & Value
  ? unknown
  : Value extends number | bigint
    ? number
    : Value extends string
      ? string | number
      : Value;
type AddendFor<Value> = 0 extends 1 & Value
  ? unknown
  : [Value] extends [number | bigint]
    ? WholeNumber
    : Addend;

export interface BuiltInFilters {
  add<Value extends Addend>(value: Value, other: AddendFor<Value>): Sum<Value>;
  addslashes(value: unknown): string;
  capfirst(value: unknown): string;
  center(value: unknown, width: WholeNumber): string;
  cut(value: unknown, unwanted: TextLike): string;
  date(value: DateOrTime, format?: TextLike): string;
  default<Value, Fallback>(value: Value, fallback: Fallback): Known<Value> | Known<Fallback>;
  default_if_none<Value, Fallback>(value: Value, fallback: Fallback): Known<Value> | Known<Fallback>;
  dictsort<Value extends ListLike>(value: Value, key: TextLike): List<ItemOf<Value>>;
  dictsortreversed<Value extends ListLike>(value: Value, key: TextLike): List<ItemOf<Value>>;
  divisibleby(value: NumberLike, divisor: WholeNumber): boolean;
  escape(value: unknown): string;
  escapejs(value: unknown): string;
  escapeseq(value: ListLike): List<string>;
  filesizeformat(value: NumberLike): string;
  first<Value extends ListLike>(value: Value): ItemOf<Value>;
  floatformat(value: NumberLike, places?: WholeNumber | TextLike): string;
  force_escape(value: unknown): string;
  get_digit(value: NumberLike, place: WholeNumber): number;
  iriencode(value: unknown): string;
  join(value: ListLike, separator: TextLike): string;
  json_script(value: unknown, id?: TextLike): string;
  last<Value extends ListLike>(value: Value): ItemOf<Value>;
  length(value: ListLike): number;
  linebreaks(value: unknown): string;
  linebreaksbr(value: unknown): string;
  linenumbers(value: unknown): string;
  ljust(value: unknown, width: WholeNumber): string;
  lower(value: unknown): string;
  make_list(value: unknown): List<string>;
  phone2numeric(value: unknown): string;
  pluralize(value: NumberLike | ListLike, suffix?: TextLike): string;
  pprint(value: unknown): string;
  random<Value extends ListLike>(value: Value): ItemOf<Value>;
  rjust(value: unknown, width: WholeNumber): string;
  safe(value: unknown): string;
  safeseq(value: ListLike): List<string>;
  slice<Value>(value: Value, bounds: TextLike): Known<Value>;
  slugify(value: unknown): string;
  stringformat(value: unknown, format: TextLike): string;
  striptags(value: unknown): string;
  time(value: DateOrTime, format?: TextLike): string;
  timesince(value: DateOrTime, other?: DateOrTime): string;
  timeuntil(value: DateOrTime, other?: DateOrTime): string;
  title(value: unknown): string;
  truncatechars(value: unknown, limit: WholeNumber): string;
  truncatechars_html(value: unknown, limit: WholeNumber): string;
  truncatewords(value: unknown, limit: WholeNumber): string;
  truncatewords_html(value: unknown, limit: WholeNumber): string;
  unordered_list(value: ListLike): string;
  upper(value: unknown): string;
  urlencode(value: unknown, keep?: TextLike): string;
  urlize(value: unknown): string;
  urlizetrunc(value: unknown, limit: WholeNumber): string;
  wordcount(value: unknown): number;
  wordwrap(value: unknown, width: WholeNumber): string;
  yesno(value: unknown, words?: TextLike): string;

  // {% load humanize %}
  apnumber(value: NumberLike): string;
  intcomma(value: NumberLike, useFormats?: unknown): string;
  intword(value: NumberLike): string;
  naturalday(value: DateOrTime, format?: TextLike): string;
  naturaltime(value: DateOrTime): string;
  ordinal(value: NumberLike): string;

  // {% load i18n %}
  language_bidi(language: TextLike): boolean;
  language_name(language: TextLike): string;
  language_name_local(language: TextLike): string;
  language_name_translated(language: TextLike): string;

  // {% load l10n %} and {% load tz %}
  localize(value: unknown): string;
  unlocalize(value: unknown): string;
  localtime<Value extends DateOrTime>(value: Value): Known<Value>;
  timezone<Value extends DateOrTime>(value: Value, zone: TextLike): Known<Value>;
  utc<Value extends DateOrTime>(value: Value): Known<Value>;
}

export declare const filters: BuiltInFilters;
