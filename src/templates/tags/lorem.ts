import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateValueError } from "../errors.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { toInteger } from "../runtime/numbers.ts";
import type { Position } from "../source.ts";
import { loremParagraphs, loremWords } from "./lorem-text.ts";

/** Words, paragraphs of HTML, or paragraphs of plain text. */
type Method = "w" | "p" | "b";

// Filler for a page, not for a disk.
const maxCount = 100_000;

/** `{% lorem 3 p random %}` */
class LoremNode implements Node {
  declare position?: Position;
  readonly count: Expression;
  readonly method: Method;
  readonly isCommon: boolean;

  constructor(count: Expression, method: Method, isCommon: boolean) {
    this.count = count;
    this.method = method;
    this.isCommon = isCommon;
  }

  emit(code: CodeWriter): void {
    const { method, isCommon } = this;
    code.append(`${code.constant(lorem)}(${code.expression(this.count)}, "${method}", ${isCommon})`);
  }

  twin(twin: TwinWriter): void {
    twin.use(this.count);
  }
}

function lorem(given: unknown, method: Method, isCommon: boolean): string {
  const count = Number(toInteger(given) ?? 1);
  if (count > maxCount)
    throw new TemplateValueError(`{% lorem %} makes at most ${maxCount} pieces, not ${count}.`);
  if (method === "w") return loremWords(count, isCommon);
  const paragraphs = loremParagraphs(count, isCommon);
  return (method === "p" ? paragraphs.map((text) => `<p>${text}</p>`) : paragraphs).join("\n\n");
}

export const loremTag: TagParser = (parser, token) => {
  const words = parser.words(token).slice(1);
  const isCommon = words.at(-1) !== "random";
  if (!isCommon) words.pop();
  const last = words.at(-1);
  const method = last === "w" || last === "p" || last === "b" ? last : "b";
  if (last === method) words.pop();
  const count = words.pop() ?? "1";
  if (words.length > 0) {
    throw parser.error(
      token,
      `{% lorem %} takes a number, then w, p or b, then random: {% lorem 2 p random %}. It doesn't understand "${words[0]}".`,
    );
  }
  return new LoremNode(parser.expression(count, token), method, isCommon);
};
