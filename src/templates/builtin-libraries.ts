import { dateFilters } from "./filters/dates.ts";
import { htmlFilters } from "./filters/html.ts";
import { humanizeFilters } from "./filters/humanize.ts";
import { languageFilters } from "./filters/languages.ts";
import { listFilters } from "./filters/lists.ts";
import { localizationFilters, timeZoneFilters } from "./filters/localization.ts";
import { logicFilters } from "./filters/logic.ts";
import { numberFilters } from "./filters/numbers.ts";
import { textFilters } from "./filters/text.ts";
import { urlizeFilters } from "./filters/urlize.ts";
import { urlFilters } from "./filters/urls.ts";
import { defineLibrary, type Library } from "./library.ts";
import { blockTranslate } from "./tags/block-translate.ts";
import { cache } from "./tags/cache.ts";
import { cycle, firstof, ifchanged, resetcycle } from "./tags/choices.ts";
import { cspNonceAttr } from "./tags/csp-nonce.ts";
import { debug } from "./tags/debug.ts";
import { forTag } from "./tags/for.ts";
import { ifTag } from "./tags/if.ts";
import { include } from "./tags/include.ts";
import { block, extendsTag } from "./tags/inheritance.ts";
import { language } from "./tags/language.ts";
import {
  getAvailableLanguages,
  getCurrentLanguage,
  getCurrentLanguageBidi,
  getLanguageInfo,
  getLanguageInfoList,
} from "./tags/languages.ts";
import { csrfTokenTag, mediaPrefix, staticPrefix, staticTag, url } from "./tags/links.ts";
import { load } from "./tags/load.ts";
import { getCurrentTimezone, localizeTag, localtimeTag, timezoneTag } from "./tags/localization.ts";
import { loremTag } from "./tags/lorem.ts";
import { partial, partialdef } from "./tags/partials.ts";
import { querystring } from "./tags/querystring.ts";
import { comment, templatetag, verbatim } from "./tags/raw.ts";
import { autoescape, withTag } from "./tags/scopes.ts";
import { filterTag, spaceless } from "./tags/transforms.ts";
import { translate } from "./tags/translate.ts";
import { now, regroup, widthratio } from "./tags/values.ts";

/** What is there without `{% load %}`. */
export const builtinLibraries: readonly Library[] = [
  defineLibrary({
    name: "builtins",
    tags: {
      autoescape,
      block,
      comment,
      csp_nonce_attr: cspNonceAttr,
      csrf_token: csrfTokenTag,
      cycle,
      debug,
      extends: extendsTag,
      filter: filterTag,
      firstof,
      for: forTag,
      if: ifTag,
      ifchanged,
      include,
      load,
      lorem: loremTag,
      now,
      partial,
      partialdef,
      querystring,
      regroup,
      resetcycle,
      spaceless,
      static: staticTag,
      templatetag,
      url,
      verbatim,
      widthratio,
      with: withTag,
    },
    filters: {
      ...dateFilters,
      ...htmlFilters,
      ...listFilters,
      ...logicFilters,
      ...numberFilters,
      ...textFilters,
      ...urlFilters,
      ...urlizeFilters,
    },
  }),
];

/** What templates written for Django load, and has to be there for `{% load %}`. */
export const loadableLibraries: readonly Library[] = [
  defineLibrary({ name: "cache", tags: { cache } }),
  defineLibrary({ name: "humanize", filters: humanizeFilters }),
  defineLibrary({ name: "l10n", tags: { localize: localizeTag }, filters: localizationFilters }),
  defineLibrary({
    name: "i18n",
    tags: {
      blocktrans: blockTranslate,
      blocktranslate: blockTranslate,
      get_available_languages: getAvailableLanguages,
      get_current_language: getCurrentLanguage,
      get_current_language_bidi: getCurrentLanguageBidi,
      get_language_info: getLanguageInfo,
      get_language_info_list: getLanguageInfoList,
      language,
      trans: translate,
      translate,
    },
    filters: languageFilters,
  }),
  defineLibrary({
    name: "static",
    tags: { static: staticTag, get_static_prefix: staticPrefix, get_media_prefix: mediaPrefix },
  }),
  defineLibrary({
    name: "tz",
    tags: { get_current_timezone: getCurrentTimezone, localtime: localtimeTag, timezone: timezoneTag },
    filters: timeZoneFilters,
  }),
];
