import { existsSync, readFileSync } from "node:fs";
import { UnknownIconError } from "./errors.ts";

/*
 * Icons of lucide, written into the page: no request of their own, coloured by the text around them, and allowed by any
 * Content-Security-Policy. Each file is read once.
 */
const drawings = new Map<string, string>();

/**
 * The SVG of an icon, hidden from screen readers: it stands beside a text, or in a button that has a label.
 * @throws {@link UnknownIconError}
 */
export function iconSvg(name: string): string {
  let drawing = drawings.get(name);
  if (drawing === undefined) {
    drawing = readDrawing(name);
    drawings.set(name, drawing);
  }
  return `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`;
}

/** Whether lucide has an icon of that name. */
export function hasIcon(name: string): boolean {
  return isIconName(name) && existsSync(iconFile(name));
}

function readDrawing(name: string): string {
  if (!hasIcon(name)) throw new UnknownIconError(name);
  const svg = readFileSync(iconFile(name), "utf8");
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return inside.replace(/\s*\n\s*/g, "");
}

// A name becomes part of a path, so that nothing but an icon's name may stand there.
function isIconName(name: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

function iconFile(name: string): URL {
  return new URL(import.meta.resolve(`lucide-static/icons/${name}.svg`));
}
