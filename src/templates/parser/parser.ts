import { didYouMean } from "../../core/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { Filter, Library, TagParser } from "../library.ts";
import { type Node, TextNode } from "../node.ts";
import type { Position, Source } from "../source.ts";
import { type Expression, parseExpression, unknownFilter } from "./expression.ts";
import { ExpressionPlace } from "./expression-place.ts";
import { builtinNames, KnownNames } from "./known-names.ts";
import { type Token, tokenize } from "./lexer.ts";
import { splitContents } from "./smart-split.ts";
import { goesOnWith, lineOf, type OpenTag, unknownTag } from "./tag-mistakes.ts";
import { VariableNode } from "./variable-node.ts";

/** What a parser knows before it reads: libraries by name, and those whose tags and filters need no `{% load %}`. */
export interface Vocabulary {
  readonly builtins: readonly Library[];
  readonly libraries: ReadonlyMap<string, Library>;
  /** Names of tags and filters that a sandbox keeps from its templates. */
  readonly refused?: { readonly tags: ReadonlySet<string>; readonly filters: ReadonlySet<string> };
}

// Deeper nesting than people write; keeps hostile sources from exhausting the stack.
const maxNesting = 150;

/** Turns tokens into nodes. Tags get it, and read what belongs to them. */
export class Parser {
  readonly source: Source;
  readonly #tags: KnownNames<TagParser>;
  readonly #filters: KnownNames<Filter>;
  /** What tags of one template tell each other while it is parsed, such as the names of its blocks. */
  readonly notes = new Map<unknown, unknown>();
  readonly #vocabulary: Vocabulary;
  readonly #tokens: readonly Token[];
  #next = 0;
  readonly #open: OpenTag[] = [];

  constructor(source: Source, vocabulary: Vocabulary) {
    this.source = source;
    this.#vocabulary = vocabulary;
    this.#tokens = tokenize(source);
    const { tags, filters } = builtinNames(vocabulary);
    this.#tags = new KnownNames(tags);
    this.#filters = new KnownNames(filters);
  }

  /** Makes the tags and filters of a library known from here on. */
  use(library: { tags: Library["tags"]; filters: Library["filters"] }): void {
    this.#tags.add(library.tags);
    this.#filters.add(library.filters);
  }

