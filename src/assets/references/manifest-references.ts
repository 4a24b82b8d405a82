import type { AnyNode, Expression, ObjectExpression, Property } from "acorn";
import type { FoundReferences, Reference } from "./reference.ts";
import { parseJson } from "./script-parser.ts";

/*
 * Finds the addresses in a web app's manifest: `src` of its `icons` and `screenshots`, and of the icons of its `shortcuts`.
 * `start_url`, `scope` and the like are pages. JSON is an expression of JavaScript, so its syntax tree tells the places.
 */

/** The addresses in a web app's manifest, in their order. */
export function manifestReferences(json: string): FoundReferences {
  const parsed = parseJson(json);
  if ("message" in parsed) return parsed;
  const pictures = [
    ...items(parsed, "icons"),
    ...items(parsed, "screenshots"),
    ...items(parsed, "shortcuts").flatMap((shortcut) => items(shortcut, "icons")),
  ];
  const references = pictures.flatMap((picture): Reference[] => {
    const source = member(picture, "src");
    if (source?.type !== "Literal" || typeof source.value !== "string") return [];
    return [{ start: source.start, end: source.end, target: source.value, kind: "file", syntax: "literal" }];
  });
  return { references: references.sort((one, other) => one.start - other.start) };
}

/** The objects in a list under a key. */
function items(node: AnyNode, key: string): ObjectExpression[] {
  const list = member(node, key);
  if (list?.type !== "ArrayExpression") return [];
  return list.elements.filter((item) => item?.type === "ObjectExpression");
}

/** What stands under a key; the last one counts. */
function member(node: AnyNode, key: string): Expression | undefined {
  if (node.type !== "ObjectExpression") return undefined;
  const found = node.properties.findLast(
    (property): property is Property =>
      property.type === "Property" && property.key.type === "Literal" && property.key.value === key,
  );
  return found?.value;
}
