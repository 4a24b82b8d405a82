import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UnknownIconError } from "./errors.ts";

/*
 * Icons of lucide, written into the page: no request of their own, coloured by the text around them, and allowed by any
 * Content-Security-Policy. The drawings come from the package lucide-static here in the repository, and from a copy of
 * its icon-nodes.json where Quintet is installed (package.json, "imports"): the package is 67 MB, of which that is 0.8.
 */

/** An icon's shapes: `[["path", { d: "M3 3" }], …]`. */
type Shapes = readonly (readonly [element: string, attributes: Readonly<Record<string, string>>])[];

let icons: Readonly<Record<string, Shapes>> | undefined;
const drawings = new Map<string, string>();

/**
 * The SVG of an icon, hidden from screen readers: it stands beside a text, or in a button that has a label.
 * @throws {@link UnknownIconError}
 */
export function iconSvg(name: string): string {
  let drawing = drawings.get(name);
  if (drawing === undefined) {
    drawing = drawIcon(name);
    drawings.set(name, drawing);
  }
  return `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`;
}

/** Whether lucide has an icon of that name. */
export function hasIcon(name: string): boolean {
  return Object.hasOwn(allIcons(), name);
}

function drawIcon(name: string): string {
  if (!hasIcon(name)) throw new UnknownIconError(name);
  return allIcons()
    [name]!.map(([element, attributes]) => {
      const written = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${value}"`);
      return `<${element}${written.join("")}/>`;
    })
    .join("");
}

function allIcons(): Readonly<Record<string, Shapes>> {
  icons ??= JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("#lucide")), "utf8"));
  return icons!;
}
