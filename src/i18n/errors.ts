import { QuintetError } from "../core/index.ts";

/** Something is to be shown in a time zone that doesn't exist. */
export class UnknownTimeZoneError extends QuintetError {
  readonly code = "i18n.unknown-time-zone";

  constructor(timeZone: unknown) {
    super(
      `${JSON.stringify(timeZone) ?? String(timeZone)} is no time zone. Write a name of the IANA time zone database, such as "Europe/Berlin", or a distance from UTC, such as "+05:30".`,
    );
  }
}
