import { didYouMean } from "../../core/index.ts";
import type { Finding } from "./diagnostic.ts";
import type { TwinNote } from "./twin-note.ts";
import { isShortType, readableType } from "./type-text.ts";

/** What the compiler says about a twin. */
export interface CompilerMessage {
  readonly code: number;
  /** Its first line. */
  readonly text: string;
}

/** Kinds of notes that a message of the compiler may be about, by its code. */
const kindsOfCode: ReadonlyMap<number, readonly TwinNote["kind"][]> = new Map([
  [2339, ["member", "variable"]],
  [2551, ["member", "variable"]],
  [2550, ["member", "variable"]],
  [2568, ["member", "variable"]],
  [2493, ["member"]],
  [7053, ["path"]],
  [18046, ["path"]],
  [2571, ["path"]],
  [2345, ["argument", "filtered", "printed", "looped", "unpacked", "number"]],
  [2769, ["argument", "filtered"]],
  [2554, ["argument", "filter"]],
  [2555, ["argument", "filter"]],
  [2322, ["parameter"]],
  [2367, ["compared"]],
]);

/** The kinds of notes that a message may be about, the likeliest first; all where nothing is known of it. */
export function kindsFor(code: number): readonly TwinNote["kind"][] | undefined {
  return kindsOfCode.get(code);
}

/*
 * What says nothing about a template: conditions that are always so (a branch may be meant for later), code that is
 * never reached, `??` behind what is always there.
 */
const silentCodes: ReadonlySet<number> = new Set([2774, 2801, 2869, 2871, 2872, 2873, 2881, 7027]);

/** Whether a message doesn't matter for a template. */
export function isSilent({ code, text }: CompilerMessage): boolean {
  return silentCodes.has(code) || / on type 'never'\.$/.test(text) || text.includes("'$reported'");
}

/** A message that was not foreseen, as the compiler says it. */
export function unforeseenFinding({ code, text }: CompilerMessage): Finding {
  return {
    code: "templates.typescript",
    message: `TypeScript says of this: ${readableType(text)} (TS${code})`,
  };
}

/** A message of the compiler in the words of templates; `undefined` where it doesn't matter there. */
export function compilerFinding(message: CompilerMessage, note: TwinNote): Finding | undefined {
  if (isSilent(message)) return undefined;
  switch (note.kind) {
    case "variable":
      return unknownVariable(message, note);
    case "member":
      return unknownMember(message, note);
    case "path":
      return message.code === 7053 ? unknownMember(message, note) : unknownType(note);
    case "printed":
      return notCallable(note.text);
    case "looped":
      return isCallMistake(message) ? notCallable(note.text) : notLooped(message, note);
    case "unpacked":
      return notUnpacked(message, note);
    case "filtered":
      return wrongValue(message, note);
    case "argument":
      return wrongArgument(message, note);
    case "filter":
      return { code: "templates.filter-argument", message: `The filter "${note.of}" needs an argument.` };
    case "parameter":
      return wrongParameter(message, note);
    case "number":
      return {
        code: "templates.wrong-type",
        message: `${quoted(note.text)} ${isOfType(message)}, and a number is needed here.`,
      };
    case "compared":
      return neverEqual(message, note);
  }
}

function unknownVariable({ text }: CompilerMessage, { text: name, locals = [] }: TwinNote): Finding {
  const hint = suggestion(text) ?? didYouMean(name, locals);
  return { code: "templates.unknown-variable", message: `There is no variable "${name}".${hint}` };
}

function unknownMember({ text }: CompilerMessage, note: TwinNote): Finding {
  const { text: name, of } = note;
  const type = /(?:on|index) type '(.*?)'(?:\.| Did|$)/.exec(text)?.[1];
  if (type === "{}" || type === "unknown") return unknownType(note);
  if (type === "NeedsArguments") return notCallable(of);
  const found = (message: string): Finding => ({ code: "templates.unknown-member", message });
  if (type === "NoLoop")
    return found(`There is no loop around this one, so "forloop.parentloop" has no "${name}".`);
  if (/^\d+$/.test(name)) return found(`"${of}" has no item ${name}.`);
  const hint = suggestion(text) ?? "";
  if (type !== undefined) {
    const shown = readableType(type);
    const kind = basicKind(shown);
    if (kind !== undefined) return found(`"${of}" is ${kind}, and has no "${name}".${hint}`);
    if (/^(readonly )?[\w.]+\[\]$/.test(shown))
      return found(`"${of}" is a list (${shown}), and has no "${name}".${hint || listHint(of)}`);
    if (isShortType(shown) && !ownTypes.test(shown)) return found(`${shown} has no "${name}".${hint}`);
  }
  return found(`"${of}" has no "${name}".${hint}`);
}

/** Types of twins, which nobody knows by name. */
const ownTypes = /^(ForLoop|Group|DictionaryMembers|MapMembers|Entry)\b/;

function listHint(of: string): string {
  return ` Loop over it, or take one of its items: ${of}.0.`;
}

function unknownType({ text: name, of }: Pick<TwinNote, "text" | "of">): Finding {
  return {
    code: "templates.unknown-type",
    message: `The type of "${of}" is unknown, so "${name}" can't be looked up in it.`,
  };
}

function notCallable(text: string): Finding {
  return {
    code: "templates.not-callable",
    message: `"${text}" is a function that needs arguments, and templates call without any.`,
  };
}

