import { createRequire } from "node:module";
import type { Comment, Expression, Program } from "acorn";

/** What can't be parsed, and where. */
export interface ParsingMistake {
  readonly line: number;
  readonly message: string;
}

/** Loaded with the first file that needs it; references are read where nobody can wait. */
let acorn: typeof import("acorn") | undefined;

function library(): typeof import("acorn") {
  acorn ??= createRequire(import.meta.url)("acorn") as typeof import("acorn");
  return acorn;
}

/** The syntax tree of a script, and what its comments say. */
export function parseScript(
  sourceType: "module" | "script",
  script: string,
  comments: Comment[],
): Program | ParsingMistake {
  comments.length = 0;
  return parsed(() =>
    library().parse(script, {
      ecmaVersion: "latest",
      sourceType,
      onComment: comments,
      allowReturnOutsideFunction: true,
    }),
  );
}

/** The syntax tree of a text of JSON, which is an expression of JavaScript. */
export function parseJson(json: string): Expression | ParsingMistake {
  try {
    JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = /\(line (\d+) column \d+\)/.exec(error.message)?.[1];
    return {
      line: line === undefined ? 1 : Number(line),
      message: error.message.split(/ (?:in JSON )?at position /)[0]!,
    };
  }
  return parsed(() => library().parseExpressionAt(json, 0, { ecmaVersion: "latest" }));
}

function parsed<Tree>(parse: () => Tree): Tree | ParsingMistake {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) return { line: 1, message: "Nested too deeply" };
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { loc?: { line: number } };
    return { line: loc?.line ?? 1, message: error.message.replace(/ \(\d+:\d+\)$/, "") };
  }
}
