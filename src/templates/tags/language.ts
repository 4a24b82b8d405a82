import { languageTag, withLanguage } from "../../i18n/index.ts";
import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter, Surrounding } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import { inLanguage } from "../runtime/render-state.ts";
import { textOf } from "../runtime/text-of.ts";
import { isTruthy } from "../runtime/truth.ts";
import type { Position } from "../source.ts";

/** `{% language "de" %}…{% endlanguage %}` */
class LanguageNode implements Node {
  declare position?: Position;
  readonly language: Expression;
  readonly nodes: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(language: Expression, nodes: readonly Node[]) {
    this.language = language;
    this.nodes = nodes;
    this.children = [nodes];
  }

  emit(code: CodeWriter): void {
    code.surrounded(inOtherLanguage, code.expression(this.language), () => code.nodes(this.nodes));
  }

  twin(twin: TwinWriter): void {
    twin.use(this.language);
    twin.nodes(this.nodes);
  }
}

/** Included templates, and functions that the template calls, see the other language, too. */
const inOtherLanguage: Surrounding = (state, value, body) => {
  if (value !== null && !isTruthy(value)) return body(state); // as in Django: only None is no language
  const language = value === null ? "" : languageTag(textOf(value));
  return withLanguage(language, () => body(state.with(inLanguage(state.engine, language))));
};

export const language: TagParser = (parser, token) => {
  const [, tag, ...rest] = parser.words(token);
  if (tag === undefined || rest.length > 0) {
    throw parser.error(token, `{% language %} takes one language: {% language "de" %}.`);
  }
  return new LanguageNode(parser.expression(tag, token), parser.parseBody("endlanguage").nodes);
};
