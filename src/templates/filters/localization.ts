import { inZone, isTimeZone, localize } from "../../i18n/index.ts";
import { type Filter, filter } from "../library.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";

/** A value as text, written as the language does or as it does not. Safe HTML stays safe. */
function localized(value: unknown, environment: RenderEnvironment, isOn: boolean): unknown {
  if (value instanceof SafeString) return value;
  return textOf(localize(value, { ...environment, keepZones: true, localize: isOn }));
}

/** The filters of `{% load l10n %}`. */
export const localizationFilters: Readonly<Record<string, Filter>> = {
  localize: filter({ apply: (value, _, environment) => localized(value, environment, true) }),
  unlocalize: filter({ apply: (value, _, environment) => localized(value, environment, false) }),
};

/** An instant that is shown in a zone, whatever the current one is; nothing for what is no instant. */
function zoned(value: unknown, zone: unknown, { defaultTimeZone }: RenderEnvironment): unknown {
  const name = zone instanceof SafeString ? zone.text : zone;
  return (isTimeZone(name) && inZone(value, name, defaultTimeZone)) || "";
}

/** The filters of `{% load tz %}`. */
export const timeZoneFilters: Readonly<Record<string, Filter>> = {
  localtime: filter({ apply: (value, _, environment) => zoned(value, environment.timeZone, environment) }),
  timezone: filter({ argument: "required", apply: zoned }),
  utc: filter({ apply: (value, _, environment) => zoned(value, "UTC", environment) }),
};
