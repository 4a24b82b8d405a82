import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { lineWidth, printText } from "../../source-text/print-code.ts";

/** What a migration file imports. A name that two modules export gets a number in one of them. */
export class FileImports {
  /** The folder that the file stands in; from there, files of the app are named. */
  readonly #folder: string | undefined;
  /** By module, the names that it exports with those that they have here. */
  readonly #modules = new Map<string, Map<string, string>>();
  readonly #taken = new Set<string>();

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** The expression for a call, `"new Money"`; its first name is imported, if `from` says from where. */
  call(expression: string, from: string | undefined): string {
    if (from === undefined) return expression;
    const [, start = "", name = "", rest = ""] = /^(new )?(\w+)(.*)$/.exec(expression) ?? [];
    return `${start}${this.#add(name, from)}${rest}`;
  }

  /** The lines, packages before files, as the formatter orders them. */
  print(): string {
    const modules = [...this.#modules].toSorted(([a], [b]) => compareModules(a, b));
    return modules.map(([module, names]) => printImport(module, names)).join("\n");
  }

  #add(name: string, from: string): string {
    const module = this.#specifier(from);
    const names = this.#modules.get(module) ?? new Map<string, string>();
    this.#modules.set(module, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    let local = name;
    for (let number = 2; this.#taken.has(local); number++) local = `${name}${number}`;
    this.#taken.add(local);
    names.set(name, local);
    return local;
  }

  /** `"../money.ts"` for a file of the app. */
  #specifier(from: string): string {
    if (!from.startsWith("file:")) return from;
    const file = fileURLToPath(from);
    const path = relative(this.#folder ?? dirname(file), file)
      .split(sep)
      .join("/");
    return path.startsWith(".") ? path : `./${path}`;
  }
}

function compareModules(a: string, b: string): number {
  const rank = (module: string) => (module.startsWith("../") ? 1 : module.startsWith("./") ? 2 : 0);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function printImport(module: string, names: ReadonlyMap<string, string>): string {
  const parts = [...names]
    .toSorted(([a], [b]) => compareNames(a, b))
    .map(([name, local]) => (name === local ? name : `${name} as ${local}`));
  const line = `import { ${parts.join(", ")} } from ${printText(module)};`;
  if (line.length <= lineWidth) return line;
  return `import {\n${parts.map((part) => `  ${part},\n`).join("")}} from ${printText(module)};`;
}

/** Without regard to capitals, which come first where nothing else differs. */
function compareNames(a: string, b: string): number {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  if (lowerA === lowerB) return a < b ? -1 : 1;
  return lowerA < lowerB ? -1 : 1;
}
