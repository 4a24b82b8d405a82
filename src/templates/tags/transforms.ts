import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { pythonSpace, stripSpace } from "../runtime/python-space.ts";
import type { Position } from "../source.ts";

/** `{% spaceless %}…{% endspaceless %}` */
class SpacelessNode implements Node {
  declare position?: Position;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(nodes: readonly Node[]) {
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    const text = code.captured(() => code.nodes(this.nodes));
    code.append(`${code.constant(withoutSpacesBetweenTags)}(${text})`);
  }
}

const spaceBetweenTags = new RegExp(`>[${pythonSpace}]+<`, "g");

/** Removes white space between tags, not between tags and text. */
function withoutSpacesBetweenTags(html: string): string {
  return stripSpace(html).replace(spaceBetweenTags, "><");
}

export const spaceless: TagParser = (parser) => new SpacelessNode(parser.parseBody("endspaceless").nodes);

/** `{% filter upper|linebreaks %}…{% endfilter %}` */
class FilterNode implements Node {
  declare position?: Position;
  readonly expression: Expression;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(expression: Expression, nodes: readonly Node[]) {
    this.expression = expression;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    const text = code.captured(() => code.nodes(this.nodes));
    code.scoped(() => {
      const js = code.name("filtered");
      code.line(`var ${js} = new SafeString(${text});`);
      code.bind("var", js);
      code.append(code.awaited(`unescaped(S, ${code.expression(this.expression)})`));
    });
  }

  twin(twin: TwinWriter): void {
    twin.nodes(this.nodes);
    twin.scoped(() => {
      twin.bind("var", twin.constant("filtered", "q.text"));
      twin.line(`q.use(${twin.continued("var", this.expression)});`);
    });
  }
}

export const filterTag: TagParser = (parser, token) => {
  const filters = token.contents.replace(/^filter\s*/, "");
  if (filters === "") throw parser.error(token, "{% filter %} needs a filter: {% filter upper %}.");
  const expression = parser.expression(`var|${filters}`, token);
  const wrong = expression.filters.find(({ name }) => name === "escape" || name === "safe");
  if (wrong !== undefined) {
    throw parser.error(token, `{% filter ${wrong.name} %} is not possible. Write {% autoescape %} instead.`);
  }
  return new FilterNode(expression, parser.parseBody("endfilter").nodes);
};
