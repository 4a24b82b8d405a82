import { escapeHtml } from "../templates/index.ts";

/** What an attribute may be given: `true` writes only its name, `false`, `null` and `undefined` leave it out. */
export type AttributeValue = string | number | boolean | null | undefined;
/** Attributes of an element, by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes as they stand in a tag, each with a space in front: `' type="text" required'`. */
export function attributesHtml(attributes: Attributes): string {
  let text = "";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    text += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  }
  return text;
}
