import type { ZonedDateTime } from "../../dates/index.ts";

// Intl knows the customary abbreviation of a zone only in a language of the place: "CET" in British English, "CST" in
// American, "IST" in Indian. The first that has one wins.
const locales = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA", "en-NZ"];
const formats = new Map<string, Intl.DateTimeFormat>();

/** The customary short name of a zone at an instant: `CET`, `CEST`; `+03` where it has none. */
export function zoneAbbreviation(zoned: ZonedDateTime): string {
  if (zoned.timeZoneId === "UTC") return "UTC";
  if (/^[+-]\d/.test(zoned.timeZoneId)) return `UTC${zoned.timeZoneId}`;
  for (const locale of locales) {
    const name = shortName(locale, zoned);
    if (name !== undefined && !/^(GMT|UTC)[+\u2212-]/.test(name)) return name;
  }
  return zoned.offset.endsWith(":00") ? zoned.offset.slice(0, 3) : zoned.offset.replace(":", "");
}

function shortName(locale: string, zoned: ZonedDateTime): string | undefined {
  const key = `${locale} ${zoned.timeZoneId}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { timeZone: zoned.timeZoneId, timeZoneName: "short" });
    formats.set(key, format);
  }
  return format.formatToParts(zoned.epochMilliseconds).find(({ type }) => type === "timeZoneName")?.value;
}
