import { didYouMean } from "../../core/index.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, TextNode } from "../node.ts";
import type { Position } from "../source.ts";
import { SilentNode } from "./nothing.ts";

/** `{% comment %}…{% endcomment %}` */
export const comment: TagParser = (parser) => {
  parser.skipPast("endcomment");
  return new SilentNode();
};

/** Text, but a tag's: `{% extends %}` must not stand behind it. */
class RawNode implements Node {
  declare position?: Position;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  emit(code: CodeWriter): void {
    code.text(this.text);
  }
}

/** `{% verbatim %}…{% endverbatim %}`: the lexer has made everything inside a text. */
export const verbatim: TagParser = (parser) => {
  const { nodes } = parser.parseBody("endverbatim");
  return new RawNode(nodes.map((node) => (node instanceof TextNode ? node.text : "")).join(""));
};

const pieces: Readonly<Record<string, string>> = {
  openblock: "{%",
  closeblock: "%}",
  openvariable: "{{",
  closevariable: "}}",
  openbrace: "{",
  closebrace: "}",
  opencomment: "{#",
  closecomment: "#}",
};

/** `{% templatetag openblock %}` */
export const templatetag: TagParser = (parser, token) => {
  const [, name = "", ...rest] = token.contents.split(/\s+/);
  if (!Object.hasOwn(pieces, name) || rest.length > 0) {
    const known = Object.keys(pieces);
    throw parser.error(
      token,
      `{% templatetag %} takes one of ${known.join(", ")}.${didYouMean(name, known)}`,
    );
  }
  return new RawNode(pieces[name]!);
};
