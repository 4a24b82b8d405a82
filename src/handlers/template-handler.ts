import { html, type Request, type ResponseLike } from "../http/index.ts";
import { byMethod } from "../routing/index.ts";
import type { PageOf } from "./page.ts";

/**
 * Shows a page. What it needs, `context` computes for each request.
 *
 * @example
 * about: path("about/", templateHandler(template("about.html"))),
 * prices: path("prices/", templateHandler(pricesPage, async () => ({ plans: await Plan.all() }))),
 */
export function templateHandler<Context extends object, Params extends object = object>(
  page: PageOf<Context>,
  ...[context]: object extends Context
    ? [context?: (request: Request, params: Params) => Context | Promise<Context>]
    : [context: (request: Request, params: Params) => Context | Promise<Context>]
): (request: Request, params: Params) => Promise<ResponseLike> {
  return byMethod<Params>({
    get: async (request, params) => html(page((await context?.(request, params)) ?? ({} as Context))),
  });
}
