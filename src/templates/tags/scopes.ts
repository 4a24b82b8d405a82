import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { Position } from "../source.ts";
import { parseAnyAssignments } from "./assignments.ts";

/** `{% with total=basket.total %}…{% endwith %}` */
class WithNode implements Node {
  declare position?: Position;
  readonly hasOwnScope = true;
  readonly values: ReadonlyMap<string, Expression>;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(values: ReadonlyMap<string, Expression>, nodes: readonly Node[]) {
    this.values = values;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    code.scoped(() => {
      const bound = [...this.values].map(([name, value]) => {
        const js = code.name("with");
        code.line(`var ${js} = ${code.expression(value)};`);
        return { name, js, origin: code.originOf(value) };
      });
      for (const { name, js, origin } of bound) code.bind(name, js, { origin });
      code.nodes(this.nodes);
    });
  }

  twin(twin: TwinWriter): void {
    twin.scoped(() => {
      const bound = [...this.values].map(
        ([name, value]) => [name, twin.constant(name, twin.expression(value))] as const,
      );
      for (const [name, ts] of bound) twin.bind(name, ts);
      twin.nodes(this.nodes);
    });
  }
}

export const withTag: TagParser = (parser, token) => {
  const words = parser.words(token).slice(1);
  const values = parseAnyAssignments(parser, token, words);
  if (values.size === 0) {
    const spaces = words.length > 0 ? ', without spaces around "="' : "";
    throw parser.error(token, `{% with %} needs at least one value${spaces}: {% with total=basket.total %}.`);
  }
  if (words.length > 0) {
    throw parser.error(
      parser.placeOf(token, words[0]!),
      `{% with %} doesn't understand "${words[0]}". Its values read name=value.`,
    );
  }
  return new WithNode(values, parser.parseBody("endwith").nodes);
};

/** `{% autoescape off %}…{% endautoescape %}` */
class AutoescapeNode implements Node {
  declare position?: Position;
  readonly isOn: boolean;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(isOn: boolean, nodes: readonly Node[]) {
    this.isOn = isOn;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    const before = code.autoescape;
    code.autoescape = this.isOn;
    code.nodes(this.nodes);
    code.autoescape = before;
  }
}

export const autoescape: TagParser = (parser, token) => {
  const [, setting, ...rest] = token.contents.split(/\s+/);
  if ((setting !== "on" && setting !== "off") || rest.length > 0) {
    throw parser.error(token, "{% autoescape %} takes on or off: {% autoescape off %}.");
  }
  return new AutoescapeNode(setting === "on", parser.parseBody("endautoescape").nodes);
};
