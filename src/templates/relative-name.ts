import { TemplateSyntaxError } from "./errors.ts";
import type { Position } from "./source.ts";

/**
 * The name that `"./row.html"` or `"../base.html"` means inside of the template `from`. Other names stay as they are.
 * @throws {@link TemplateSyntaxError} where it leads out of the templates.
 */
export function resolveRelativeName(name: string, from: string, position?: Position): string {
  if (!name.startsWith("./") && !name.startsWith("../")) return name;
  const folders: string[] = [];
  for (const step of [...from.split("/").slice(0, -1), ...name.split("/")]) {
    if (step === "." || step === "") continue;
    if (step !== "..") folders.push(step);
    else if (folders.pop() === undefined) {
      throw new TemplateSyntaxError(
        `The relative name "${name}" leads out of the templates, as seen from "${from}".`,
        position,
      );
    }
  }
  return folders.join("/");
}
