import type { Locale, LocaleFormats } from "./locale.ts";

/** Django's names of the formats, which templates use: `{{ day|date:"SHORT_DATE_FORMAT" }}`. */
const keys: ReadonlyMap<string, keyof LocaleFormats> = new Map([
  ["DATE_FORMAT", "dateFormat"],
  ["TIME_FORMAT", "timeFormat"],
  ["DATETIME_FORMAT", "dateTimeFormat"],
  ["YEAR_MONTH_FORMAT", "yearMonthFormat"],
  ["MONTH_DAY_FORMAT", "monthDayFormat"],
  ["SHORT_DATE_FORMAT", "shortDateFormat"],
  ["SHORT_DATETIME_FORMAT", "shortDateTimeFormat"],
  ["DATE_INPUT_FORMATS", "dateInputFormats"],
  ["TIME_INPUT_FORMATS", "timeInputFormats"],
  ["DATETIME_INPUT_FORMATS", "dateTimeInputFormats"],
  ["FIRST_DAY_OF_WEEK", "firstDayOfWeek"],
  ["DECIMAL_SEPARATOR", "decimalSeparator"],
  ["THOUSAND_SEPARATOR", "thousandSeparator"],
  ["NUMBER_GROUPING", "numberGrouping"],
]);

/**
 * What a format's name stands for in a locale; what is no name is a format itself.
 * @param options.localize - `false` for the formats of what is not localized.
 *
 * @example
 * getFormat("SHORT_DATE_FORMAT", localeFor("de")); // "d.m.Y"
 * getFormat("H:i", localeFor("de")); // "H:i"
 */
export function getFormat(
  name: string,
  locale: Locale,
  { localize = true }: { readonly localize?: boolean } = {},
): LocaleFormats[keyof LocaleFormats] {
  const key = keys.get(name);
  if (key === undefined) return localize && Object.hasOwn(locale.named, name) ? locale.named[name]! : name;
  return localize ? locale[key] : locale.plain[key];
}
