import { loggedPath, type Middleware, type Request, withResponse } from "../http/index.ts";

/** A link on a page of ours that leads nowhere. */
export interface BrokenLink {
  /** Where it leads. */
  readonly path: string;
  /** The page that it stands on. */
  readonly page: string;
  readonly agent: string;
}

/** Which links are not told of. */
export interface BrokenLinkOptions {
  /** Paths that visitors ask for whatever the pages say, such as `/^\/apple-touch-icon/`. */
  readonly ignore?: readonly RegExp[];
}

/**
 * A middleware that tells of links on the site's own pages that lead to nothing: a 404 whose `Referer` has the site's own
 * host. Links from elsewhere, and addresses that somebody typed, are nobody's mistake here.
 *
 * @example
 * defineConfig({
 *   middleware: [...defaultMiddleware, brokenLinks(({ page, path }) => console.warn(`${page} links to ${path}`))],
 * });
 */
export function brokenLinks(
  report: (link: BrokenLink) => void,
  { ignore = [] }: BrokenLinkOptions = {},
): Middleware {
  return (request, next) =>
    withResponse(next(request), (response) => {
      const link = response.status === 404 ? linkTo(request) : undefined;
      if (link !== undefined && !ignore.some((pattern) => pattern.test(link.path))) report(link);
      return response;
    });
}

function linkTo(request: Request): BrokenLink | undefined {
  const page = URL.parse(request.header("referer") ?? "");
  if (page === null || page.host !== request.host) return undefined;
  const path = loggedPath(request);
  // Browsers and robots that name the address itself follow no link.
  if (page.pathname === path || `${page.pathname}/` === path) return undefined;
  return { path, page: page.pathname, agent: request.header("user-agent") ?? "" };
}
