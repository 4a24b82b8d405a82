import type { Locale, Translator } from "../../i18n/index.ts";
import type { Confinement } from "../sandbox/confinement.ts";
import type { TemplateFunctions } from "../template-functions.ts";

/** What filters and tags may ask about the render that they are part of. */
export interface RenderEnvironment {
  /** Whether values are escaped at this place of the template. */
  readonly autoescape: boolean;
  /** The zone in which instants are shown, such as `"Europe/Berlin"`. */
  readonly timeZone: string;
  /** The app's own zone, in which a date and time without zone is thought to be. */
  readonly defaultTimeZone: string;
  /** Whether a `Temporal.ZonedDateTime` is shown in its own zone instead. */
  readonly keepZones: boolean;
  /** The language of the page, such as `"pt-br"`. */
  readonly language: string;
  /** How that language writes dates and numbers. */
  readonly locale: Locale;
  readonly translator: Translator;
  /** Whether dates and numbers are written as the locale does; `false` inside `{% localize off %}`. */
  readonly localize: boolean;
  /** The time, for `{% now %}` and `timesince`. */
  now(): Date;
  readonly functions: Partial<TemplateFunctions>;
  /** Only in a sandbox: what bounds the work of filters, and their look-ups. */
  readonly confinement: Confinement | undefined;
}
