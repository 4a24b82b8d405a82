import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { resolveRelativeName } from "../relative-name.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";

/** `{% block name %}…{% endblock %}` */
export class BlockNode implements Node {
  declare position?: Position;
  readonly hasOwnScope = true;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(name: string, nodes: readonly Node[]) {
    this.name = name;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    code.block(this.name, this.nodes);
  }

  twin(twin: TwinWriter): void {
    twin.block(this.name, this.nodes);
  }
}

/** `{% extends "base.html" %}` */
export class ExtendsNode implements Node {
  declare position?: Position;
  readonly mustBeFirst = true;
  readonly parent: Expression;
  /** The parent's name, where it stands in the template as text. */
  readonly parentName: string | undefined;
  readonly children: readonly (readonly Node[])[];

  constructor(parent: Expression, parentName: string | undefined, nodes: readonly Node[]) {
    this.parent = parent;
    this.parentName = parentName;
    this.children = [nodes];
  }

  /** Only for a parent whose name is known at run time; the others are part of the chain that is compiled. */
  emit(code: CodeWriter): void {
    const { chain, autoescape, onlyBlock: block } = code;
    const parent = code.expression(this.parent);
    const scope = code.currentScope();
    code.appendRendered((version) => {
      const options = code.constant({ autoescape, block, chain, text: this.parent.text, version });
      return `extend(S, ${parent}, ${scope}, ${options})`;
    });
  }

  /** Of a parent that is only known at run time, nothing can be said about the blocks: they are checked by themselves. */
  twin(twin: TwinWriter): void {
    twin.use(this.parent);
    for (const nodes of this.children) twin.nodes(nodes);
  }
}

const blockNames = Symbol("the names of a template's blocks");

export const block: TagParser = (parser, token) => {
  const words = token.contents.split(/\s+/); // a name has no quotes that could hold spaces
  const [, name] = words;
  if (name === undefined || words.length !== 2) {
    throw parser.error(token, `{% block %} takes one name: {% block content %}.`);
  }
  const names = (parser.notes.get(blockNames) ?? new Set()) as Set<string>; // only this tag sets the note
  parser.notes.set(blockNames, names);
  if (names.has(name)) {
    throw parser.error(
      parser.placeOf(token, name),
      `There are two blocks called "${name}" in this template.`,
    );
  }
  names.add(name);
  const { nodes, end } = parser.parseBody("endblock");
  if (end.contents !== "endblock" && end.contents !== `endblock ${name}`) {
    throw parser.error(end, `{% ${end.contents} %} ends the block "${name}". Write {% endblock ${name} %}.`);
  }
  return new BlockNode(name, nodes);
};

export const extendsTag: TagParser = (parser, token) => {
  const words = parser.words(token);
  if (words.length !== 2) {
    throw parser.error(token, `{% extends %} takes one name: {% extends "base.html" %}.`);
  }
  const parent = parser.expression(words[1]!, token);
  const name = constantName(parent, parser.source.name, token);
  if (name === "") throw parser.error(token, `{% extends %} needs the name of a template, and "" is none.`);
  const nodes = parser.parse();
  const second = nodes.find((node) => node instanceof ExtendsNode);
  if (second !== undefined) {
    throw parser.error(
      second.position ?? token,
      "{% extends %} stands more than once in this template. A template has one parent.",
    );
  }
  return new ExtendsNode(parent, name, nodes);
};

/** The name of a template that an expression is, where it is a text without filters. */
export function constantName(
  { operand, filters }: Expression,
  from: string,
  tag: Position,
): string | undefined {
  if (operand.kind !== "literal" || filters.length > 0) return undefined;
  if (!(operand.value instanceof SafeString)) return undefined;
  return resolveRelativeName(operand.value.text, from, tag);
}