  /** A library of this engine. */
  library(name: string, token: Token): Library {
    const library = this.#vocabulary.libraries.get(name);
    if (library !== undefined) return library;
    throw this.error(this.placeOf(token, name), this.#unknownLibrary(name));
  }

  #unknownLibrary(name: string): string {
    const { libraries } = this.#vocabulary;
    const bare = name.replaceAll(/["',]/g, "");
    if (libraries.has(bare)) {
      return `There is no template library ${name}. Names of libraries stand without quotes and commas: {% load ${bare} %}.`;
    }
    const owner = this.#libraryWith(
      ({ tags, filters }) => Object.hasOwn(tags, name) || Object.hasOwn(filters, name),
    );
    const hint =
      owner === undefined
        ? didYouMean(name, libraries.keys())
        : ` In the library "${owner}" is a tag or filter of that name: write {% load ${owner} %}, or {% load ${name} from ${owner} %}.`;
    const known = [...libraries.keys()].toSorted().join(", ") || "none";
    return `There is no template library "${name}".${hint}\nLibraries: ${known}.`;
  }

  /**
   * Reads nodes up to a tag with one of the given names, which {@link next} returns then; without names, to the end.
   * @throws {@link TemplateSyntaxError} where none of them comes.
   */
  parse(...endings: string[]): Node[] {
    const nodes: Node[] = [];
    let hasOtherThanText = false;
    if (this.#open.length > maxNesting) {
      throw this.error(this.#open.at(-1)!.token, `Tags stand more than ${maxNesting} deep in each other.`);
    }
    for (let token = this.next(); token !== undefined; token = this.next()) {
      if (token.kind === "comment") continue;
      if (token.kind === "block" && endings.includes(firstWord(token.contents))) {
        this.#next--;
        return nodes;
      }
      const node = this.#node(token, endings);
      node.position ??= token;
      if (node.mustBeFirst && hasOtherThanText) {
        throw this.error(token, `{% ${token.contents} %} must be the first tag of its template.`);
      }
      if (!(node instanceof TextNode)) hasOtherThanText = true;
      nodes.push(node);
    }
    if (endings.length > 0) throw this.#unclosed(endings);
    return nodes;
  }

  #node(token: Token, endings: readonly string[]): Node {
    if (token.kind === "text") return new TextNode(token.contents);
    if (token.kind === "variable") {
      if (token.contents === "") throw this.error(token, "There is nothing between {{ and }}.");
      return new VariableNode(this.expression(token.contents, token));
    }
    const name = firstWord(token.contents);
    if (name === "") throw this.error(token, "There is nothing between {% and %}.");
    const parseTag = this.#tags.get(name);
    if (parseTag === undefined) throw this.#unknownTag(name, token, endings);
    this.#open.push({ name, token });
    const node = parseTag(this, token);
    this.#open.pop();
    return node;
  }

  /** The next token, which is then read; `undefined` at the end. */
  next(): Token | undefined {
    return this.#tokens[this.#next++];
  }

  /**
   * Reads nodes up to the given end, and the end itself.
   * @returns the nodes, and the token of the end.
   */
  parseBody(...endings: string[]): { nodes: Node[]; end: Token } {
    const nodes = this.parse(...endings);
    const end = this.next()!; // parse() stopped in front of it
    return { nodes, end };
  }

  /** Skips everything up to a tag that is written exactly like `ending`. */
  skipPast(ending: string): void {
    for (let token = this.next(); token !== undefined; token = this.next()) {
      if (token.kind === "block" && token.contents === ending) return;
    }
    throw this.#unclosed([ending]);
  }

  /** Everything up to the given end as it is written, comments and tags included. */
  rawUntil(ending: string): string {
    const first = this.#tokens[this.#next];
    for (let token = this.next(); token !== undefined; token = this.next()) {
      if (token.kind === "block" && token.contents === ending) {
        return this.source.text.slice(first!.start, token.start);
      }
    }
    throw this.#unclosed([ending]);
  }

  /** Reads an expression such as `book.title|upper`. */
  expression(text: string, position: Position): Expression {
    return parseExpression(text, position, (name, place) => this.#filter(name, place));
  }

  /** The words of a tag: its name, then what stands behind. Quoted words stay together. */
  words(token: Token): string[] {
    return splitContents(token.contents);
  }

  /** Where a word of a tag stands. */
  placeOf(token: Token, word: string): Position {
    return new ExpressionPlace(token, word).whole;
  }

  /** An error at a token. */
  error(position: Position, message: string): TemplateSyntaxError {
    return new TemplateSyntaxError(message, position);
  }

  /** @param position - Where the name stands. */
  #filter(name: string, position: () => Position): Filter {
    const found = this.#filters.get(name);
    if (found !== undefined) return found;
    if (this.#vocabulary.refused?.filters.has(name)) {
      throw this.error(position(), `The filter "${name}" is not allowed in templates of this sandbox.`);
    }
    const elsewhere = this.#libraryWith((library) => Object.hasOwn(library.filters, name));
    throw unknownFilter(name, this.#filters.keys(), elsewhere, position());
  }

  #libraryWith(test: (library: Library) => boolean): string | undefined {
    for (const library of this.#vocabulary.libraries.values()) if (test(library)) return library.name;
    return undefined;
  }

  #unknownTag(name: string, token: Token, endings: readonly string[]): TemplateSyntaxError {
    if (this.#vocabulary.refused?.tags.has(name)) {
      return this.error(token, `The tag "${name}" is not allowed in templates of this sandbox.`);
    }
    const elsewhere = this.#libraryWith((library) => Object.hasOwn(library.tags, name));
    if (elsewhere !== undefined) {
      return this.error(
        token,
        `Unknown tag "${name}". It is in the library "${elsewhere}": write {% load ${elsewhere} %}.`,
      );
    }
    const known = [...endings, ...this.#tags.keys()];
    return this.error(token, unknownTag({ name, token, endings, open: this.#open, known }));
  }

  #unclosed(endings: readonly string[]): TemplateSyntaxError {
    const { token, name } = this.#open.at(-1)!; // only tags read up to an end
    return this.error(
      token,
      `{% ${name} %} of line ${lineOf(token)} is never closed: {% ${endings.at(-1)} %} is missing.${endings.length > 1 ? goesOnWith(endings) : ""}`,
    );
  }
}

function firstWord(contents: string): string {
  return /^\S*/.exec(contents)![0];
}
