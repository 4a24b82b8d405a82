import { QuintetError } from "quintet";
import { UnsafeFileNameError } from "quintet/http";
import { currentLanguage, localeFor, withTimeZone } from "quintet/i18n";
import {
  Engine,
  memoryLoader,
  SuspiciousTextError,
  TemplateDoesNotExist,
  TemplateRecursionError,
} from "quintet/templates";
import { filePathToUri } from "../../src/core/uri.ts";
import { librariesOf } from "./libraries.ts";
import { localeOptionsOf } from "./localization.ts";
import { languageNames, languageOf, type RecordedLanguage, RecordedTranslations } from "./translations.ts";
import { answerers as urlAnswerers } from "./urls.ts";
import { decode, zoneId } from "./values.ts";

/** A recorded rendering. */
interface TemplateRecord extends RecordedLanguage {
  readonly templates: Readonly<Record<string, string>>;
  readonly template: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly engine?: {
    readonly string_if_invalid?: string;
    readonly autoescape?: boolean;
    readonly debug?: boolean;
    readonly libraries?: Readonly<Record<string, string | null>>;
    readonly context_processors?: readonly string[];
  };
  readonly context_options?: {
    readonly autoescape?: boolean;
    readonly use_tz?: boolean;
    readonly use_l10n?: boolean;
  };
  readonly phase?: string;
  readonly request?: unknown;
  readonly request_context?: boolean;
  readonly settings: Settings;
  readonly timezone?: string;
  readonly now?: string;
  readonly urlconf?: unknown;
  readonly script_prefix?: string;
  readonly current_app?: string;
}

export interface Settings {
  readonly LANGUAGE_CODE: string;
  readonly LANGUAGES?: readonly (readonly [string, string])[];
  readonly USE_I18N: boolean;
  readonly USE_TZ: boolean;
  readonly TIME_ZONE: string;
  readonly USE_THOUSAND_SEPARATOR: boolean;
  readonly STATIC_URL: string;
  readonly FORMAT_MODULE_PATH?: string;
  /** Settings of formats, such as `DECIMAL_SEPARATOR`, which few records have. */
  readonly [name: string]: unknown;
  readonly MEDIA_URL: string;
}

class NoReverseMatch extends QuintetError {
  readonly code = "routing.no-route";
}

export const answerers = {
  template: (record: TemplateRecord): string | Promise<string> => {
    const engine = engineFor(record);
    const template = engine.template(record.template);
    const fromString = (source: string) => engine.fromString(source);
    const entries = Object.entries(record.context).map(([name, value]) => [name, decode(value, fromString)]);
    const render = () =>
      template.render(Object.fromEntries(entries), {
        autoescape: record.context_options?.autoescape ?? true,
      });
    return record.timezone === undefined ? render() : withTimeZone(zoneId(record.timezone), render);
  },
};

/** What Django's context processors add, behind the context itself. */
function sharedData(record: TemplateRecord): Record<string, () => unknown> {
  const { engine, request, request_context } = record;
  if (!request_context || request === undefined) return {};
  const processors = engine?.context_processors ?? [];
  const has = (name: string): boolean => processors.some((processor) => processor.endsWith(name));
  return {
    // Also where no processor shares it: Django's {% querystring %} finds it all the same.
    request: () => decode({ $request: request }),
    ...(has(".i18n")
      ? {
          LANGUAGES: () => languageNames(record),
          LANGUAGE_CODE: () => languageOf(record),
          LANGUAGE_BIDI: () => localeFor(languageOf(record) ?? "").isRightToLeft,
        }
      : {}),
    ...(has(".test_processor") ? { processors: () => "yes" } : {}),
  };
}

function engineFor(record: TemplateRecord): Engine {
  const { settings, engine = {} } = record;
  const useTz = record.context_options?.use_tz ?? settings.USE_TZ;
  return new Engine({
    loaders: [memoryLoader(record.templates)],
    language: languageOf(record) ?? "",
    languages: Object.fromEntries(languageNames(record)),
    translations: new RecordedTranslations(record),
    libraries: librariesOf(engine.libraries),
    debug: engine.debug === true,
    unsafeAutoescapeOff: engine.autoescape === false,
    stringIfInvalid: engine.string_if_invalid ?? "",
    timeZone: settings.TIME_ZONE,
    keepZones: !useTz,
    localeOptions: localeOptionsOf(settings),
    localize: record.context_options?.use_l10n !== false,
    ...(record.now === undefined ? {} : { now: () => new Date(record.now!) }),
    sharedData: sharedData(record),
    functions: {
      urlFor: (name, positional, named) => reverse(record, name, positional, named),
      assetUrl: (path) => settings.STATIC_URL + filePathToUri(path),
      staticPrefix: () => settings.STATIC_URL,
      mediaPrefix: () => settings.MEDIA_URL,
      csrfToken: () => "",
    },
  });
}

function reverse(
  record: TemplateRecord,
  name: string,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
): string {
  const params = positional.length > 0 ? { args: positional } : { kwargs: named };
  const { urlconf = [], settings, script_prefix, current_app } = record;
  const answer = urlAnswerers.reverse!({
    kind: "reverse",
    id: "",
    urlconf,
    name,
    settings,
    language: currentLanguage() ?? languageOf(record),
    ...params,
    ...(script_prefix === undefined ? {} : { script_prefix }),
    ...(current_app === undefined ? {} : { current_app }),
  } as never) as { output?: string; error?: { class: string; message: string } };
  if (answer.output !== undefined) return answer.output;
  throw new NoReverseMatch(answer.error!.message);
}

/** Django's name of an error. */
export function djangoErrorName(error: unknown): string {
  if (error instanceof NoReverseMatch) return "NoReverseMatch";
  if (error instanceof TemplateDoesNotExist) return "TemplateDoesNotExist";
  if (error instanceof UnsafeFileNameError) return "SuspiciousFileOperation";
  if (error instanceof SuspiciousTextError) return "SuspiciousOperation";
  if (error instanceof TemplateRecursionError) return "RecursionError";
  return error instanceof Error ? error.name : "Error";
}
