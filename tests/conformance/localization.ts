import {
  formatDate,
  formatNumber,
  formatTime,
  getFormat,
  type Locale,
  type LocaleOptions,
  localeFor,
  localize,
  localizeInput,
  type Numeric,
  numberFormat,
  sanitizeSeparators,
} from "quintet/i18n";
import { safe } from "quintet/templates";
import { textOf } from "../../src/templates/runtime/text-of.ts";
import { argument, type Call, type CallAnswerers, type CallRecord } from "./call.ts";
import type { Settings } from "./templates.ts";
import { languageOf } from "./translations.ts";

/*
 * Django's functions of formats, and the settings that they depend on.
 */

const settingsOfFormats = {
  DATE_FORMAT: "dateFormat",
  TIME_FORMAT: "timeFormat",
  DATETIME_FORMAT: "dateTimeFormat",
  YEAR_MONTH_FORMAT: "yearMonthFormat",
  MONTH_DAY_FORMAT: "monthDayFormat",
  SHORT_DATE_FORMAT: "shortDateFormat",
  SHORT_DATETIME_FORMAT: "shortDateTimeFormat",
  DATE_INPUT_FORMATS: "dateInputFormats",
  TIME_INPUT_FORMATS: "timeInputFormats",
  DATETIME_INPUT_FORMATS: "dateTimeInputFormats",
  FIRST_DAY_OF_WEEK: "firstDayOfWeek",
  DECIMAL_SEPARATOR: "decimalSeparator",
  THOUSAND_SEPARATOR: "thousandSeparator",
  NUMBER_GROUPING: "numberGrouping",
} as const;

/** The modules of formats that records name; they belong to the tests of Django that the records come from. */
const formatModules: Readonly<Record<string, LocaleOptions["formats"]>> = {
  "i18n.other.locale": { fr: { named: { CUSTOM_DAY_FORMAT: "d/m/Y CUSTOM" } } },
};

/** Django's settings as Quintet's options. */
export function localeOptionsOf(settings: Settings): LocaleOptions {
  const given = Object.entries(settingsOfFormats).filter(([name]) => settings[name] !== undefined);
  return {
    useThousandSeparator: settings.USE_THOUSAND_SEPARATOR,
    formats: formatModules[settings.FORMAT_MODULE_PATH ?? ""] ?? {},
    defaultFormats: Object.fromEntries(given.map(([name, key]) => [key, settings[name]])),
  };
}

/** The locale of a record. */
export function localeOf(record: CallRecord, chosen?: unknown): Locale {
  const wanted = typeof chosen === "string" ? chosen : languageOf(record);
  return localeFor(wanted ?? "", localeOptionsOf(record.settings));
}

/** Whether a call asks for the language's formats, by an argument that may be None. */
function isLocalized(call: Call, place: number): boolean {
  return (argument(call, place, "use_l10n") ?? true) !== false;
}

/** How Django's functions see a call: values stay in their zones. */
function optionsOf({ environment }: Call, isOn: boolean) {
  return { ...environment, keepZones: true, localize: isOn };
}

function formatOf(call: Call, fallback: string): string {
  return String(argument(call, 1, "format") || fallback);
}

export const formatFunctions: CallAnswerers = {
  "django.utils.dateformat.format": (call) =>
    formatDate(call.args[0], String(call.args[1]), optionsOf(call, true)),
  "django.utils.dateformat.time_format": (call) =>
    formatTime(call.args[0], String(call.args[1]), optionsOf(call, true)),
  "django.utils.formats.date_format": (call) =>
    formatDate(call.args[0], formatOf(call, "DATE_FORMAT"), optionsOf(call, isLocalized(call, 2))),
  "django.utils.formats.time_format": (call) =>
    formatTime(call.args[0], formatOf(call, "TIME_FORMAT"), optionsOf(call, isLocalized(call, 2))),
  "django.utils.formats.get_format": (call) =>
    getFormat(String(call.args[0]), localeOf(call.record, argument(call, 1, "lang")), {
      localize: isLocalized(call, 2),
    }),
  "django.utils.formats.localize": (call) =>
    marked(call, call.args[0], localize(call.args[0], optionsOf(call, isLocalized(call, 1)))),
  "django.utils.formats.localize_input": (call) => {
    const format = argument(call, 1, "default") as string | null | undefined;
    return marked(
      call,
      call.args[0],
      localizeInput(call.args[0], format ?? undefined, optionsOf(call, true)),
    );
  },
  "django.utils.formats.number_format": (call) => {
    const [value] = call.args;
    const decimalPlaces = argument(call, 1, "decimal_pos") as number | null | undefined;
    const forceGrouping = argument(call, 3, "force_grouping") === true;
    const written = formatNumber(value as Numeric, {
      locale: call.environment.locale,
      localize: isLocalized(call, 2),
      forceGrouping,
      ...(typeof decimalPlaces === "number" ? { decimalPlaces } : {}),
    });
    return marked(call, value, written, forceGrouping);
  },
  "django.utils.formats.sanitize_separators": ({ args: [value], environment }) =>
    typeof value === "string" ? sanitizeSeparators(value, environment.locale) : value,
  "django.utils.numberformat.format": (call) => {
    const isGrouped =
      argument(call, 5, "force_grouping") === true ||
      (isLocalized(call, 6) && call.record.settings.USE_THOUSAND_SEPARATOR);
    const written = numberFormat(argument(call, 0, "number") as Numeric, {
      decimalSeparator: String(argument(call, 1, "decimal_sep")),
      decimalPlaces: (argument(call, 2, "decimal_pos") ?? undefined) as number | undefined,
      grouping: isGrouped ? ((argument(call, 3, "grouping") ?? 0) as number) : 0,
      thousandSeparator: String(argument(call, 4, "thousand_sep") ?? ""),
    });
    const grouping = isGrouped ? argument(call, 3, "grouping") : 0;
    return marked(call, argument(call, 0, "number"), written, grouping !== undefined && grouping !== 0);
  },
};

/** Django gives booleans as text, and marks whole numbers as safe where it may not group their digits. */
function marked(call: Call, value: unknown, written: unknown, isGrouped = usesGroups(call)): unknown {
  if (typeof value === "boolean") return textOf(value);
  const isWhole = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  return isWhole && !isGrouped && !String(written).includes(".") ? safe(String(written)) : written;
}

function usesGroups({ environment: { locale } }: Call): boolean {
  return locale.usesThousandSeparator && locale.numberGrouping !== 0;
}
