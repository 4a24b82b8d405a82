import { didYouMean } from "../../core/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { Position } from "../source.ts";
import { parseAssignments } from "./assignments.ts";
import { constantName } from "./inheritance.ts";

/** `{% include "row.html" with item=book only %}` */
class IncludeNode implements Node {
  declare position?: Position;
  readonly template: Expression;
  readonly name: string | undefined;
  readonly values: ReadonlyMap<string, Expression>;
  readonly isIsolated: boolean;
  readonly from: string;

  constructor(
    template: Expression,
    options: { values: ReadonlyMap<string, Expression>; isIsolated: boolean; from: string; tag: Position },
  ) {
    this.template = template;
    this.values = options.values;
    this.isIsolated = options.isIsolated;
    this.from = options.from;
    this.name = constantName(template, options.from, options.tag);
  }

  emit(code: CodeWriter): void {
    const { isIsolated } = this;
    const target = this.name === undefined ? code.expression(this.template) : undefined;
    code.scoped(() => {
      const values = [...this.values].map(([name, value]) => {
        const js = code.name("with");
        code.line(`var ${js} = ${code.expression(value)};`);
        return { name, js, origin: code.originOf(value) };
      });
      const write = (): void => {
        for (const { name, js, origin } of values) code.bind(name, js, { origin });
        this.#include(code, target);
      };
      code.scoped(write, { isIsolated });
    });
  }

  twin(twin: TwinWriter): void {
    const position = twin.placeOf(this.template.text);
    if (this.name === undefined) twin.use(this.template);
    twin.scoped(() => {
      const values = [...this.values].map(
        ([name, value]) => [name, twin.constant(name, twin.expression(value))] as const,
      );
      const write = (): void => {
        for (const [name, ts] of values) twin.bind(name, ts);
        if (this.name !== undefined) twin.include(this.name, position);
      };
      twin.scoped(write, { isolatedBy: this.isIsolated ? position : undefined });
    });
  }

  #include(code: CodeWriter, target: string | undefined): void {
    const chain = this.name === undefined ? undefined : code.engine.findChain(this.name);
    if (
      chain !== undefined &&
      chain.at(-1)!.extends === undefined &&
      chain.every((part) => code.canInline(part))
    ) {
      code.inline(chain, this.position);
      return;
    }
    const template = target ?? JSON.stringify(this.name);
    const scope = code.currentScope();
    code.appendRendered((version) => {
      const options = code.constant({
        autoescape: code.autoescape,
        from: this.from,
        text: this.template.text,
        version,
        block: undefined,
      });
      return `include(S, ${template}, ${scope}, ${options})`;
    });
  }
}

export const include: TagParser = (parser, token) => {
  const words = parser.words(token);
  if (words.length < 2) {
    throw parser.error(token, `{% include %} needs the name of a template: {% include "row.html" %}.`);
  }
  let isIsolated = false;
  let values: ReadonlyMap<string, Expression> = new Map();
  const rest = words.slice(2);
  const seen = new Set<string>();
  while (rest.length > 0) {
    const option = rest.shift()!;
    if (seen.has(option)) throw parser.error(token, `"${option}" stands twice in {% include %}.`);
    seen.add(option);
    if (option === "only") {
      isIsolated = true;
    } else if (option === "with") {
      values = parseAssignments(parser, token, rest);
      if (values.size === 0) {
        throw parser.error(
          token,
          `Behind "with" {% include %} needs at least one value, without spaces around "=": with item=book.`,
        );
      }
    } else {
      throw parser.error(
        parser.placeOf(token, option),
        `{% include %} doesn't know "${option}".${didYouMean(option, ["with", "only"])} It takes "with name=value" and "only".`,
      );
    }
  }
  const template = parser.expression(words[1]!, token);
  return new IncludeNode(template, { values, isIsolated, from: parser.source.name, tag: token });
};
