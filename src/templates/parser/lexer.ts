import type { Position, Source } from "../source.ts";

/** What stands between two borders of a template. */
export interface Token extends Position {
  readonly kind: "text" | "variable" | "block" | "comment";
  /** The text itself, or what stands between the braces, without the spaces around it. */
  readonly contents: string;
}

const kinds = { "{": "variable", "%": "block", "#": "comment" } as const;
const closers = { "{": "}}", "%": "%}", "#": "#}" } as const;
type Opener = keyof typeof kinds;

/*
 * A tag is `{%…%}`, `{{…}}` or `{#…#}` on one line, the first closer wins, and braces that find no closer are text: as
 * Django's regular expression `({%.*?%}|{{.*?}}|{#.*?#})` says. Searching the closer anew for each of a million
 * openers would be quadratic, so the next place of each closer and of the line's end is remembered until passed.
 */
class Finder {
  readonly #text: string;
  readonly #wanted: string;
  #next = -2; // not searched yet

  constructor(text: string, wanted: string) {
    this.#text = text;
    this.#wanted = wanted;
  }

  /** Where the wanted text stands, at or after `from`; the end of the text where it doesn't. */
  from(from: number): number {
    if (this.#next < from) {
      const found = this.#text.indexOf(this.#wanted, from);
      this.#next = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#next;
  }
}

/** Splits a template into its tokens. */
export function tokenize(source: Source): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  const lineEnd = new Finder(text, "\n");
  const finders = {
    "{": new Finder(text, closers["{"]),
    "%": new Finder(text, closers["%"]),
    "#": new Finder(text, closers["#"]),
  };
  let verbatimEnd: string | undefined; // the tag that ends the {% verbatim %} that we are in
  let textStart = 0;

  const addText = (end: number): void => {
    if (end > textStart) {
      tokens.push({ kind: "text", source, start: textStart, end, contents: text.slice(textStart, end) });
    }
  };

  for (let at = text.indexOf("{"); at !== -1; at = text.indexOf("{", at)) {
    const opener = text[at + 1] as Opener;
    const closer = finders[opener]?.from(at + 2);
    if (closer === undefined || closer >= lineEnd.from(at)) {
      at++;
      continue;
    }
    const end = closer + 2;
    const contents = text.slice(at + 2, closer).trim();
    const kind = kinds[opener];
    if (verbatimEnd !== undefined && (kind !== "block" || contents !== verbatimEnd)) {
      at = end; // inside verbatim everything else is text
      continue;
    }
    verbatimEnd =
      kind === "block" && verbatimEnd === undefined && /^verbatim( |$)/.test(contents)
        ? `end${contents}`
        : undefined;
    addText(at);
    tokens.push({ kind, source, start: at, end, contents });
    textStart = end;
    at = end;
  }
  addText(text.length);
  return tokens;
}
