import { HtmlPositionError } from "../errors.ts";
import { attributeRule } from "./attribute-rules.ts";
import { Attributes } from "./written-attributes.ts";

/** A value of an attribute; `null`, `undefined` and `false` leave it out. */
type AttributeValue = string | number | bigint | boolean | null | undefined | { toString(): string };

/**
 * Attributes by name, for `` html`…` ``, where the template does not know which there are. Their values follow the rules of
 * attributes that are written out.
 *
 * @throws {@link HtmlPositionError} for what is no attribute's name, and for attributes that hold a program.
 *
 * @example
 * const input = (given: Record<string, string>) => html`<input ${attributes({ type: "text", ...given })}>`;
 */
export function attributes(values: Readonly<Record<string, AttributeValue>>): Attributes {
  const entries = Object.entries(values);
  for (const [name] of entries) checkName(name);
  return new Attributes(entries);
}

function checkName(name: string): void {
  if (!/^[a-z_][\w:.-]*$/i.test(name)) {
    throw new HtmlPositionError(
      `attributes({ … }) was given "${name}", which is no name of an attribute. It is made of letters, digits, "-", "_", ":" and ".".`,
    );
  }
  if (attributeRule("", name.toLowerCase()).kind === "code") {
    throw new HtmlPositionError(
      `attributes({ … }) was given "${name}", which holds a program. Add a listener in a script of a file, and give it data in data-… attributes.`,
    );
  }
}
