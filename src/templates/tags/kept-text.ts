import { SafeString } from "../safe-string.ts";

/** A printed text that a tag keeps under a name: HTML, unless nothing was escaped and it came as a plain text. */
export function keptText(text: string, autoescape: boolean, value: unknown): string | SafeString {
  return autoescape || value instanceof SafeString ? new SafeString(text) : text;
}
