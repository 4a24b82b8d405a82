/**
 * Lower-case ASCII letters, digits, underscores and single hyphens: what is left of a text for a URL.
 *
 * @example
 * slugify("Crème Brûlée!") // "creme-brulee"
 */
export function slugify(text: string, options: { allowUnicode?: boolean } = {}): string {
  const kept = options.allowUnicode
    ? text
        .normalize("NFKC")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\s-]/gu, "")
    : text
        .normalize("NFKD")
        .replaceAll(/[^\0-\x7f]/g, "")
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "");
  return kept.replaceAll(/[-\s]+/g, "-").replaceAll(/^[-_]+|[-_]+$/g, "");
}
