/** Django's formats for English, which a template may name: `{{ day|date:"SHORT_DATE_FORMAT" }}`. */
const formats: Readonly<Record<string, string>> = {
  DATE_FORMAT: "N j, Y",
  TIME_FORMAT: "P",
  DATETIME_FORMAT: "N j, Y, P",
  YEAR_MONTH_FORMAT: "F Y",
  MONTH_DAY_FORMAT: "F j",
  SHORT_DATE_FORMAT: "m/d/Y",
  SHORT_DATETIME_FORMAT: "m/d/Y P",
};

/** The format of a name, or the format itself. */
export function namedFormat(format: string): string {
  return Object.hasOwn(formats, format) ? formats[format]! : format;
}

/** How dates and times are written where the template names no format. */
export const defaultFormats = {
  date: formats.DATE_FORMAT!,
  time: formats.TIME_FORMAT!,
  datetime: formats.DATETIME_FORMAT!,
} as const;
