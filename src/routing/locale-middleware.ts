import { currentApp } from "../core/index.ts";
import { type Middleware, type Request, type Response, redirect, withResponse } from "../http/index.ts";
import { currentLanguage, withLanguage } from "../i18n/index.ts";
import { languageOfPath, languageOfVisitor } from "./language-choice.ts";
import { routerService } from "./request-route.ts";
import { isSafeMethod } from "./route-methods.ts";
import type { Router } from "./router.ts";

/**
 * Answers each visitor in their language: the one in front of the path where the routes have `languagePrefix()`, or else
 * the one chosen before (a cookie, see `setLanguage()`), or else the best that the browser asks for. What has no route
 * without a prefix is sent to the same path with the visitor's language in front. Answers say their language, and by
 * which headers it was chosen.
 *
 * Stands outside of everything that looks at `request.route`, as `csrf` does.
 *
 * @example
 * defineConfig({
 *   i18n: { languages: ["en", "nl"] },
 *   middleware: [localeMiddleware, ...defaultMiddleware],
 *   …
 * });
 */
export const localeMiddleware: Middleware = (request, next) => {
  const app = currentApp("localeMiddleware");
  const router = app.service(routerService);
  const { i18n } = app.config;
  const languages = Object.keys(i18n.languages);
  const ofPath = router.languagePrefix === undefined ? undefined : languageOfPath(request.path, languages);
  const language =
    ofPath ??
    router.languagePrefix?.unprefixed ??
    languageOfVisitor(request, { languages, fallback: i18n.language });
  return withLanguage(language, () =>
    withResponse(next(request), (response) => {
      const isChosenByPath = ofPath !== undefined || router.languagePrefix?.unprefixed !== undefined;
      const elsewhere = isChosenByPath ? undefined : redirectToPrefix(router, request, response, language);
      return describeLanguage(elsewhere ?? response, isChosenByPath);
    }),
  );
};

/** To the same page with its language in front, where an address without one leads nowhere. */
function redirectToPrefix(
  router: Router,
  request: Request,
  response: Response,
  language: string,
): Response | undefined {
  const isLost = response.status === 404 && router.languagePrefix !== undefined && isSafeMethod(request);
  if (!isLost) return undefined;
  const path = router.pathWithRoute(`/${language}${request.path}`);
  return path === undefined ? undefined : redirect(router.addressOf(path, request));
}

function describeLanguage(response: Response, isChosenByPath: boolean): Response {
  if (!isChosenByPath) response.vary("Accept-Language", "Cookie");
  const language = currentLanguage();
  if (language && !response.headers.has("content-language")) {
    response.headers.set("content-language", language);
  }
  return response;
}
