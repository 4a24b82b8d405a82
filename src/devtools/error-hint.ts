import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { closestName } from "../core/index.ts";

/*
 * What was probably meant, for mistakes that Node tells about without a suggestion. Quintet's own errors have theirs in
 * the message.
 */

/** A sentence about what to do, or `undefined` where nothing can be told. */
export function errorHint(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  if (code === "ERR_MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT") return missingModule(error);
  if (error instanceof SyntaxError) return missingExport(error);
  return undefined;
}

/** `Cannot find module '/shop/greting.ts' imported from /shop/shop.ts`: the file that was meant. */
function missingModule({ message }: Error): string | undefined {
  const [, wanted] = /^(?:Cannot find module|Directory import) '([^'\n]{1,4000})'/.exec(message) ?? [];
  if (wanted === undefined) {
    const [, name] = /^Cannot find package '([^'\n]{1,200})'/.exec(message) ?? [];
    return name === undefined ? undefined : `Install it: npm install ${name.replace(/[^\w@/.-]/g, "")}`;
  }
  const name = basename(wanted);
  const siblings = readdirSync(dirname(wanted));
  const withExtension = [".ts", ".js", ".mts", ".mjs"].find((extension) =>
    siblings.includes(name + extension),
  );
  if (extname(name) === "" && withExtension !== undefined)
    return `Write the whole name of the file: "${name}${withExtension}".`;
  if (siblings.includes(name)) return `It is a folder. Name a file in it: "${name}/index.ts".`;
  const near = closestName(name, siblings);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/** `The requested module './greeting.ts' does not provide an export named 'greting'`: the name that was meant. */
function missingExport({ message, stack = "" }: Error): string | undefined {
  const match =
    /^The requested module '([^'\n]{1,1000})' does not provide an export named '([^'\n]{1,200})'/.exec(
      message,
    );
  const [, specifier = "", name = ""] = match ?? [];
  const [importer = ""] = stack.split("\n", 1);
  if (!specifier.startsWith(".") || !importer.startsWith("file:")) return undefined;
  const file = resolve(dirname(fileURLToPath(importer.replace(/:\d+$/, ""))), specifier);
  if (statSync(file).size > 1_000_000) return undefined;
  const declared = readFileSync(file, "utf8").matchAll(
    /^export (?:declare |abstract |async )*(const|let|function|class|type|interface)\*? (\w+)/gm,
  );
  const exported = new Map([...declared].map(([, kind = "", each = ""]) => [each, kind]));
  const kind = exported.get(name);
  if (kind === "type" || kind === "interface")
    return `It is a type: import type { ${name} } from "${specifier}".`;
  const near = closestName(name, exported.keys());
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}
