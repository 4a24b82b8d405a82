import type { Locale, LocaleFormats, LocaleWords } from "./locale.ts";

/** The formats where no language has a say. */
export const plainFormats: LocaleFormats = {
  dateFormat: "N j, Y",
  timeFormat: "P",
  dateTimeFormat: "N j, Y, P",
  yearMonthFormat: "F Y",
  monthDayFormat: "F j",
  shortDateFormat: "m/d/Y",
  shortDateTimeFormat: "m/d/Y P",
  dateInputFormats: [
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%b %d %Y",
    "%b %d, %Y",
    "%d %b %Y",
    "%d %b, %Y",
    "%B %d %Y",
    "%B %d, %Y",
    "%d %B %Y",
    "%d %B, %Y",
  ],
  timeInputFormats: ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"],
  dateTimeInputFormats: [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S.%f",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %H:%M:%S",
    "%m/%d/%y %H:%M:%S.%f",
    "%m/%d/%y %H:%M",
  ],
  firstDayOfWeek: 0,
  decimalSeparator: ".",
  thousandSeparator: ",",
  numberGrouping: 0,
};

/** English as it is written in the United States. */
export const englishFormats: LocaleFormats = {
  ...plainFormats,
  dateTimeInputFormats: [...plainFormats.dateTimeInputFormats, "%Y-%m-%d"],
  numberGrouping: 3,
};

const englishMonths = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const englishWords: LocaleWords = {
  months: englishMonths,
  alternativeMonths: englishMonths,
  apMonths: [
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
  ],
  shortMonths: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  shortWeekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  clock: { am: "a.m.", pm: "p.m.", AM: "AM", PM: "PM", midnight: "midnight", noon: "noon" },
};

/** The locale of English. */
export const english: Locale = {
  language: "en",
  isRightToLeft: false,
  usesThousandSeparator: false,
  named: {},
  plain: plainFormats,
  ...englishFormats,
  ...englishWords,
};
