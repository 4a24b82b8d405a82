import { type Moment, momentOf, timeBetween } from "quintet/i18n";
import { escapeHtml, safe } from "quintet/templates";
import { builtinLibraries } from "../../src/templates/builtin-libraries.ts";
import { conditionalEscape } from "../../src/templates/filters/conditional-escape.ts";
import { presentMoment } from "../../src/templates/filters/dates.ts";
import { escapeJs, linebreaks, normalizeNewlines } from "../../src/templates/filters/html.ts";
import { humanizeFilters } from "../../src/templates/filters/humanize.ts";
import { jsonScript } from "../../src/templates/filters/json-script.ts";
import { quoteUrl } from "../../src/templates/filters/quote-url.ts";
import { slugify } from "../../src/templates/filters/slugify.ts";
import { stripTags } from "../../src/templates/filters/strip-tags.ts";
import { ellipsisIn, truncateCharacters, truncateWords } from "../../src/templates/filters/truncate.ts";
import { truncateHtmlCharacters, truncateHtmlWords } from "../../src/templates/filters/truncate-html.ts";
import { urlize } from "../../src/templates/filters/urlize.ts";
import { wrapText } from "../../src/templates/filters/wrap-text.ts";
import type { Filter } from "../../src/templates/library.ts";
import { smartSplit, unquote } from "../../src/templates/parser/smart-split.ts";
import { textOf } from "../../src/templates/runtime/text-of.ts";
import type { Call, CallRecord } from "./call.ts";
import { languageFunctions } from "./language-calls.ts";
import { formatFunctions, localeOf } from "./localization.ts";
import { partFunctions } from "./part-calls.ts";
import { languageOf, RecordedTranslations } from "./translations.ts";
import { decode, encode, Unsupported, zoneId } from "./values.ts";

const filters = { ...builtinLibraries[0]!.filters, ...humanizeFilters };

/** Django's names of filter functions that differ from the name of the filter. */
const renamed: Readonly<Record<string, string>> = {
  escape_filter: "escape",
  escapejs_filter: "escapejs",
  linebreaks_filter: "linebreaks",
  phone2numeric_filter: "phone2numeric",
  slice_filter: "slice",
  timesince_filter: "timesince",
  timeuntil_filter: "timeuntil",
};

export const answerers = {
  call: (record: CallRecord): unknown => {
    const { fn, settings } = record;
    const kwargs = decode(record.kwargs ?? {}) as Record<string, unknown>;
    const call: Call = {
      args: record.args.map((value) => decode(value)),
      kwargs,
      init: (record.init ?? []).map((value) => decode(value)),
      record,
      environment: {
        autoescape: kwargs.autoescape !== false,
        timeZone: record.timezone === undefined ? settings.TIME_ZONE : zoneId(record.timezone),
        keepZones: !settings.USE_TZ,
        language: languageOf(record) ?? "",
        locale: localeOf(record),
        defaultTimeZone: settings.TIME_ZONE,
        translator: new RecordedTranslations(record).for(languageOf(record) ?? ""),
        localize: true,
        now: () => new Date(record.now ?? Date.now()),
        functions: {},
        confinement: undefined,
      },
    };
    return encode(answer(fn, call));
  },
};

function answer(fn: string, call: Call): unknown {
  const filterName =
    /^django\.(?:template\.defaultfilters|contrib\.humanize\.templatetags\.humanize)\.(\w+)$/.exec(fn)?.[1];
  if (filterName !== undefined) return callFilter(renamed[filterName] ?? filterName, call);
  const known =
    partFunctions[fn] ??
    formatFunctions[fn] ??
    languageFunctions[fn] ??
    functions[fn.replace(/^django\.utils\./, "")];
  if (known === undefined) throw new Unsupported(fn);
  return known(call);
}

