/** The value of a header such as `Content-Type`, and the parameters behind it. */
export interface HeaderParameters {
  /** In lower case: `"text/html"`. */
  readonly value: string;
  /** By name, in lower case: `{ charset: "utf-8" }`. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a header that has a value and parameters, as `Content-Type` and `Content-Disposition` do. Quotes are taken off, and
 * `filename*=UTF-8''%C3%BC.txt` is decoded (RFC 8187); where its encoding isn't known, the parameter is left out.
 *
 * @example
 * parseHeaderParameters('form-data; name="notes"').parameters.get("name"); // "notes"
 */
export function parseHeaderParameters(header: string): HeaderParameters {
  const [value = "", ...pieces] = splitParameters(header);
  const parameters = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf("=");
    if (equals === -1) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const written = unquoted(piece.slice(equals + 1).trim());
    const isEncoded = name.endsWith("*") && piece.split("'").length === 3;
    const parameter = isEncoded ? decoded(written) : written;
    if (parameter !== undefined) parameters.set(name.replace(/\*$/, ""), parameter);
  }
  return { value: value.toLowerCase(), parameters };
}

/** The pieces between semicolons, of which those in quotes separate nothing. */
function splitParameters(header: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let position = 0; position < header.length; position++) {
    const character = header[position];
    if (character === '"' && header[position - 1] !== "\\") isQuoted = !isQuoted;
    if (character !== ";" || isQuoted) continue;
    pieces.push(header.slice(start, position).trim());
    start = position + 1;
  }
  pieces.push(header.slice(start).trim());
  return pieces;
}

function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replaceAll("\\\\", "\\").replaceAll('\\"', '"');
}

/** `UTF-8'en'%C3%BC.txt`: the encoding, the language, and the text in it. */
function decoded(text: string): string | undefined {
  const [encoding = "", , value = ""] = text.split("'");
  const decode = decoderOf(encoding);
  if (decode === undefined) return undefined;
  return value.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    decode(Buffer.from(escapes.replaceAll("%", ""), "hex")),
  );
}

function decoderOf(encoding: string): ((bytes: Buffer) => string) | undefined {
  // The platform reads this one as windows-1252, which has letters in the place of control characters.
  if (/^(?:iso-8859-1|latin-?1)$/i.test(encoding)) return (bytes) => bytes.toString("latin1");
  try {
    const decoder = new TextDecoder(encoding);
    return (bytes) => decoder.decode(bytes);
  } catch {
    return undefined; // RangeError: unknown
  }
}
