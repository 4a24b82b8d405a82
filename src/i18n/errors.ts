import { QuintetError } from "../core/index.ts";

/** A file of translations can't be read. */
export class CatalogError extends QuintetError {
  readonly code = "i18n.catalog";

  constructor(file: string, reason: string, cause?: unknown) {
    super(
      `The translations of ${file} can't be read: ${reason}\nCheck the file with "msgfmt --check", or compile it anew.`,
      { cause },
    );
  }
}

/** A catalog says wrongly which plural form a number takes. */
export class PluralFormsError extends QuintetError {
  readonly code = "i18n.plural-forms";

  constructor(header: string, reason: string) {
    super(
      `A catalog's header "Plural-Forms: ${header.trim()}" can't be used: ${reason}.\nIt should read like "nplurals=2; plural=(n != 1);", with the numbers, n and operators of C.`,
    );
  }
}

/** A message asks for values in a way that is not known, or for a value that isn't there. */
export class MessageFormatError extends QuintetError {
  readonly code = "i18n.message-format";

  constructor(message: string, reason: string) {
    super(
      `The message ${JSON.stringify(message)} can't be filled in: ${reason}.\nPlaces for values are written "%(name)s", a percent sign "%%".`,
    );
  }
}

/** Something is to be shown in a time zone that doesn't exist. */
export class UnknownTimeZoneError extends QuintetError {
  readonly code = "i18n.unknown-time-zone";

  constructor(timeZone: unknown) {
    super(
      `${JSON.stringify(timeZone) ?? String(timeZone)} is no time zone. Write a name of the IANA time zone database, such as "Europe/Berlin", or a distance from UTC, such as "+05:30".`,
    );
  }
}

/** A date or a time cannot be written in the format that was asked for. */
export class DateFormatError extends QuintetError {
  readonly code = "i18n.date-format";
}

/** Two moments have no distance, because only one of them says in which time zone it is. */
export class ZonelessMomentError extends QuintetError {
  readonly code = "i18n.zoneless-moment";

  constructor(withZone: string, without: string) {
    super(
      `There is no time between ${withZone} and ${without}, which names no time zone. Give both a zone, or neither.`,
    );
  }
}
