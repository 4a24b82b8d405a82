import { createRequire } from "node:module";
import type { AnyNode, Comment, Literal, Program, TemplateLiteral } from "acorn";
import type { Reference } from "./reference.ts";

/*
 * Finds the addresses in JavaScript by its syntax tree, so that texts and comments are never taken for some:
 *
 *   import … from "./a.js"   export … from "./a.js"    loaded with the module
 *   import("./a.js")                                   may be loaded later
 *   new URL("./a.svg", import.meta.url)                a file, a worker
 *   //# sourceMappingURL=a.js.map                      the last of them
 */

/** What was found, or where the script could not be read. */
export type ScriptReferences =
  | { readonly references: readonly Reference[] }
  | { readonly line: number; readonly message: string };

// Scripts with none of these words have no references: most small ones, for which no parser is loaded.
const hint = /\bimport\b|\bexport\b|sourceMappingURL=|\bnew\s+URL\b/;

/** The addresses in a script or module, in their order. */
export function scriptReferences(script: string): ScriptReferences {
  if (!hint.test(script)) return { references: [] };
  const comments: Comment[] = [];
  const program = parseAs("module", script, comments);
  if ("message" in program) {
    // A script that is no module may use words that a module may not.
    const classic = parseAs("script", script, comments);
    if ("message" in classic) return program;
    return { references: collect(classic, comments) };
  }
  return { references: collect(program, comments) };
}

/** Loaded with the first script that needs it; references are read where nobody can wait. */
let acorn: typeof import("acorn") | undefined;

function parseAs(
  sourceType: "module" | "script",
  script: string,
  comments: Comment[],
): Program | { readonly line: number; readonly message: string } {
  acorn ??= createRequire(import.meta.url)("acorn") as typeof import("acorn");
  comments.length = 0;
  try {
    return acorn.parse(script, {
      ecmaVersion: "latest",
      sourceType,
      onComment: comments,
      allowReturnOutsideFunction: true,
    });
  } catch (error) {
    if (error instanceof RangeError) return { line: 1, message: "Nested too deeply" };
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { loc?: { line: number } };
    return { line: loc?.line ?? 1, message: error.message.replace(/ \(\d+:\d+\)$/, "") };
  }
}

function collect(program: Program, comments: readonly Comment[]): Reference[] {
  const found: Reference[] = [];
  // A stack of our own: a long sum is a deep tree.
  const waiting: AnyNode[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const reference = referenceOf(node);
    if (reference !== undefined) found.push(reference);
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) waiting.push(...value.filter(isNode));
      else if (isNode(value)) waiting.push(value);
    }
  }
  const map = sourceMapOf(comments);
  if (map !== undefined) found.push(map);
  return found.sort((one, other) => one.start - other.start);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function referenceOf(node: AnyNode): Reference | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      return node.source ? moduleReference(node.source, "import") : undefined;
    case "ImportExpression":
      return moduleReference(node.source, "later");
    case "NewExpression":
      return fileReference(node);
    default:
      return undefined;
  }
}

/** A module's address. What begins otherwise is the name of a package, which the page explains. */
function moduleReference(node: AnyNode, kind: "import" | "later"): Reference | undefined {
  const target = constantText(node);
  if (target === undefined || !/^\.{0,2}\//.test(target)) return undefined;
  return { start: node.start, end: node.end, target, kind };
}

/** `new URL("./a.svg", import.meta.url)` */
function fileReference(node: AnyNode & { type: "NewExpression" }): Reference | undefined {
  const [address, base] = node.arguments;
  if (node.callee.type !== "Identifier" || node.callee.name !== "URL" || address === undefined)
    return undefined;
  const isHere =
    base?.type === "MemberExpression" &&
    base.object.type === "MetaProperty" &&
    base.property.type === "Identifier" &&
    base.property.name === "url";
  const target = isHere ? constantText(address) : undefined;
  return target === undefined ? undefined : { start: address.start, end: address.end, target, kind: "file" };
}

function constantText(node: AnyNode): string | undefined {
  if (node.type === "Literal") return textOf(node);
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return cookedText(node);
  return undefined;
}

function textOf({ value }: Literal): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function cookedText({ quasis }: TemplateLiteral): string | undefined {
  return quasis[0]?.value.cooked ?? undefined;
}

function sourceMapOf(comments: readonly Comment[]): Reference | undefined {
  for (const { start, value } of comments.toReversed()) {
    const found = /^[#@]\s*sourceMappingURL=([^\s'"]+)\s*$/.exec(value);
    if (found === null) continue;
    const from = start + 2 + value.indexOf("=") + 1; // behind the two slashes, or slash and star
    return { start: from, end: from + found[1]!.length, target: found[1]!, kind: "source-map" };
  }
  return undefined;
}
