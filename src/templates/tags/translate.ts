import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSet } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";
import { keptText } from "./kept-text.ts";

/*
 * As in Django, percent signs are doubled in messages, so that translators may treat all messages alike, and made single
 * again when they are printed.
 */

interface TranslateOptions {
  readonly context: Expression | undefined;
  readonly isNoop: boolean;
  readonly name: string | undefined;
}

/** `{% translate "Save" context "a file" as label %}` */
class TranslateNode implements Node {
  declare position?: Position;
  readonly message: Expression;
  readonly options: TranslateOptions;

  constructor(message: Expression, options: TranslateOptions) {
    this.message = message;
    this.options = options;
  }

  get sets(): readonly string[] {
    return namesSet(this.options.name);
  }

  emit(code: CodeWriter): void {
    const { context, isNoop, name } = this.options;
    const value = code.declare("message");
    const given = context === undefined ? "undefined" : code.expression(context);
    const before = (message: string): string =>
      isNoop ? message : `${code.constant(translatedValue)}(S, ${message}, ${given})`;
    code.line(`${value} = ${code.expression(this.message, { before })};`);
    const text = `${code.constant(withSinglePercents)}(${code.printed(value)})`;
    if (name === undefined) code.append(text);
    else code.assign(name, `${code.constant(keptText)}(${text}, ${code.autoescape}, ${value})`);
  }

  twin(twin: TwinWriter): void {
    const { context, name } = this.options;
    twin.use(this.message, ...(context === undefined ? [] : [context]));
    if (name !== undefined) twin.assign(name, "q.text");
  }
}

/** What a message says in the language of the page; HTML where it was. */
function translatedValue(state: RenderState, value: unknown, context: unknown): unknown {
  const message = textOf(value).replaceAll("%", "%%");
  const text = state.plain.translator.translate(message, messageContext(context));
  return value instanceof SafeString ? new SafeString(text) : text;
}

/** The context of a message; nothing where the template gives none. */
export function messageContext(value: unknown): string | undefined {
  return isTruthy(value) ? textOf(value) : undefined;
}

function withSinglePercents(text: string): string {
  return text.replaceAll("%%", "%");
}

export const translate: TagParser = (parser, token) => {
  const [tag, message, ...words] = parser.words(token);
  if (message === undefined) throw parser.error(token, `{% ${tag} %} needs a message: {% ${tag} "Save" %}.`);
  const expression = parser.expression(message, token);
  const seen = new Set<string>();
  let context: Expression | undefined;
  let name: string | undefined;
  for (let option = words.shift(); option !== undefined; option = words.shift()) {
    if (seen.has(option)) throw parser.error(token, `{% ${tag} %} has "${option}" twice.`);
    seen.add(option);
    if (option === "noop") continue;
    if (option !== "context" && option !== "as") {
      throw parser.error(
        token,
        `{% ${tag} %} doesn't understand "${option}". Behind the message may stand noop, context "…" and as name.`,
      );
    }
    const value = words.shift();
    if (value === undefined) throw parser.error(token, `Nothing stands behind "${option}" in {% ${tag} %}.`);
    if (option === "as") name = value;
    else if (value === "as" || value === "noop") {
      throw parser.error(token, `"context" in {% ${tag} %} needs a value in front of "${value}".`);
    } else context = parser.expression(value, token);
  }
  return new TranslateNode(expression, { context, isNoop: seen.has("noop"), name });
};
