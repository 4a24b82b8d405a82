/** A language as Quintet writes it, in lower case with hyphens: `"pt-br"` for `"pt_BR"`. */
export function languageTag(language: string): string {
  return language.toLowerCase().replaceAll("_", "-");
}

/** The tag and those that say less: `"zh-hant-tw"` gives `["zh-hant-tw", "zh-hant", "zh"]`. */
export function lessSpecificTags(tag: string): string[] {
  const parts = tag.split("-");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
}
