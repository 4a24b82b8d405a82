import { interpolate, MessageFormatError } from "../../i18n/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { Token } from "../parser/lexer.ts";
import type { Parser } from "../parser/parser.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { numberOf } from "../runtime/truth.ts";
import type { Position } from "../source.ts";
import { parseAnyAssignments } from "./assignments.ts";
import { messageContext } from "./translate.ts";

/** What stands in the tag. */
interface BlockOptions {
  readonly values: ReadonlyMap<string, Expression>;
  /** The variable whose value decides about the plural. */
  readonly count: { readonly name: string; readonly value: Expression } | undefined;
  readonly context: Expression | undefined;
  readonly isTrimmed: boolean;
  readonly name: string | undefined;
}

/** The text of a block as it stands in catalogs: `"%(name)s has 100%%"`. */
interface BlockMessage {
  readonly tag: string;
  readonly singular: string;
  /** Where there is a number to count by, and something to say. */
  readonly plural: string | undefined;
}

/**
 * `{% blocktranslate count n=books|length %}{{ n }} book{% plural %}{{ n }} books{% endblocktranslate %}`
 *
 * Between its ends stand text and variables by their bare names; what must be looked up or filtered is named in the tag.
 */
class BlockTranslateNode implements Node {
  declare position?: Position;
  readonly message: BlockMessage;
  /** The variables in the text. */
  readonly variables: readonly Token[];
  readonly options: BlockOptions;

  constructor(message: BlockMessage, variables: readonly Token[], options: BlockOptions) {
    this.message = message;
    this.variables = variables;
    this.options = options;
  }

  get sets(): readonly string[] {
    return namesSet(this.options.name);
  }

  emit(code: CodeWriter): void {
    const { context, name } = this.options;
    const text = code.declare("text");
    const given = code.declare("context");
    code.line(`${given} = ${context === undefined ? "undefined" : code.expression(context)};`);
    code.scoped(() => {
      this.#bindValues(code);
      const count = this.#bindCount(code);
      const names = new Set(this.variables.map(({ contents }) => contents));
      const values = [...names].map((each) => `[${JSON.stringify(each)}]: ${printedValue(code, each)}`);
      const message = code.constant(this.message);
      code.line(
        `${text} = ${code.constant(blockText)}(S, ${message}, { ${values.join(", ")} }, ${given}, ${count});`,
      );
    });
    if (name === undefined) code.append(text);
    else code.assign(name, `new SafeString(${text})`);
  }

  /** All values are looked up before the first of them is seen. */
  #bindValues(code: CodeWriter): void {
    const bound = [...this.options.values].map(([name, value]) => {
      const js = code.name("with");
      code.line(`var ${js} = ${code.expression(value)};`);
      return [name, js] as const;
    });
    for (const [name, js] of bound) code.bind(name, js);
  }

  #bindCount(code: CodeWriter): string {
    const { count } = this.options;
    if (count === undefined || this.message.plural === undefined) return "undefined";
    const js = code.name("count");
    const number = `${code.constant(checkedCount)}(${code.expression(count.value)}, ${JSON.stringify(count.name)})`;
    code.line(`var ${js} = ${number};`);
    code.bind(count.name, js);
    return js;
  }

  twin(twin: TwinWriter): void {
    const { values, count, context, name } = this.options;
    if (context !== undefined) twin.use(context);
    twin.scoped(() => {
      const bound = [...values].map(
        ([each, value]) => [each, twin.constant(each, twin.expression(value))] as const,
      );
      for (const [each, ts] of bound) twin.bind(each, ts);
      if (count !== undefined) {
        const number = twin.checked(count.value, "number", (code) => `q.count(${code})`);
        twin.bind(count.name, twin.constant(count.name, number));
      }
      for (const variable of this.variables) twin.at(variable, () => checkVariable(twin, variable));
    });
    if (name !== undefined) twin.assign(name, "q.text");
  }
}

function checkVariable(twin: TwinWriter, variable: Token): void {
  const { contents } = variable;
  if (bareName.test(contents)) {
    twin.print({
      text: contents,
      operand: { kind: "variable", text: contents, path: [contents] },
      filters: [],
    });
    return;
  }
  twin.report(variable, {
    code: "templates.bare-name",
    message: `Here only bare names are printed. Name the value in the tag, with name=${contents}, and write {{ name }}.`,
  });
}

const bareName = /^[\p{L}\p{N}_]+$/u;

/** JavaScript for a variable as it is printed. Only bare names are looked up, as in Django. */
function printedValue(code: CodeWriter, name: string): string {
  if (!bareName.test(name)) return code.printed(code.invalid(name));
  const found = code.operand({ kind: "variable", text: name, path: [name] });
  return code.printed(`${code.constant(orElse)}(${found}, ${code.invalid(name)})`);
}

function orElse(value: unknown, other: unknown): unknown {
  return value === undefined ? other : value;
}

function checkedCount(value: unknown, name: string): unknown {
  if (numberOf(value) !== undefined) return value;
  throw new TemplateSyntaxError(
    `"count ${name}=…" in {% blocktranslate %} needs a number, and got ${value === null ? "None" : `a ${typeof value}`}.`,
  );
}