function callFilter(name: string, { args, kwargs, environment }: Call): unknown {
  const filter: Filter | undefined = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (filter === undefined) throw new Unsupported(name);
  const [value, argument = kwargs.arg, ...rest] = args;
  if (argument === undefined && filter.argument === "required")
    throw new TypeError(`${name} needs an argument`);
  const autoescape = rest.length > 0 ? rest[0] !== false : environment.autoescape;
  return filter.apply(value, argument, { ...environment, autoescape });
}

const functions: Readonly<Record<string, (call: Call) => unknown>> = {
  "html.conditional_escape": ({ args: [value] }) => safe(conditionalEscape(value)),
  "html.escape": ({ args: [value] }) => safe(escapeHtml(textOf(value))),
  "html.escapejs": ({ args: [value] }) => safe(escapeJs(textOf(value))),
  "html.json_script": ({ args: [value, id], kwargs }) => safe(jsonScript(value, id ?? kwargs.element_id)),
  "html.linebreaks": ({ args: [value, autoescape = false] }) =>
    linebreaks(textOf(value), autoescape === true),
  "html.strip_spaces_between_tags": ({ args: [value] }) => textOf(value).replace(/>\s+</g, "><"),
  "html.strip_tags": ({ args: [value] }) => stripTags(textOf(value)),
  "html.smart_urlquote": ({ args: [url] }) => quoteUrl(textOf(url)),
  "html.urlize": ({ args: [text], kwargs }) => urlized(text, kwargs),
  "text.normalize_newlines": ({ args: [value] }) => normalizeNewlines(textOf(value)),
  "text.phone2numeric": ({ args: [value], environment }) =>
    filters.phone2numeric!.apply(value, undefined, environment),
  "text.slugify": ({ args: [value], kwargs }) =>
    slugify(textOf(value), { allowUnicode: kwargs.allow_unicode === true }),
  "text.smart_split": ({ args: [value] }) => smartSplit(textOf(value)),
  "text.unescape_string_literal": ({ args: [value] }) => unescaped(textOf(value)),
  "text.wrap": ({ args: [value, width] }) => wrapText(textOf(value), Number(width)),
  "text.Truncator.chars": (call) => truncated(call, "chars"),
  "text.Truncator.words": (call) => truncated(call, "words"),
  "timesince.timesince": (call) => between(call, (value, now) => [value, now]),
  "timesince.timeuntil": (call) => between(call, (value, now) => [now, value]),
};

function unescaped(literal: string): string {
  const text = unquote(literal);
  if (text === undefined) throw new TypeError("no literal");
  return text;
}

function truncated(call: Call, unit: "chars" | "words"): string {
  const { init, args, kwargs, environment } = call;
  const text = textOf(init[0]);
  const given = args[1] ?? kwargs.truncate;
  const ellipsis = typeof given === "string" ? given : ellipsisIn(environment.translator);
  const limit = Number(args[0]);
  if (kwargs.html === true)
    return unit === "chars"
      ? truncateHtmlCharacters(text, limit, ellipsis)
      : truncateHtmlWords(text, limit, ellipsis);
  return unit === "chars" ? truncateCharacters(text, limit, ellipsis) : truncateWords(text, limit, ellipsis);
}

function urlized(text: unknown, kwargs: Call["kwargs"]): unknown {
  const limit = kwargs.trim_url_limit;
  return urlize(textOf(text), {
    noFollow: kwargs.nofollow === true,
    escapes: kwargs.autoescape === true,
    ...(typeof limit === "number" ? { limit } : {}),
  });
}

function between(
  { args, kwargs, environment }: Call,
  arrange: (value: Moment, now: Moment) => [Moment, Moment],
): string {
  const settings = { ...environment, keepZones: true };
  const value = momentOf(args[0], settings);
  if (value === undefined) throw new TypeError("no date");
  const given = args[1] ?? kwargs.now;
  const now = given ? momentOf(given, settings) : presentMoment(environment, value);
  if (now === undefined) throw new TypeError("no date");
  const { depth = 2 } = kwargs as { depth?: number };
  if (depth <= 0) throw new RangeError("depth");
  return timeBetween(...arrange(value, now), { translator: environment.translator, depth });
}
