import { BadSignatureError, Signer } from "../../crypto/index.ts";
import type { UrlOptions } from "../storage-backend.ts";

/*
 * The address of a private file carries its end and a signature over storage, name and end. Ends are rounded to half of the
 * time, so that a page shown twice in a row has the same addresses and browsers keep the pictures.
 *
 *   /media/photos/7f3k.png?until=1767225600&signature=…
 */

const defaultSeconds = 3_600;
const signer = () => new Signer({ salt: "quintet.files.media" });

/** The query of a signed address, from its `?` on. It leads to the file for at least half of the time, at most for all of it. */
export function signMediaUrl(alias: string, name: string, options: UrlOptions, now = Date.now()): string {
  const seconds = Math.max(2, options.expiresInSeconds ?? defaultSeconds);
  const step = Math.floor(seconds / 2);
  const until = Math.floor(now / 1_000 / step) * step + seconds;
  const { downloadName = "" } = options;
  const signed = signer().sign(signedText(alias, name, until, downloadName));
  const query = new URLSearchParams({ until: String(until) });
  if (downloadName !== "") query.set("download", downloadName);
  query.set("signature", signed.slice(signed.lastIndexOf(":") + 1));
  return `?${query}`;
}

/** Until when an address leads to the file, in seconds since 1970; `undefined` where it doesn't. */
export function signedUntil(
  alias: string,
  name: string,
  query: { get(name: string): string | null | undefined },
  now = Date.now(),
): number | undefined {
  const until = query.get("until") ?? "";
  if (!/^\d{1,12}$/.test(until) || Number(until) * 1_000 <= now) return undefined;
  try {
    const text = signedText(alias, name, Number(until), query.get("download") ?? "");
    signer().unsign(`${text}:${query.get("signature") ?? ""}`);
    return Number(until);
  } catch (error) {
    if (error instanceof BadSignatureError) return undefined;
    throw error;
  }
}

/** Each part behind its length: no two files have the same text. */
function signedText(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `${String(part).length}.${part}`).join("/");
}
