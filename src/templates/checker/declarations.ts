import { type AnyNode, type CallExpression, type Identifier, type Program, parse } from "acorn";
import { withoutTypes } from "../../core/index.ts";
import type { Source } from "../source.ts";

/** One `template<Context>("name.html")` of the project's TypeScript. */
export interface TemplateDeclaration {
  /** The name of the template. */
  readonly template: string;
  /** The file that it stands in. */
  readonly source: Source;
  /** Where the name stands in it, quotes included. */
  readonly start: number;
  readonly end: number;
  /** What stands between `<` and `>`; `undefined` where there is nothing. */
  readonly contextType: string | undefined;
  /** The constant that it is exported as. */
  readonly exportedAs: string | undefined;
}

/**
 * Finds the templates that a file declares. Types are blanked out the way Node does it when it runs the file, which
 * leaves every place where it was; what is left is JavaScript, and is parsed as such.
 *
 * @returns nothing for a file that doesn't parse: the compiler tells why.
 */
export function findDeclarations(source: Source): TemplateDeclaration[] {
  if (!/\btemplate\b/.test(source.text)) return []; // most files
  const program = programOf(source.text);
  if (program === undefined) return [];
  const callees = importedNames(program);
  const exported = exportedConstants(program);
  const found: TemplateDeclaration[] = [];
  visit(program, (node) => {
    if (node.type !== "CallExpression" || !isDeclaration(node, callees)) return;
    const [name] = node.arguments;
    if (name?.type !== "Literal" || typeof name.value !== "string") return;
    found.push({
      template: name.value,
      source,
      start: name.start,
      end: name.end,
      contextType: typeArgument(source.text, node),
      exportedAs: exported.get(node),
    });
  });
  return found;
}

function programOf(text: string): Program | undefined {
  try {
    return parse(withoutTypes(text), { ecmaVersion: "latest", sourceType: "module" });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What `template` is called in this file: `import { template as page } from "quintet/templates"`. */
function importedNames(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    if (!/(^quintet\/templates$|(^|\/)templates\/index\.[jt]s$)/.test(String(statement.source.value)))
      continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type !== "ImportSpecifier") continue;
      if ((specifier.imported as Identifier).name === "template") names.add(specifier.local.name);
    }
  }
  return names;
}

function isDeclaration({ callee }: CallExpression, names: ReadonlySet<string>): boolean {
  return callee.type === "Identifier" && names.has(callee.name);
}

/** The calls that are the value of an exported constant. */
function exportedConstants(program: Program): ReadonlyMap<AnyNode, string> {
  const found = new Map<AnyNode, string>();
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    if (statement.declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type === "Identifier" && init != null) found.set(init, id.name);
    }
  }
  return found;
}

/** Between the name of the function and its parentheses nothing but types can stand. */
function typeArgument(text: string, call: CallExpression): string | undefined {
  const [first] = call.arguments;
  const between = text.slice(call.callee.end, first!.start);
  const start = between.indexOf("<");
  const end = between.lastIndexOf(">");
  return start === -1 || end < start ? undefined : between.slice(start + 1, end);
}

function visit(node: AnyNode, found: (node: AnyNode) => void): void {
  found(node);
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, found);
    } else if (isNode(value)) visit(value, found);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
