import type { CodeWriter } from "../compiler/code-writer.ts";
import { type Node, namesSetIn } from "../node.ts";
import type { Expression } from "../parser/expression.ts";

/** What a `{% for %}` consists of. */
export interface LoopParts {
  readonly names: readonly string[];
  readonly items: Expression;
  readonly isReversed: boolean;
  readonly body: readonly Node[];
  readonly empty: readonly Node[];
}

/** Writes what stands in a loop. `item` is JavaScript for the current item. */
export function emitLoopBody(code: CodeWriter, { names, items, body }: LoopParts, item: string): void {
  if (names.length === 1) {
    for (const name of namesSetIn(body)) code.foresee(name);
    const js = code.name("item");
    code.line(`var ${js} = ${item};`);
    const from = code.originOf(items);
    code.bind(names[0]!, js, { origin: from && `${from}[]` });
    code.nodes(body);
    return;
  }
  const parts = code.name("parts");
  code.line(`var ${parts} = unpacked(${item}, ${code.constant(names)});`);
  code.scoped(() => {
    for (const [position, name] of names.entries()) {
      const js = code.name("item");
      code.line(`var ${js} = ${parts}[${position}];`);
      code.bind(name, js);
    }
    code.nodes(body);
  });
}

/** Members of `forloop` that need no object. `index` and `count` are JavaScript. */
export function loopMembers(index: string, count: string): ReadonlyMap<string, string> {
  return new Map([
    ["counter", `(${index} + 1)`],
    ["counter0", index],
    ["revcounter", `(${count} - ${index})`],
    ["revcounter0", `(${count} - ${index} - 1)`],
    ["first", `(${index} === 0)`],
    ["last", `(${index} === ${count} - 1)`],
    ["length", count],
  ]);
}
