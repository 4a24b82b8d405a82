import { readFileSync } from "node:fs";
import { type Expression, type ObjectExpression, type Program, type Property, parse } from "acorn";
import { withoutTypes } from "../../core/index.ts";

/*
 * In which line of the configuration file a key stands. Only what the file itself says is told: keys of the object that is handed to
 * `defineConfig()`, and of objects in it. What a spread may have replaced, or a variable or a function gives, has the line of the
 * key it stands under, or none.
 */

/** Tells the line of a key such as `"http.port"`, or of the key around it; `undefined` where the file doesn't say. */
export type ConfigLines = (path: string) => number | undefined;

export function configLines(file: string): ConfigLines {
  const options = writtenOptions(file);
  return (path) => {
    let line: number | undefined;
    let within: Expression | undefined = options;
    for (const key of path.split(".")) {
      const property: Property | undefined = propertyOf(within, key);
      if (property === undefined) return line;
      line = property.loc?.start.line ?? line;
      within = property.value;
    }
    return line;
  };
}

/** The object that the file hands to `defineConfig()`; `undefined` where it isn't written out. */
function writtenOptions(file: string): ObjectExpression | undefined {
  const program = parsed(file);
  const exported = program?.body.find(
    (statement) => statement.type === "ExportDefaultDeclaration",
  )?.declaration;
  const made = exported?.type === "Identifier" ? constantOf(program!, exported.name) : exported;
  if (made?.type !== "CallExpression") return undefined;
  const [options] = made.arguments;
  return options?.type === "ObjectExpression" ? options : undefined;
}

function parsed(file: string): Program | undefined {
  try {
    const text = readFileSync(file, "utf8");
    // Types become spaces, so that lines stay what they are.
    const code = /\.[cm]?ts$/.test(file) ? withoutTypes(text) : text;
    return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch {
    return undefined; // it has run, so it is no mistake: lines are an extra
  }
}

function constantOf(program: Program, name: string): Expression | undefined {
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration" || statement.kind !== "const") continue;
    const found = statement.declarations.find(({ id }) => id.type === "Identifier" && id.name === name);
    if (found !== undefined) return found.init ?? undefined;
  }
  return undefined;
}

/** The last property of that name, if nothing behind it may hold another. */
function propertyOf(within: Expression | undefined, key: string): Property | undefined {
  if (within?.type !== "ObjectExpression") return undefined;
  for (const property of within.properties.toReversed()) {
    if (property.type === "SpreadElement" || property.computed) return undefined;
    const { key: name } = property;
    const isIt =
      name.type === "Identifier" ? name.name === key : name.type === "Literal" && name.value === key;
    if (isIt) return property;
  }
  return undefined;
}
