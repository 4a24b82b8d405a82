import { languageTag, localeName, parseAcceptLanguage, supportedLanguage } from "quintet/i18n";
import { templateLanguage } from "../../src/templates/runtime/language-info.ts";
import { argument, type Call, type CallAnswerers, textArgument } from "./call.ts";
import { languageNames } from "./translations.ts";

/*
 * Django's functions about languages.
 */

export const languageFunctions: CallAnswerers = {
  "django.utils.translation.get_language_info": (call) =>
    templateLanguage(argument(call, 0, "lang_code"), call.environment.translator),
  "django.utils.translation.to_language": (call) => languageTag(textArgument(argument(call, 0, "locale"))),
  "django.utils.translation.to_locale": (call) => localeName(textArgument(argument(call, 0, "language"))),
  "django.utils.translation.get_supported_language_variant": supportedVariant,
  "django.utils.translation.trans_real.get_supported_language_variant": supportedVariant,
  "django.utils.translation.trans_real.parse_accept_lang_header": (call) =>
    parseAcceptLanguage(textArgument(argument(call, 0, "lang_string"))).map(({ language, quality }) => [
      language,
      quality,
    ]),
};

function supportedVariant(call: Call): string {
  const supported = languageNames(call.record).map(([tag]) => tag);
  const wanted = textArgument(argument(call, 0, "lang_code"));
  const found = supportedLanguage(wanted, supported, { strict: argument(call, 1, "strict") === true });
  if (found === undefined) throw new RangeError(`${wanted} is not supported`);
  return found;
}
