import { HtmlPositionError, HtmlValueError } from "../errors.ts";
import { attributeRule } from "./attribute-rules.ts";
import type { Piece } from "./pieces.ts";
import { callRefusal, codeRefusal, styleRefusal } from "./refusals.ts";
import { type AttributeHoles, findHoles, type Hole } from "./scanner.ts";
import { stylePlace } from "./style-check.ts";
import { writtenAddress, writtenAttribute, writtenAttributes, writtenInside } from "./written-attributes.ts";
import { writtenJson } from "./written-json.ts";
import { RefusedValue, writtenPlainText, writtenText } from "./written-values.ts";

/*
 * What is known of an html`…` before it is called: the texts between its values, and how each value is written. Found out
 * once for each place in the code, because the list of constant texts is the same object in every call.
 */

/** How one value, or those of one address, are written, and the text behind them. */
export interface Part {
  /** The number of its first hole. */
  readonly hole: number;
  readonly write: (values: readonly unknown[]) => Piece;
  readonly tail: string;
}

export interface CallSite {
  readonly head: string;
  readonly parts: readonly Part[];
}

const sites = new WeakMap<readonly string[], CallSite>();

/**
 * @throws {@link HtmlPositionError} for a hole where no value can stand, and for a template that does not end well.
 */
export function callSite(texts: readonly string[]): CallSite {
  let site = sites.get(texts);
  if (site === undefined) {
    site = analysed(texts);
    sites.set(texts, site);
  }
  return site;
}

function analysed(texts: readonly string[]): CallSite {
  // Text that came from outside, as JSON for example, has no "raw", which the language adds.
  if (!Array.isArray(texts) || !Object.hasOwn(texts, "raw")) {
    throw new HtmlPositionError(callRefusal);
  }
  const broken = texts.indexOf(undefined as never); // what the language gives for "\u" without digits
  if (broken !== -1)
    throw new HtmlPositionError("html`…` holds a backslash with nothing that it could stand for.");
  const holes = findHoles(texts);
  if ("reason" in holes)
    throw new HtmlPositionError(describe(texts, holes.hole, "can't be used", holes.reason));
  return withTexts(
    texts,
    holes.flatMap((hole) => parts(texts, hole)),
  );
}

/** A part, and the texts that it covers itself. */
interface Cut extends Omit<Part, "tail"> {
  /** Where the text in front of it ends. */
  readonly start?: number;
  /** The text that goes on behind it, and where. */
  readonly next: number;
  readonly nextStart?: number;
}

function withTexts(texts: readonly string[], cuts: readonly Cut[]): CallSite {
  const ends = [
    ...cuts.map(({ hole, start }) => ({ text: hole, end: start })),
    { text: texts.length - 1, end: undefined },
  ];
  const between = ends.map(({ text, end }, index) => {
    const before = cuts[index - 1];
    return texts[text]!.slice(before?.nextStart ?? 0, end);
  });
  return {
    head: between[0]!,
    parts: cuts.map(({ hole, write }, index) => ({ hole, write, tail: between[index + 1]! })),
  };
}

function parts(texts: readonly string[], hole: Hole): Cut[] {
  const at = hole.hole;
  const next = at + 1;
  switch (hole.kind) {
    case "text": {
      const write = hole.isPlain ? writtenPlainText : writtenText;
      return [{ hole: at, next, write: (values) => write(values[at]) }];
    }
    case "json":
      return [{ hole: at, next, write: (values) => writtenJson(values[at]) }];
    case "attributes": {
      const { element, start } = hole;
      return [{ hole: at, start, next, write: (values) => writtenAttributes(element, values[at]) }];
    }
    case "attribute":
      return attributeParts(texts, hole);
  }
}

function attributeParts(texts: readonly string[], attribute: AttributeHoles): Cut[] {
  const { element, name, hole, count, start, valueStart, valueEnd, isQuoted } = attribute;
  const rule = attributeRule(element, name);
  if (rule.kind === "code")
    throw new HtmlPositionError(describe(texts, hole, "can't be used", codeRefusal(name)));
  const next = hole + count;
  const front = texts[hole]!.slice(valueStart);
  if (count === 1 && (!isQuoted || (front === "" && valueEnd === 0))) {
    const lead = isQuoted
      ? texts[hole]!.slice(start, valueStart).replace(/\s*=\s*["']$/, "")
      : nameOf(texts[hole]!, start);
    const nextStart = isQuoted ? 1 : 0;
    return [{ hole, start, next, nextStart, write: (values) => writtenAttribute(lead, rule, values[hole]) }];
  }
  const inner = [front, ...texts.slice(hole + 1, next), texts[next]!.slice(0, valueEnd)];
  if (rule.kind === "url") {
    const write = (values: readonly unknown[]): Piece =>
      writtenAddress(rule.check, values.slice(hole, next), inner);
    return [{ hole, start: valueStart, next, nextStart: valueEnd, write }];
  }
  return Array.from({ length: count }, (_, index) => {
    const place = rule.kind === "style" ? placeInStyle(texts, inner, hole, index) : undefined;
    const at = hole + index;
    return { hole: at, next: at + 1, write: (values) => writtenInside(rule, values[at], place) };
  });
}

/** `" title"` of `<p title=`. */
function nameOf(text: string, start: number): string {
  return text.slice(start).replace(/\s*=\s*$/, "");
}

function placeInStyle(texts: readonly string[], inner: readonly string[], hole: number, index: number) {
  const place = stylePlace(inner.slice(0, index + 1).join("0"), inner.slice(index + 1).join("0"));
  if (place !== "inside") return place;
  throw new HtmlPositionError(describe(texts, hole + index, "can't be used", styleRefusal));
}

/** An error of a value with its place; other errors as they are. */
export function placed(error: unknown, texts: readonly string[], hole: number): unknown {
  if (!(error instanceof RefusedValue)) return error;
  return new HtmlValueError(describe(texts, hole, "can't print a value", error.reason));
}

/** What is wrong, and the piece of the template where. */
function describe(texts: readonly string[], hole: number | undefined, what: string, reason: string): string {
  if (hole === undefined) return `An html\`…\` ${what}: ${reason}`;
  const before = /[^\n]*$/.exec(texts[hole]!)![0].trimStart().slice(-60);
  const after = /^[^\n]*/
    .exec(texts[hole + 1]!)![0]
    .trimEnd()
    .slice(0, 30);
  const shown = `  ${before}\${…}${after}`;
  return `An html\`…\` ${what}: ${reason}\n${shown}\n${" ".repeat(2 + before.length)}^^^^`;
}
