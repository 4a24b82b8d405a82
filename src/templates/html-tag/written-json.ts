import { isThenable } from "../runtime/thenable.ts";
import { SafeString } from "../safe-string.ts";
import { AsyncHtml, LatePiece, type Piece } from "./pieces.ts";
import { jsonTextRefusal } from "./refusals.ts";
import { RefusedValue } from "./written-values.ts";

// JSON has them only in texts, where they may be written like this. Without "<" nothing ends the element.
const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** A value as the content of a `<script type="application/json">`. A string is JSON already. */
export function writtenJson(value: unknown): Piece {
  if (isThenable(value) && !(value instanceof AsyncHtml)) return new LatePiece(value, writtenJson);
  return jsonText(value).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character]!);
}

function jsonText(value: unknown): string {
  if (typeof value === "string") return checkedJson(value);
  if (value instanceof SafeString || value instanceof AsyncHtml)
    throw new RefusedValue("a block of JSON holds no HTML.");
  const text = JSON.stringify(value);
  if (text === undefined)
    throw new RefusedValue(`${value === undefined ? "undefined" : `a ${typeof value}`} has no JSON.`);
  return text;
}

function checkedJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new RefusedValue(jsonTextRefusal);
  }
}
