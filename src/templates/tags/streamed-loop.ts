import type { CodeWriter } from "../compiler/code-writer.ts";
import { emitLoopBody, type LoopParts, loopMembers } from "./loop-body.ts";

/** Members of `forloop` that a loop has without knowing its end. */
const countedMembers = new Set(["counter", "counter0", "first"]);

/**
 * Writes a loop of a streamed page. It goes from item to item, so that those of a generator are never in memory at once,
 * unless something in it asks how many there are: only when the body is written is that known.
 */
export function emitStreamedLoop(code: CodeWriter, loop: LoopParts): void {
  code.scoped(() => {
    const [items, cursor, index, forloop] = ["items", "cursor", "i", "forloop"].map((hint) =>
      code.name(hint),
    );
    const count = `${cursor}.count`;
    code.line(`var ${items} = ${code.expression(loop.items, { ignoreFailures: true, isIterated: true })};`);
    const opened = code.reserve();
    code.line("try {", `if (!${code.awaited(`${cursor}.step()`)}) {`);
    code.nodes(loop.empty);
    code.line("} else {", `var ${index} = 0;`);
    const made = code.reserve();
    code.line("do {");
    const counted = code.reserve();

    let needsCount = loop.isReversed;
    let needsObject = false;
    const onUse = (member?: string): void => {
      needsCount ||= member === undefined || !countedMembers.has(member);
      needsObject ||= member === undefined;
    };
    code.bind("forloop", forloop!, { onUse, members: loopMembers(index!, count) });
    code.loopBody(() => emitLoopBody(code, loop, `${cursor}.value`));
    code.unbind("forloop");

    code.pause();
    code.line(`${index}++;`, `} while (${code.awaited(`${cursor}.step()`)});`, "}");
    code.line(`} finally { ${cursor}.close(); }`);
    const open = needsCount ? `openList(S, ${items}, ${loop.isReversed})` : `openCursor(S, ${items})`;
    code.fill(opened, `var ${cursor} = ${code.awaited(open)};`);
    if (!needsObject) return;
    // Only now, so that the loop around this one makes its object only where this one needs its own.
    code.fill(made, `var ${forloop} = new ForLoop(${count}, ${code.variable("forloop")});`);
    code.fill(counted, `${forloop}.counter0 = ${index};`);
  });
}
