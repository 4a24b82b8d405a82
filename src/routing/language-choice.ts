import type { Request } from "../http/index.ts";
import { parseAcceptLanguage, supportedLanguage } from "../i18n/index.ts";

/** The name of the cookie in which a visitor's choice is kept: Django's, so that both read it on one host. */
export const languageCookie = "django_language";

/** What may be chosen from. */
export interface OfferedLanguages {
  readonly languages: readonly string[];
  /** The app's own. */
  readonly fallback: string;
}

// Django's, in django.utils.translation.trans_real.
const languageSegment = /^\/([\p{L}\p{N}_]+(?:[@-][\p{L}\p{N}_]+){0,2})(?:\/|$)/u;

/** The language that a path begins with, `"de"` for `"/de/users/"`, if the app speaks it. */
export function languageOfPath(path: string, languages: readonly string[]): string | undefined {
  const tag = languageSegment.exec(path)?.[1];
  return tag === undefined ? undefined : supportedLanguage(tag, languages);
}

/** The language that a visitor has chosen (in the cookie), or else the best one that the browser asks for. */
export function languageOfVisitor(request: Request, { languages, fallback }: OfferedLanguages): string {
  const chosen = supportedLanguage(request.cookies.get(languageCookie) ?? "", languages);
  if (chosen !== undefined) return chosen;
  for (const { language, quality } of parseAcceptLanguage(request.header("accept-language") ?? "")) {
    if (language === "*") break;
    const spoken = quality > 0 ? supportedLanguage(language, languages) : undefined;
    if (spoken !== undefined) return spoken;
  }
  return supportedLanguage(fallback, languages) ?? fallback;
}
