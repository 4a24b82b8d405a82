import { currentLocale } from "./current-locale.ts";
import { formatMoment, isTimeFormat } from "./dates/format-moment.ts";
import { type Moment, momentOf } from "./dates/moment.ts";
import { strftime } from "./dates/strftime.ts";
import { DateFormatError } from "./errors.ts";
import { getFormat } from "./get-format.ts";
import { currentI18n } from "./i18n-config.ts";
import type { Locale } from "./locale.ts";
import { isDecimal } from "./numbers/decimal.ts";
import { type Numeric, numberFormat } from "./numbers/number-format.ts";
import { currentTimeZone } from "./time-zone.ts";

/** In which language and zone something is written: the current ones by default. */
export interface LocalizeOptions {
  readonly locale?: Locale;
  /** Where instants are shown. */
  readonly timeZone?: string;
  /** Whether a `Temporal.ZonedDateTime` is shown in its own zone, and other instants in UTC. */
  readonly keepZones?: boolean;
  /** Where a date and time without zone is thought to be; the app's zone by default. */
  readonly defaultTimeZone?: string;
  /** `false` writes with the plain formats, which are the same in all languages. */
  readonly localize?: boolean;
}

export interface NumberOptions extends Pick<LocalizeOptions, "locale" | "localize"> {
  /** How many there are; what is beyond is cut off, not rounded. By default as many as the number has. */
  readonly decimalPlaces?: number;
  /** Whether thousands are separated even where the app doesn't say so. */
  readonly forceGrouping?: boolean;
}

/**
 * Writes a date as the language does, or in one of Django's formats.
 *
 * @param format - A format, or the name of one: `"SHORT_DATE_FORMAT"`.
 * @throws {@link DateFormatError} for what is no date, and for a format that asks for what the value doesn't have.
 *
 * @example
 * formatDate(order.placedAt); // "3. März 2026"
 * formatDate(order.placedAt, "l, H:i"); // "Dienstag, 14:05"
 */
export function formatDate(value: unknown, format = "DATE_FORMAT", options: LocalizeOptions = {}): string {
  return momentText(requiredMoment(value, options), format, options);
}

function momentText(moment: Moment, format: string, options: LocalizeOptions): string {
  const locale = options.locale ?? currentLocale();
  return formatMoment(moment, String(getFormat(format, locale, options)), {
    locale,
    defaultTimeZone: options.defaultTimeZone ?? currentI18n().timeZone,
  });
}

/**
 * The same for the time: `"14:05"`, `"2:05 p.m."`.
 * @throws {@link DateFormatError} also for a format that asks for the date.
 */
export function formatTime(value: unknown, format = "TIME_FORMAT", options: LocalizeOptions = {}): string {
  const inFull = String(getFormat(format, options.locale ?? currentLocale(), options));
  if (!isTimeFormat(inFull)) {
    throw new DateFormatError(`The format "${inFull}" asks for more than the time. Use formatDate().`);
  }
  return formatDate(value, inFull, options);
}

function requiredMoment(value: unknown, options: LocalizeOptions): Moment {
  const moment = momentIn(value, options);
  if (moment !== undefined) return moment;
  throw new DateFormatError(`A date or a time was to be written, and got ${describe(value)}.`);
}

function momentIn(value: unknown, options: LocalizeOptions): Moment | undefined {
  const { timeZone = currentTimeZone(), keepZones = false } = options;
  return momentOf(value, { timeZone, keepZones });
}

function describe(value: unknown): string {
  if (value instanceof Date) return "an invalid Date";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/**
 * Writes a number as the language does.
 *
 * @example
 * formatNumber(1234.5, { decimalPlaces: 2, forceGrouping: true }); // "1.234,50"
 */
export function formatNumber(value: Numeric, options: NumberOptions = {}): string {
  const { locale = currentLocale(), localize: isLocalized = true, forceGrouping = false } = options;
  const formats = isLocalized ? locale : locale.plain;
  const isGrouped = forceGrouping || (isLocalized && locale.usesThousandSeparator);
  return numberFormat(value, {
    decimalSeparator: formats.decimalSeparator,
    thousandSeparator: formats.thousandSeparator,
    grouping: isGrouped ? formats.numberGrouping : 0,
    decimalPlaces: options.decimalPlaces,
  });
}

/**
 * Writes numbers, dates and times as the language does; everything else comes back as it is, and numbers do, too, with
 * `localize: false`.
 */
export function localize(value: unknown, options: LocalizeOptions = {}): unknown {
  if (isNumber(value)) return options.localize === false ? value : formatNumber(value, options);
  if (typeof value !== "object" || value === null) return value;
  const moment = momentIn(value, options);
  return moment === undefined ? value : momentText(moment, formatNames[moment.kind], options);
}

const formatNames = { date: "DATE_FORMAT", time: "TIME_FORMAT", datetime: "DATETIME_FORMAT" } as const;

function isNumber(value: unknown): value is Numeric {
  return (
    typeof value === "number" || typeof value === "bigint" || value instanceof Number || isDecimal(value)
  );
}

/**
 * The same for a field of a form: in the first of the formats in which the language lets people enter dates.
 * @param format - A format of input, such as `"%d.%m.%Y"`.
 */
export function localizeInput(value: unknown, format?: string, options: LocalizeOptions = {}): unknown {
  const { locale = currentLocale() } = options;
  if (isNumber(value)) return formatNumber(value, { locale });
  const moment = momentIn(value, options);
  if (moment === undefined) return value;
  const formats = {
    date: locale.dateInputFormats,
    time: locale.timeInputFormats,
    datetime: locale.dateTimeInputFormats,
  };
  return strftime(moment, format ?? formats[moment.kind][0]!);
}
