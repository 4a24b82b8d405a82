/** A language as Quintet writes it, in lower case with hyphens: `"pt-br"` for `"pt_BR"`. */
export function languageTag(language: string): string {
  return language.toLowerCase().replaceAll("_", "-");
}

/** The tag and those that say less: `"zh-hant-tw"` gives `["zh-hant-tw", "zh-hant", "zh"]`. */
export function lessSpecificTags(tag: string): string[] {
  const parts = tag.split("-");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
}

/** Whether a value is written like a language: `"de"`, `"pt-br"`, `"pt_BR"`. */
export function isLanguage(value: unknown): value is string {
  return typeof value === "string" && /^[a-z]{2,8}([-_][a-z0-9]{1,8})*$/i.test(value);
}
