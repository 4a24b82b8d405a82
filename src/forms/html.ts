import { escapeHtml, SafeString } from "../templates/index.ts";

/** What an attribute may be given: `true` writes only its name, `false`, `null` and `undefined` leave it out. */
export type AttributeValue = string | number | boolean | SafeString | null | undefined;
/** Attributes of an element, by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes as they stand in a tag, each with a space in front: `' type="text" required'`. */
export function attributesHtml(attributes: Attributes): string {
  let text = "";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (value === true) text += ` ${name}`;
    else text += ` ${name}="${value instanceof SafeString ? value.text : escapeHtml(String(value))}"`;
  }
  return text;
}
