import { didYouMean } from "../../core/index.ts";
import type { Position } from "../source.ts";
import type { Token } from "./lexer.ts";

/** A tag whose end has not been read yet. */
export interface OpenTag {
  readonly name: string;
  readonly token: Token;
}

interface UnknownTag {
  readonly name: string;
  readonly token: Token;
  /** What the innermost open tag goes on with. */
  readonly endings: readonly string[];
  /** The innermost last; the last of all is the unknown one's place. */
  readonly open: readonly OpenTag[];
  readonly known: readonly string[];
}

/** Tags that are parts of others. */
const parts: Readonly<Record<string, string>> = {
  elif: "if",
  else: "if",
  empty: "for",
  plural: "blocktranslate",
};

/** What to say about a tag that isn't known here: perhaps it ends, or goes on with, one that isn't open. */
export function unknownTag({ name, token, endings, open, known }: UnknownTag): string {
  const inner = open.at(-1);
  const owner = parts[name] ?? (name.startsWith("end") ? name.slice("end".length) : undefined);
  const isPart = owner !== undefined && (Object.hasOwn(parts, name) || known.includes(owner));
  if (inner === undefined || endings.length === 0) {
    if (isPart) return `{% ${name} %} stands outside of {% ${owner} %}: no {% ${owner} %} is open here.`;
    return `Unknown tag "${name}".${didYouMean(name, known)}`;
  }
  const closer = endings.at(-1)!;
  const opened = `{% ${inner.token.contents} %} of line ${lineOf(inner.token)}`;
  if (!isPart) {
    const meant = name === "end" ? ` Write {% ${closer} %}.` : didYouMean(name, known);
    return `Unknown tag "${name}".${meant}\nOpen is ${opened}.${goesOnWith(endings)}`;
  }
  if (inner.name === owner && name.startsWith("end")) {
    return `{% ${token.contents} %} doesn't end ${opened}. Write {% ${closer} %}.`;
  }
  if (inner.name === owner) {
    return `{% ${token.contents} %} can't stand here any more: ${opened} ends with {% ${closer} %}.`;
  }
  if (open.some((outer) => outer.name === owner)) {
    return `{% ${token.contents} %} comes too early: ${opened} is still open. {% ${closer} %} is missing in front of it.`;
  }
  const instead =
    name === "else" && endings.includes("empty") ? " For a loop over nothing write {% empty %}." : "";
  return `{% ${token.contents} %} stands where no {% ${owner} %} is open.${instead}\nOpen is ${opened}.${goesOnWith(endings)}`;
}

/** The tags that may follow, where there is a choice. */
export function goesOnWith(endings: readonly string[]): string {
  if (endings.length < 2) return endings.length === 0 ? "" : ` It ends with {% ${endings[0]} %}.`;
  return ` It goes on with ${endings.map((ending) => `{% ${ending} %}`).join(", ")}.`;
}

/** The line of a place, counted from 1. */
export function lineOf({ source, start }: Position): number {
  return source.text.slice(0, start).split("\n").length;
}