function isCallMistake({ text }: CompilerMessage): boolean {
  return /'NeedsArguments'/.test(text);
}

function notLooped(message: CompilerMessage, { text }: TwinNote): Finding {
  return {
    code: "templates.wrong-type",
    message: `${quoted(text)} ${isOfType(message)}, and can't be looped over.`,
  };
}

function notUnpacked(message: CompilerMessage, { text, of }: TwinNote): Finding {
  const type = argumentType(message);
  const count = text.split(",").length;
  const hint = type === "string" ? ` For keys with their values loop over ${of}.items.` : "";
  return {
    code: "templates.wrong-type",
    message: `{% for ${text} in ${of} %} needs items of ${count} parts, and they are ${type === undefined ? "others" : pluralOf(type)}.${hint}`,
  };
}

function pluralOf(type: string): string {
  const shown = readableType(type);
  if (shown === "string") return "texts";
  return isShortType(shown) ? shown : "others";
}

function wrongValue(message: CompilerMessage, { text, of }: TwinNote): Finding {
  return {
    code: "templates.filter-value",
    message: `The filter "${of}" takes ${parameterKind(message)}, and ${quoted(text)} ${isOfType(message)}.`,
  };
}

function wrongArgument(message: CompilerMessage, { text, of }: TwinNote): Finding {
  if (message.code === 2554 || message.code === 2555) {
    return {
      code: "templates.filter-argument",
      message: `The filter "${of}" takes no argument, and ${text} was given.`,
    };
  }
  const given = /^["'\d.-]/.test(text) ? `${text} was given` : `${quoted(text)} ${isOfType(message)}`;
  return {
    code: "templates.filter-argument",
    message: `The filter "${of}" takes ${parameterKind(message)} as its argument, and ${given}.`,
  };
}

function wrongParameter({ text }: CompilerMessage, { text: name, of }: TwinNote): Finding {
  const [, given = "", wanted = ""] = /^Type '(.*)' is not assignable to type '(.*)'\.$/.exec(text) ?? [];
  return {
    code: "templates.route-parameters",
    message: `The parameter "${name}" of the route "${of}" is ${kindOf(wanted)}, and ${kindOf(given)} was given.`,
  };
}

/** Only of texts and numbers it is sure that they are never equal: numbers of several kinds, texts and HTML are. */
function neverEqual({ text }: CompilerMessage, { text: comparison, of }: TwinNote): Finding | undefined {
  const [, left = "", right = ""] = /types '(.*)' and '(.*)' have no overlap/.exec(text) ?? [];
  const isText = (type: string) => /^("[^"]*"|string)( \| ("[^"]*"|string))*$/.test(type);
  const isPlain = (type: string) => isText(type) || /^(-?[\d.]+|number)( \| (-?[\d.]+|number))*$/.test(type);
  if (!isPlain(left) || !isPlain(right) || (!isText(left) && !isText(right))) return undefined;
  const outcome = of === "!=" || of === "is not" ? "always true" : "never true";
  return {
    code: "templates.comparison",
    message: `${comparison} is ${outcome}: ${kindOf(left)} is compared with ${kindOf(right)}.`,
  };
}

/** What the compiler thinks was meant, where it does. */
function suggestion(text: string): string | undefined {
  const name = /Did you mean '(.*?)'\?/.exec(text)?.[1];
  return name === undefined ? undefined : ` Did you mean "${name}"?`;
}

function argumentType({ text }: CompilerMessage): string | undefined {
  return /^Argument of type '(.*?)' is not assignable/.exec(text)?.[1];
}

/** `"is Book"`, `"is a text"`. */
function isOfType(message: CompilerMessage): string {
  const type = argumentType(message);
  return type === undefined ? "is something else" : `is ${kindOf(type)}`;
}

function kindOf(type: string): string {
  const shown = readableType(type).replaceAll(/ \| undefined\b/g, "");
  if (!isShortType(shown)) return "an object";
  const kinds = shown.split(" | ").map((part) => basicKinds.get(part) ?? part);
  return [...new Set(kinds)].join(" or ");
}

/** What a type is where nobody needs its name: texts, numbers. */
function basicKind(type: string): string | undefined {
  const kinds = new Set(type.split(" | ").map((part) => basicKinds.get(literalBase(part))));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function literalBase(type: string): string {
  if (/^".*"$/.test(type)) return "string";
  return /^-?\d/.test(type) ? "number" : type;
}

const basicKinds: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["bigint", "a number"],
  ["boolean", "true or false"],
  ["true", "true or false"],
  ["false", "true or false"],
  ["unknown", "of unknown type"],
  ["NeedsArguments", "a function that needs arguments"],
]);

const parameterKinds: ReadonlyMap<string, string> = new Map([
  ["NumberLike", "a number"],
  ["WholeNumber", "a whole number"],
  ["DateOrTime", "a date or time"],
  ["TextLike", "a text"],
  ["ListLike", "a list"],
  ["Addend", "a number, a text or a list"],
]);

function parameterKind({ text }: CompilerMessage): string {
  const wanted = /to parameter of type '(.*)'\.$/.exec(text)?.[1] ?? "";
  const names = wanted.split(" | ").filter((part) => part !== "undefined");
  const kinds = names.map((name) => parameterKinds.get(name) ?? kindOf(name));
  return [...new Set(kinds)].join(" or ");
}

/** A piece of a template in quotes, unless it is a literal text. */
function quoted(text: string): string {
  return /^["']/.test(text) ? text : `"${text}"`;
}
