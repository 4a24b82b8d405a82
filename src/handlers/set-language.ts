import { currentApp } from "../core/index.ts";
import { type Request, Response, type ResponseLike, redirect } from "../http/index.ts";
import { supportedLanguage } from "../i18n/index.ts";
import { byMethod, languageCookie, translateUrl } from "../routing/index.ts";
import { isSafeRedirect } from "../security/index.ts";

const yearInSeconds = 365 * 24 * 3600;

/**
 * Lets visitors choose their language, by a form with the fields `language` and perhaps `next`: it is kept in a cookie,
 * which `localeMiddleware` reads, and the visitor goes back to where they came from, in that language. A program that
 * takes no pages and names no `next` gets 204. Addresses of other sites are not followed, and unknown languages change
 * nothing.
 *
 * @example
 * language: path("language/", setLanguage),
 */
export const setLanguage: (request: Request, params: object) => Promise<ResponseLike> = byMethod<object>({
  async post(request) {
    const form = await request.form();
    const languages = Object.keys(currentApp("setLanguage").config.i18n.languages);
    const language = supportedLanguage(textOf(form, "language"), languages, { strict: true });
    const target = targetOf(request, textOf(form, "next"));
    if (language === undefined) return answer(target);
    const response = answer(target === undefined ? undefined : translateUrl(target, language));
    response.setCookie(languageCookie, language, {
      maxAgeSeconds: yearInSeconds,
      secure: request.isSecure,
    });
    return response;
  },
});

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** Where to go: `next`, or else the page that the form stood on, where these are ours. */
function targetOf(request: Request, next: string): string | undefined {
  if (next === "" && !request.accepts("text/html")) return undefined;
  for (const address of [next, request.header("referer") ?? ""]) {
    if (address !== "" && isSafeRedirect(address, request)) return address.trim();
  }
  return "/";
}

function answer(target: string | undefined): Response {
  return target === undefined ? new Response(null, { status: 204 }) : redirect(target, { status: 303 });
}
