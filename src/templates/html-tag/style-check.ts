/*
 * What a value in style="…" may be: one value, or, where declarations stand, whole ones. Nothing that ends a value early,
 * nothing that loads something, nothing that hides what it is behind a backslash or a comment.
 */

/** Printed instead of a value that CSS must not get. */
const blockedStyle = "blocked-value";

const forbidden = /[;{}<>"'\\@`!]|\/\*|[^\P{C}\t\n\f\r]/u;

// Functions that only compute. Those that load something (url, image-set, src) are not among them.
const functions = new Set(
  (
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark calc min max clamp round mod rem abs sign var env " +
    "minmax repeat fit-content translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d " +
    "rotate rotatex rotatey rotatez rotate3d skew skewx skewy matrix matrix3d perspective cubic-bezier steps linear " +
    "linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient " +
    "repeating-conic-gradient blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia " +
    "inset circle ellipse polygon counter"
  ).split(" "),
);

/** One value of a property, or {@link blockedStyle}. */
export function styleValue(value: string): string {
  if (forbidden.test(value) || !hasBalancedBrackets(value)) return blockedStyle;
  for (let bracket = value.indexOf("("); bracket !== -1; bracket = value.indexOf("(", bracket + 1)) {
    const name = nameBefore(value, bracket);
    if (name !== "" && !functions.has(name.toLowerCase())) return blockedStyle;
  }
  return value;
}

/** What stands in front of a bracket, back to the next character that no name has. */
function nameBefore(value: string, end: number): string {
  let start = end;
  while (start > 0 && !/[\s(),/*+]/.test(value[start - 1]!)) start--;
  return value.slice(start, end);
}

function hasBalancedBrackets(value: string): boolean {
  let depth = 0;
  for (const character of value) {
    if (character === "(") depth++;
    else if (character === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

const propertyName = /^(?:--[\w-]+|-?[a-z][a-z-]*)$/i;

/** Declarations, such as `color: red; width: 3px`. What is none is left out. */
export function styleDeclarations(text: string): string {
  const declarations: string[] = [];
  for (const declaration of text.split(";")) {
    const colon = declaration.indexOf(":");
    const name = declaration.slice(0, Math.max(0, colon)).trim();
    if (!propertyName.test(name)) continue;
    const value = declaration.slice(colon + 1).trim();
    const isImportant = /!important$/i.test(value);
    const shown = isImportant ? value.slice(0, -"!important".length).trimEnd() : value;
    declarations.push(`${name}: ${styleValue(shown)}${isImportant ? " !important" : ""}`);
  }
  return declarations.join("; ");
}

/** Where a hole stands in a style: at a value, where declarations stand, or where nothing can be put in. */
export type StylePlace = "value" | "declarations" | "inside";

/**
 * @param before - The style in front of the hole; other holes are `0`.
 * @param after - The style behind it.
 */
export function stylePlace(before: string, after: string): StylePlace {
  const outside = before.replaceAll(/"[^"]*"|'[^']*'|\/\*[\s\S]*?\*\//g, "0");
  if (/["']|\/\*|\\$/.test(outside)) return "inside";
  const declaration = outside.slice(outside.lastIndexOf(";") + 1);
  if (declaration.includes(":")) return isInsideUrl(declaration) ? "inside" : "value";
  return declaration.trim() === "" && /^\s*(?:;|$)/.test(after) ? "declarations" : "inside";
}

/** Whether a bracket is open that belongs to something else than a computation. */
function isInsideUrl(declaration: string): boolean {
  const open: string[] = [];
  for (const [, name, bracket] of declaration.matchAll(/([\w-]*)(\()|\)/g)) {
    if (bracket === undefined) open.pop();
    else open.push(name!.toLowerCase());
  }
  return open.some((name) => name !== "" && !functions.has(name));
}
