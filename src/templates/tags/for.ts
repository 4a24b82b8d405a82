import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import { type Node, TextNode } from "../node.ts";
import type { Expression } from "../parser/expression.ts";
import type { Position } from "../source.ts";
import { emitLoopBody, type LoopParts, loopMembers } from "./loop-body.ts";
import { emitStreamedLoop } from "./streamed-loop.ts";

/** `{% for item in items %}…{% empty %}…{% endfor %}` */
class ForNode implements Node, LoopParts {
  declare position?: Position;
  readonly hasOwnScope = true;
  readonly names: readonly string[];
  readonly items: Expression;
  readonly isReversed: boolean;
  readonly body: readonly Node[];
  readonly empty: readonly Node[];
  readonly children: readonly (readonly Node[])[];

  constructor(options: LoopParts) {
    this.names = options.names;
    this.items = options.items;
    this.isReversed = options.isReversed;
    this.body = options.body;
    this.empty = options.empty;
    this.children = [options.body, options.empty];
  }

  emit(code: CodeWriter): void {
    if (code.isStreamed) {
      emitStreamedLoop(code, this);
      return;
    }
    code.scoped(() => {
      const items = code.name("items");
      const count = code.name("count");
      const value = code.expression(this.items, { ignoreFailures: true });
      code.line(`var ${items} = ${code.awaited(`itemsOf(S, ${value})`)};`, `var ${count} = ${items}.length;`);
      if (this.empty.length === 0) {
        this.#emitLoop(code, items, count);
        return;
      }
      code.line(`if (${count} === 0) {`);
      code.nodes(this.empty);
      code.line("} else {");
      this.#emitLoop(code, items, count);
      code.line("}");
    });
  }

  twin(twin: TwinWriter): void {
    twin.scoped(() => {
      const items = twin.constant(
        "items",
        twin.checked(this.items, "looped", (value) => `q.items(${value})`),
      );
      const loop = twin.constant("forloop", `q.loop(${twin.local("forloop") ?? "q.noLoop"})`);
      twin.perhaps(
        () => twin.scoped(() => this.#twinBody(twin, items, loop)),
        () => twin.nodes(this.empty),
      );
    });
  }

  #twinBody(twin: TwinWriter, items: string, loop: string): void {
    twin.bind("forloop", loop);
    const item = twin.constant("item", `q.item(${items})`);
    const [name] = this.names as [string];
    if (this.names.length === 1) twin.bind(name, item);
    else {
      const names = this.names.join(", ");
      const note = {
        kind: "unpacked",
        position: twin.placeOf(name),
        text: names,
        of: this.items.text,
      } as const;
      const parts = twin.constant("parts", `q.parts(${twin.mark(item, note)}, ${this.names.length})`);
      for (const [position, part] of this.names.entries()) {
        twin.bind(part, twin.constant(part, `${parts}[${position}]`));
      }
    }
    twin.nodes(this.body);
  }

  #emitLoop(code: CodeWriter, items: string, count: string): void {
    const index = code.name("i");
    const loop = code.name("forloop");
    const made = code.reserve();
    code.line(`for (var ${index} = 0; ${index} < ${count}; ${index}++) {`);
    const counted = code.reserve();
    // The object is only made where something reads more than its plain counters.
    let isUsed = false;
    const onUse = (member?: string): void => {
      isUsed ||= member === undefined;
    };
    code.bind("forloop", loop, { onUse, members: loopMembers(index, count) });
    const item = `${items}[${this.isReversed ? `${count} - 1 - ${index}` : index}]`;
    const { first, body, last } = withoutTextsAround(this.body, code.isConfined);
    code.loopBody(() => {
      // What stands at the end of one round and at the beginning of the next is one text.
      if (last !== "") {
        code.append(`(${index} === 0 ? ${JSON.stringify(first)} : ${JSON.stringify(last + first)})`);
      }
      emitLoopBody(code, { ...this, body }, item);
    });
    code.unbind("forloop");
    code.line("}");
    if (last !== "") {
      code.line(`if (${count} !== 0) {`);
      code.text(last);
      code.line("}");
    }
    if (!isUsed) return;
    // Only now, so that the loop around this one makes its object only where this one needs its own.
    code.fill(made, `var ${loop} = new ForLoop(${count}, ${code.variable("forloop")});`);
    code.fill(counted, `${loop}.counter0 = ${index};`);
  }
}

/** The body of a loop without the texts with which it begins and ends; all of it where it doesn't do both. */
function withoutTextsAround(
  body: readonly Node[],
  isConfined: boolean,
): { first: string; body: readonly Node[]; last: string } {
  const [first, last] = [body[0], body.at(-1)];
  const isBetween = first instanceof TextNode && last instanceof TextNode && body.length > 1;
  if (!isBetween || isConfined) return { first: "", body, last: "" };
  return { first: first.text, body: body.slice(1, -1), last: last.text };
}

export const forTag: TagParser = (parser, token) => {
  const words = parser.words(token);
  const isReversed = words.at(-1) === "reversed";
  const inIndex = words.length - (isReversed ? 3 : 2);
  if (words.length < 4 || words[inIndex] !== "in") {
    throw parser.error(token, `{% ${token.contents} %} should read {% for item in items %}.`);
  }
  const names = words.slice(1, inIndex).join(" ").split(/ *, */);
  const wrong = names.find((name) => name === "" || /[ "'|]/.test(name));
  if (wrong !== undefined) {
    throw parser.error(token, `{% ${token.contents} %} has "${wrong}" where a name is expected.`);
  }
  const items = parser.expression(words[inIndex + 1]!, token);
  const { nodes: body, end } = parser.parseBody("empty", "endfor");
  const empty = end.contents === "empty" ? parser.parseBody("endfor").nodes : [];
  return new ForNode({ names, items, isReversed, body, empty });
};
