/**
 * What one proxy tells of whoever asked it (RFC 7239): names in lower case, `for`, `by`, `proto` and `host` above all.
 */
export type ForwardedElement = ReadonlyMap<string, string>;

// A token, or what proxies write without quotes although the standard asks for them: the colon of a port, and brackets.
const token = String.raw`[\w!#$%&'*+.^\x60|~-]+`;
const bareValue = String.raw`[\w!#$%&'*+.^\x60|~:[\]-]+`;
const quotedValue = String.raw`"((?:[^"\\]|\\.)*)"`;
const pair = new RegExp(String.raw`[ \t]*(${token})=(?:(${bareValue})|${quotedValue})[ \t]*`, "y");

/**
 * Reads a `Forwarded` header, the element of the farthest proxy first. `undefined` where it isn't well formed: a client that
 * opens a quote and never closes it would swallow what the proxies behind it write, so nothing of such a header counts.
 *
 * @example
 * parseForwarded('for=192.0.2.43;proto=https, for="[2001:db8::1]:4711"');
 */
export function parseForwarded(header: string): readonly ForwardedElement[] | undefined {
  const elements: ForwardedElement[] = [];
  let element = new Map<string, string>();
  let position = 0;
  for (;;) {
    pair.lastIndex = position;
    const match = pair.exec(header);
    if (match !== null) {
      const [whole, name = "", bare, quoted = ""] = match;
      const key = name.toLowerCase();
      if (element.has(key)) return undefined;
      element.set(key, bare ?? quoted.replaceAll(/\\(.)/g, "$1"));
      position += whole.length;
    }
    while (header[position] === " " || header[position] === "\t") position++;
    const end = header[position++];
    if (end === ";") continue;
    if (end !== undefined && end !== ",") return undefined;
    if (element.size > 0) elements.push(element); // lists may have empty places
    if (end === undefined) return elements;
    element = new Map();
  }
}
