/** The beginning of a text in Markdown, cut between two blocks: whole blocks while they fit, at least the first. */
export function passageOf(body: string, maxLength: number): string {
  const taken: string[] = [];
  let length = 0;
  for (const block of splitBlocks(body)) {
    if (taken.length > 0 && length + block.length > maxLength) break;
    taken.push(shortened(block, maxLength));
    length += block.length;
  }
  return taken.join("\n\n");
}

/** A text in Markdown as a quotation. */
export function quoted(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

/** Blocks are separated by empty lines, except inside of code between fences. */
function splitBlocks(body: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let isCode = false;
  const finish = () => {
    if (lines.length > 0) blocks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of body.split("\n")) {
    if (/^ {0,3}(```|~~~)/.test(line)) isCode = !isCode;
    if (line.trim() === "" && !isCode) finish();
    else lines.push(line);
  }
  finish();
  return blocks;
}

/** A long block, cut after a line; code keeps its closing fence. */
function shortened(block: string, maxLength: number): string {
  // A little too long is better than cut.
  if (block.length <= maxLength * 1.5) return block;
  const lines = block.split("\n");
  const fence = /^ {0,3}(```|~~~)/.exec(block)?.[1];
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (kept.length > 0 && length + line.length > maxLength) break;
    kept.push(line);
    length += line.length + 1;
  }
  return [...kept, "…", ...(fence === undefined ? [] : [fence])].join("\n");
}
