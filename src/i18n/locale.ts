/** How a language writes dates and numbers. Formats of dates are Django's: `"N j, Y"`. */
export interface LocaleFormats {
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly dateTimeFormat: string;
  readonly yearMonthFormat: string;
  readonly monthDayFormat: string;
  readonly shortDateFormat: string;
  readonly shortDateTimeFormat: string;
  /** 0 is Sunday. */
  readonly firstDayOfWeek: number;
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
  /** Digits in a group, from the right; several where groups differ: `[3, 2, 0]` writes `1,23,45,678`. */
  readonly numberGrouping: number | readonly number[];
}

/** The formats and words of a language. */
export interface Locale extends LocaleFormats {
  readonly language: string;
}

/** English as it is written in the United States. */
export const english: Locale = {
  language: "en",
  dateFormat: "N j, Y",
  timeFormat: "P",
  dateTimeFormat: "N j, Y, P",
  yearMonthFormat: "F Y",
  monthDayFormat: "F j",
  shortDateFormat: "m/d/Y",
  shortDateTimeFormat: "m/d/Y P",
  firstDayOfWeek: 0,
  decimalSeparator: ".",
  thousandSeparator: ",",
  numberGrouping: 3,
};
