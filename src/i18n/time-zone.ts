import { contextKey, contextValue, runInContext } from "../core/index.ts";
import { UnknownTimeZoneError } from "./errors.ts";
import { currentI18n } from "./i18n-config.ts";
import { isTimeZone } from "./time-zone-name.ts";

const timeZoneKey = contextKey<string>("i18n.timeZone");

/** The zone in which the current flow of work shows instants: the one of `withTimeZone()`, or else the app's. */
export function currentTimeZone(): string {
  return chosenTimeZone() ?? currentI18n().timeZone;
}

/** The zone of the innermost `withTimeZone()`; `undefined` where there is none. */
export function chosenTimeZone(): string | undefined {
  return contextValue(timeZoneKey);
}

/**
 * Runs `work`, and all that it starts, in a time zone: that is where templates and formats show instants.
 * @throws {@link UnknownTimeZoneError} for what is no time zone.
 *
 * @example
 * withTimeZone(user.timeZone, () => render(request));
 */
export function withTimeZone<Result>(timeZone: string, work: () => Result): Result {
  if (!isTimeZone(timeZone)) throw new UnknownTimeZoneError(timeZone);
  return runInContext(timeZoneKey, timeZone, work);
}
