import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { noPartial, TemplateSyntaxError } from "../errors.ts";
import type { TagParser } from "../library.ts";
import { type Node, namesSetIn } from "../node.ts";
import type { ParsedTemplate } from "../parsed-template.ts";
import type { Parser } from "../parser/parser.ts";
import type { Position } from "../source.ts";

/** `{% partialdef row inline %}…{% endpartialdef %}`: a piece of a template that has a name. */
export class PartialDefNode implements Node {
  declare position?: Position;
  readonly name: string;
  readonly isInline: boolean;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(name: string, isInline: boolean, nodes: readonly Node[]) {
    this.name = name;
    this.isInline = isInline;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    if (this.isInline) code.nodes(this.nodes);
  }

  /** Checked where it is printed, with the variables that are there. */
  twin(twin: TwinWriter): void {
    if (this.isInline) twin.nodes(this.nodes);
  }
}

/** `{% partial row %}` */
class PartialNode implements Node {
  declare position?: Position;
  readonly name: string;
  readonly template: string;
  /** Those of the template in which the tag stands; complete when the template has been read. */
  readonly partials: ReadonlyMap<string, ParsedTemplate>;

  constructor(name: string, template: string, partials: ReadonlyMap<string, ParsedTemplate>) {
    this.name = name;
    this.template = template;
    this.partials = partials;
  }

  get sets(): readonly string[] {
    return [...namesSetIn(this.partials.get(this.name)?.nodes ?? [])];
  }

  emit(code: CodeWriter): void {
    const partial = this.partials.get(this.name);
    if (partial === undefined) {
      const known = code.constant([...this.partials.keys()]);
      const names = `${JSON.stringify(this.template)}, ${JSON.stringify(this.name)}`;
      code.append(`${code.constant(missing)}(${names}, ${known})`);
    } else if (code.canInline(partial)) {
      code.inline([partial], this.position, { sharesNames: true });
    } else {
      const template = code.constant(code.engine.partial(partial));
      const scope = code.currentScope();
      code.appendRendered((version) => {
        const options = code.constant({ autoescape: code.autoescape, from: "", version, block: undefined });
        return `include(S, ${template}, ${scope}, ${options})`;
      });
    }
  }

  twin(twin: TwinWriter): void {
    const partial = this.partials.get(this.name);
    if (partial !== undefined) {
      twin.include(twin.engine.partial(partial), twin.place());
      return;
    }
    const message = noPartial(this.template, this.name, [...this.partials.keys()]);
    twin.report(twin.placeOf(this.name), { code: "templates.unknown-partial", message });
  }
}

/** Only an error when it is reached: a partial may be missing where its tag is never rendered. */
function missing(template: string, name: string, known: readonly string[]): never {
  throw new TemplateSyntaxError(noPartial(template, name, known));
}

/** Gives a parser the partials of its template, which may still be found while it reads. */
export function takePartials(parser: Parser, partials: ReadonlyMap<string, ParsedTemplate>): void {
  parser.notes.set(PartialNode, partials);
}

function partialsOf(parser: Parser): ReadonlyMap<string, ParsedTemplate> {
  return parser.notes.get(PartialNode) as ReadonlyMap<string, ParsedTemplate>; // set by takePartials()
}

export const partialdef: TagParser = (parser, token) => {
  const [, name, option, ...rest] = parser.words(token);
  if (name === undefined) {
    throw parser.error(token, "{% partialdef %} needs a name: {% partialdef row %}.");
  }
  if (rest.length > 0 || (option !== undefined && option !== "inline")) {
    throw parser.error(
      token,
      `Behind its name {% partialdef %} takes only "inline", and "${[option, ...rest].join(" ")}" was given.`,
    );
  }
  const names = (parser.notes.get(PartialDefNode) ?? new Set()) as Set<string>; // only this tag sets the note
  parser.notes.set(PartialDefNode, names);
  const { nodes, end } = parser.parseBody("endpartialdef");
  if (end.contents !== "endpartialdef" && end.contents !== `endpartialdef ${name}`) {
    throw parser.error(
      end,
      `{% ${end.contents} %} ends the partial "${name}". Write {% endpartialdef ${name} %}.`,
    );
  }
  if (names.has(name)) throw parser.error(token, `There are two partials called "${name}" in this template.`);
  names.add(name);
  return new PartialDefNode(name, option === "inline", nodes);
};

export const partial: TagParser = (parser, token) => {
  const [, name, ...rest] = parser.words(token);
  if (name === undefined || rest.length > 0) {
    throw parser.error(token, "{% partial %} takes one name: {% partial row %}.");
  }
  return new PartialNode(name, parser.source.name, partialsOf(parser));
};
