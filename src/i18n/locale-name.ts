/**
 * A language as gettext's folders are called, with the country in capitals: `"pt_BR"` for `"pt-br"`, `"zh_Hant"` for
 * `"zh-hant"`.
 */
export function localeName(language: string): string {
  const [base, country = "", ...rest] = language.toLowerCase().split("-");
  if (country === "") return language.slice(0, 3).toLowerCase() + language.slice(3);
  const written = country.length > 2 ? titled(country) : country.toUpperCase();
  const tail = rest.join("-");
  return `${base}_${written}${tail === "" ? "" : `-${tail}`}`;
}

function titled(text: string): string {
  return text.replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
}

/** Whether a text could name a language, so that it may become part of a path. */
export function isLanguageTag(text: string): boolean {
  return text.length <= 100 && /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*(?:@[a-z0-9]{1,20})?$/i.test(text);
}