/** The text in the language of the page. A translation that can't be filled in is a mistake of its translator. */
function blockText(
  state: RenderState,
  message: BlockMessage,
  values: Readonly<Record<string, string>>,
  context: unknown,
  count: unknown,
): string {
  try {
    return interpolate(translated(state, message, context, count), values);
  } catch (error) {
    if (!(error instanceof MessageFormatError)) throw error;
    return sourceText(message, values, count);
  }
}

function translated(state: RenderState, message: BlockMessage, context: unknown, count: unknown): string {
  const { translator } = state.plain;
  const { singular, plural } = message;
  if (plural === undefined) return translator.translate(singular, messageContext(context));
  return translator.translatePlural(singular, plural, countOf(count), messageContext(context));
}

function sourceText(
  { tag, singular, plural }: BlockMessage,
  values: Readonly<Record<string, string>>,
  count: unknown,
): string {
  try {
    return interpolate(plural === undefined || countOf(count) === 1 ? singular : plural, values);
  } catch (error) {
    if (!(error instanceof MessageFormatError)) throw error;
    throw new TemplateSyntaxError(`The text of {% ${tag} %} can't be filled in. ${error.message}`);
  }
}

function countOf(count: unknown): number | bigint {
  return typeof count === "bigint" ? count : numberOf(count)!; // checked by checkedCount()
}

export const blockTranslate: TagParser = (parser, token) => {
  const [tag, ...words] = parser.words(token) as [string, ...string[]];
  const options = parseOptions(parser, token, tag, words);
  const { isTrimmed, count } = options;
  const texts = parseTexts(parser, token, tag, count !== undefined);
  const variables = texts.flatMap((text) => text.variables);
  const [singular, plural = ""] = texts.map(({ message }) => (isTrimmed ? trimmed(message) : message));
  const isPlural = count !== undefined && texts[1]!.message !== "";
  return new BlockTranslateNode(
    { tag, singular: singular!, plural: isPlural ? plural : undefined },
    variables,
    options,
  );
};

function parseOptions(parser: Parser, token: Token, tag: string, words: string[]): BlockOptions {
  const seen = new Set<string>();
  let values: ReadonlyMap<string, Expression> = new Map();
  let count: BlockOptions["count"];
  let context: Expression | undefined;
  let name: string | undefined;
  for (let option = words.shift(); option !== undefined; option = words.shift()) {
    if (seen.has(option)) throw parser.error(token, `{% ${tag} %} has "${option}" twice.`);
    seen.add(option);
    switch (option) {
      case "with":
        values = parseAnyAssignments(parser, token, words);
        if (values.size === 0)
          throw parser.error(token, `"with" in {% ${tag} %} needs a value: with total=basket.total.`);
        break;
      case "count": {
        const given = [...parseAnyAssignments(parser, token, words)];
        if (given.length !== 1)
          throw parser.error(token, `"count" in {% ${tag} %} needs one value: count n=books|length.`);
        count = { name: given[0]![0], value: given[0]![1] };
        break;
      }
      case "context":
      case "asvar": {
        const value = words.shift();
        if (value === undefined)
          throw parser.error(token, `Nothing stands behind "${option}" in {% ${tag} %}.`);
        if (option === "asvar") name = value;
        else context = parser.expression(value, token);
        break;
      }
      case "trimmed":
        break;
      default:
        throw parser.error(
          token,
          `{% ${tag} %} doesn't understand "${option}". It takes with, count, context, trimmed and asvar.`,
        );
    }
  }
  return { values, count, context, isTrimmed: seen.has("trimmed"), name };
}

/** Text and variables up to a tag. */
interface BlockPart {
  readonly message: string;
  readonly variables: readonly Token[];
}

/** The text, and with a count the one for the plural. */
function parseTexts(parser: Parser, token: Token, tag: string, hasPlural: boolean): BlockPart[] {
  const parts: BlockPart[] = [];
  for (const wanted of hasPlural ? ["plural", `end${tag}`] : [`end${tag}`]) {
    const { part, end } = parseText(parser);
    parts.push(part);
    if (end?.contents === wanted) continue;
    throw parser.error(
      end ?? token,
      end === undefined
        ? `{% ${tag} %} is never closed. Looking for: ${wanted}.`
        : `{% ${wanted} %} was expected here: between the ends of {% ${tag} %} may only stand text and variables.`,
    );
  }
  return parts;
}

function parseText(parser: Parser): { part: BlockPart; end: Token | undefined } {
  let message = "";
  const variables: Token[] = [];
  let token = parser.next();
  for (; token?.kind === "text" || token?.kind === "variable"; token = parser.next()) {
    if (token.kind === "text") {
      message += token.contents.replaceAll("%", "%%");
    } else {
      message += `%(${token.contents})s`;
      variables.push(token);
    }
  }
  return { part: { message, variables }, end: token };
}

/** In one line, whatever the template looks like. */
function trimmed(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, " ");
}
