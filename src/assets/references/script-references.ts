import type { AnyNode, Comment, Literal, Program, TemplateLiteral } from "acorn";
import { isBareName } from "../import-names.ts";
import type { FoundReferences, Reference } from "./reference.ts";
import { parseScript } from "./script-parser.ts";

/*
 * Finds the addresses in JavaScript by its syntax tree, so that texts and comments are never taken for some:
 *
 *   import … from "./a.js"   export … from "./a.js"    loaded with the module
 *   import("./a.js")                                   may be loaded later
 *   new URL("./a.svg", import.meta.url)                a file, a worker
 *   import.meta.resolve("./a.svg")                     the same
 *   //# sourceMappingURL=a.js.map                      the last of them
 */

// Scripts with none of these words have no references: most small ones, for which no parser is loaded.
const hint = /\bimport\b|\bexport\b|sourceMappingURL=|\bnew\s+URL\b/;

/** The addresses in a script or module, in their order. */
export function scriptReferences(script: string): FoundReferences {
  if (!hint.test(script)) return { references: [] };
  const comments: Comment[] = [];
  const program = parseScript("module", script, comments);
  if ("message" in program) {
    // A script that is no module may use words that a module may not.
    const classic = parseScript("script", script, comments);
    if ("message" in classic) return program;
    return { references: collect(classic, comments) };
  }
  return { references: collect(program, comments) };
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
    case "CallExpression":
      return resolvedReference(node);
    default:
      return undefined;
  }
}

/** A module's address, or the name of a package. */
function moduleReference(node: AnyNode, kind: "import" | "later"): Reference | undefined {
  const target = constantText(node);
  if (target === undefined) return undefined;
  return { start: node.start, end: node.end, target, kind, syntax: "literal", isBare: isBareName(target) };
}

/** `new URL("./a.svg", import.meta.url)` */
function fileReference(node: AnyNode & { type: "NewExpression" }): Reference | undefined {
  const [address, base] = node.arguments;
  if (node.callee.type !== "Identifier" || node.callee.name !== "URL" || address === undefined)
    return undefined;
  return isOfMeta(base, "url") ? literalReference(address) : undefined;
}

/** `import.meta.resolve("./a.svg")`. By the name of a package it asks the import map. */
function resolvedReference({ callee, arguments: [address] }: AnyNode & { type: "CallExpression" }) {
  if (address === undefined || !isOfMeta(callee, "resolve")) return undefined;
  const reference = literalReference(address);
  return reference && { ...reference, isBare: isBareName(reference.target) };
}

/** `import.meta.url`, where `name` is `"url"`. */
function isOfMeta(node: AnyNode | undefined, name: string): boolean {
  return (
    node?.type === "MemberExpression" &&
    node.object.type === "MetaProperty" &&
    node.property.type === "Identifier" &&
    node.property.name === name
  );
}

function literalReference(node: AnyNode): Reference | undefined {
  const target = constantText(node);
  if (target === undefined) return undefined;
  return { start: node.start, end: node.end, target, kind: "file", syntax: "literal" };
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
