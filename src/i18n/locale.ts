/** How a language writes dates and numbers, and how people enter them. */
export interface LocaleFormats {
  // Formats of output are Django's, one letter for each part: `"N j, Y"`.
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly dateTimeFormat: string;
  readonly yearMonthFormat: string;
  readonly monthDayFormat: string;
  readonly shortDateFormat: string;
  readonly shortDateTimeFormat: string;
  // Formats of input are those of strptime(): `"%d.%m.%Y"`. The first one is how a form shows the value.
  readonly dateInputFormats: readonly string[];
  readonly timeInputFormats: readonly string[];
  readonly dateTimeInputFormats: readonly string[];
  /** 0 is Sunday. */
  readonly firstDayOfWeek: number;
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
  /**
   * Digits in a group, from the right; several where groups differ: `[3, 2, 0]` writes `1,23,45,678`, because 0 stands
   * for all that follow. 0 alone: no groups.
   */
  readonly numberGrouping: number | readonly number[];
}

/** The words of dates. Months begin with January, weekdays with Monday. */
export interface LocaleWords {
  readonly months: readonly string[];
  /** As they stand in a date, where that differs: "15 maja" in Polish, whose month is "Maj". */
  readonly alternativeMonths: readonly string[];
  /** Shortened as the Associated Press does: "Jan.", "March". */
  readonly apMonths: readonly string[];
  readonly shortMonths: readonly string[];
  readonly weekdays: readonly string[];
  readonly shortWeekdays: readonly string[];
  readonly clock: ClockWords;
}

/** The words of the twelve-hour clock. */
export interface ClockWords {
  readonly am: string;
  readonly pm: string;
  readonly AM: string;
  readonly PM: string;
  readonly midnight: string;
  readonly noon: string;
}

/** The formats and words of a language. */
export interface Locale extends LocaleFormats, LocaleWords {
  readonly language: string;
  readonly isRightToLeft: boolean;
  /** Whether numbers are written with separators between thousands wherever the locale writes them. */
  readonly usesThousandSeparator: boolean;
  /** Formats of the app's own, by name. */
  readonly named: Readonly<Record<string, string>>;
  /** Formats for what is not localized, and for languages that say nothing about one. */
  readonly plain: LocaleFormats;
}
