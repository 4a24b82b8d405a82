import { MessageFormatError } from "./errors.ts";

/**
 * Puts values into a message: `%(name)s` (or `%(name)d`) becomes the value of that name, `%%` a percent sign. As messages
 * of Django are written, so that translators meet what they know.
 *
 * @throws {@link MessageFormatError} where a value isn't there, or a percent sign means anything else.
 *
 * @example
 * interpolate(translatePlural("%(count)s book", "%(count)s books", 3), { count: 3 }); // "3 books"
 */
export function interpolate(message: string, values: Readonly<Record<string, unknown>>): string {
  let text = "";
  let copied = 0;
  for (let at = message.indexOf("%"); at !== -1; at = message.indexOf("%", copied)) {
    text += message.slice(copied, at);
    if (message[at + 1] === "%") {
      text += "%";
      copied = at + 2;
      continue;
    }
    const end = placeEnd(message, at);
    const name = message.slice(at + 2, end - 2);
    if (!Object.hasOwn(values, name)) throw new MessageFormatError(message, `there is no value "${name}"`);
    text += String(values[name]);
    copied = end;
  }
  return copied === 0 ? message : text + message.slice(copied);
}

/** Where a place such as `%(name)s` ends. A name may hold pairs of parentheses. */
function placeEnd(message: string, start: number): number {
  let depth = message[start + 1] === "(" ? 1 : 0;
  let at = start + 2;
  for (; depth > 0 && at < message.length; at++) {
    if (message[at] === "(") depth++;
    else if (message[at] === ")") depth--;
  }
  const kind = message[at];
  if (message[start + 1] === "(" && depth === 0 && (kind === "s" || kind === "d")) return at + 1;
  throw new MessageFormatError(message, `"${message.slice(start, start + 20)}" is no place for a value`);
}
