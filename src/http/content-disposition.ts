import { percentEncode } from "../core/index.ts";

/**
 * The value of `Content-Disposition` for a file of a name (RFC 6266): `attachment; filename="a.txt"`, and percent-encoded
 * where the name has other characters than ASCII (RFC 8187).
 *
 * @param kind - `"attachment"` has the browser save it, `"inline"` show it.
 */
export function contentDisposition(kind: "attachment" | "inline", fileName: string): string {
  // What may stand between quotes (RFC 9110, 5.6.4), where a quote and a backslash have a backslash in front.
  const isQuotable = /^[\t\x20-\x7e]*$/.test(fileName);
  const name = isQuotable
    ? `filename="${fileName.replaceAll(/["\\]/g, "\\$&")}"`
    : `filename*=utf-8''${percentEncode(fileName, "/")}`;
  return `${kind}; ${name}`;
}
