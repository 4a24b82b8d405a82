import {
  constantTimeEqual,
  decodeUrlSafeBase64,
  encodeUrlSafeBase64,
  fromBase36,
  isUsablePassword,
  toBase36,
} from "quintet/crypto";
import { type Attributes, attributesHtml } from "quintet/forms";
import { textList } from "quintet/i18n";
import { SafeString, safe } from "quintet/templates";
import { camelCaseToSpaces } from "../../src/db/models/names.ts";
import { labelOf } from "../../src/forms/field-label.ts";
import { reverseTemplates } from "../../src/routing/reverse-template.ts";
import { conditionalEscape } from "../../src/templates/filters/conditional-escape.ts";
import { capitalized } from "../../src/templates/filters/text.ts";
import { textOf } from "../../src/templates/runtime/text-of.ts";
import { argument, type Call, type CallAnswerers, textArgument } from "./call.ts";
import { pythonFormat } from "./python-format.ts";

/*
 * Django's functions of texts, HTML and the ways to write numbers and bytes.
 */

export const textFunctions: CallAnswerers = {
  "django.contrib.auth.hashers.is_password_usable": ({ args: [encoded] }) =>
    encoded === null || isUsablePassword(textArgument(encoded)),
  "django.core.signing.b64_decode": ({ args: [bytes] }) => decodeUrlSafeBase64(String(bytes)),
  "django.core.signing.b64_encode": ({ args: [bytes] }) =>
    Buffer.from(encodeUrlSafeBase64(bytes as Uint8Array)),
  // Attributes stay in the order in which they are written; Django's function sorts them.
  "django.forms.utils.flatatt": ({ args: [attributes] }) =>
    safe(attributesHtml(sorted(attributes as object))),
  "django.forms.utils.pretty_name": ({ args: [name] }) => labelOf(textOf(name ?? "")),
  "django.utils.crypto.constant_time_compare": ({ args: [one, other] }) =>
    constantTimeEqual(String(decodedText(one, "strict")), String(decodedText(other, "strict"))),
  "django.utils.encoding.force_bytes": bytesOf,
  "django.utils.encoding.force_str": textIn,
  "django.utils.encoding.smart_bytes": bytesOf,
  "django.utils.encoding.smart_str": textIn,
  "django.utils.html.format_html": ({ args: [format, ...args], kwargs }) =>
    formatHtml(textArgument(format), args, kwargs),
  "django.utils.html.format_html_join": ({ args: [separator, format, items] }) =>
    safe(
      [...(items as Iterable<unknown>)]
        .map(
          (item) => (Array.isArray(item) ? [item, {}] : [[], item]) as [unknown[], Record<string, unknown>],
        )
        .map(([args, kwargs]) => formatHtml(textArgument(format), args, kwargs).text)
        .join(conditionalEscape(separator)),
    ),
  "django.utils.http.base36_to_int": ({ args: [text] }) => wholeNumber(fromBase36(textArgument(text))),
  "django.utils.http.int_to_base36": ({ args: [number] }) => {
    if (typeof number !== "number" && typeof number !== "bigint") throw new TypeError("no number");
    return toBase36(number);
  },
  "django.utils.regex_helper.normalize": ({ args: [source] }) =>
    reverseTemplates(textArgument(source)).map(({ pieces, parameters }) => [
      pieces.map((piece) => (typeof piece === "string" ? piece : `%(${piece.gap})s`)).join(""),
      parameters,
    ]),
  "django.utils.text.capfirst": ({ args: [text] }) => capitalized(textOf(text)),
  "django.utils.text.camel_case_to_spaces": ({ args: [text] }) => camelCaseToSpaces(textArgument(text)),
  "django.utils.text.get_text_list": (call) => {
    const lastWord = argument(call, 1, "last_word");
    return textList((argument(call, 0, "list_") as unknown[]).map(textOf), {
      translator: call.environment.translator,
      ...(lastWord === undefined ? {} : { lastWord: textOf(lastWord) }),
    });
  },
  "django.utils.text.format_lazy": ({ args: [format, ...args], kwargs }) =>
    pythonFormat(textArgument(format), args, kwargs, textOf),
};

function sorted(attributes: object): Attributes {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries([
    ...entries.filter(([, value]) => value !== true),
    ...entries.filter(([, value]) => value === true),
  ]) as Attributes;
}

function formatHtml(
  format: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): SafeString {
  return safe(pythonFormat(format, args, kwargs, (value) => conditionalEscape(value)));
}

function wholeNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function textIn(call: Call): unknown {
  const value = argument(call, 0, "s");
  if (staysAsIs(call, value)) return value;
  return value instanceof SafeString
    ? value
    : decodedText(value, String(argument(call, 3, "errors") ?? "strict"));
}

/** Numbers, dates and the like, for whoever asks for texts only. */
function staysAsIs(call: Call, value: unknown): boolean {
  const isScalar = value === null || /^(?:number|boolean|bigint)$/.test(typeof value);
  const isObject = typeof value === "object" && value !== null;
  const isProtected =
    isScalar || (isObject && /Temporal|Decimal/.test(`${Object.prototype.toString.call(value)}`));
  return isProtected && argument(call, 2, "strings_only") === true;
}

function decodedText(value: unknown, errors: string): string {
  if (!(value instanceof Uint8Array)) return textOf(value);
  const text = new TextDecoder("utf-8", { fatal: errors === "strict" }).decode(value);
  return errors === "ignore" ? text.replaceAll("\uFFFD", "") : text;
}

/** Letters that an encoding doesn't have are left out, replaced by "?" or refused. */
function bytesOf(call: Call): unknown {
  const value = argument(call, 0, "s");
  const encoding = String(argument(call, 1, "encoding") ?? "utf-8");
  const errors = String(argument(call, 3, "errors") ?? "strict");
  if (value instanceof Uint8Array && encoding === "utf-8") return value;
  if (staysAsIs(call, value)) return value;
  const text = decodedText(value, errors);
  if (encoding === "utf-8") return Buffer.from(text);
  const highest = encoding === "ascii" ? 0x7f : 0xff;
  const letters = [...text].map((letter) => (letter.codePointAt(0)! <= highest ? letter : undefined));
  if (errors === "strict" && letters.includes(undefined)) throw new RangeError(`not in ${encoding}`);
  return Buffer.from(letters.map((letter) => letter ?? (errors === "replace" ? "?" : "")).join(""), "latin1");
}
