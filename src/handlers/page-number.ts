import type { Page } from "../db/index.ts";
import { NotFoundError, type Request } from "../http/index.ts";
import type { AnyRows } from "./options.ts";

/** How a list is cut into pages. */
export interface PagingOptions {
  /** So many rows on a page. `?page=`, or a parameter `page` of the route, says which; `last` is one, too. */
  readonly perPage?: number;
  /** So few rows are no last page of their own: they stand at the end of the one before. None by default. */
  readonly orphans?: number;
}

/** The page that is asked for: by a parameter `page` of the route, or by `?page=`; the first by default. */
function pageNumber(request: Request, params: object): number | "last" {
  const ofRoute = Object.hasOwn(params, "page") ? (params as { readonly page: unknown }).page : undefined;
  const wanted = String(ofRoute ?? (request.query.get("page") || 1));
  if (wanted === "last") return "last";
  // Nine digits are more than any list has pages, and less than databases count to.
  if (!/^[0-9]{1,9}$/.test(wanted) || Number(wanted) === 0) throw new NotFoundError();
  return Number(wanted);
}

/**
 * The page of a query that is asked for, and its rows: all of them where nothing is cut. 404 where there is no page of that
 * number; the first is there, if perhaps empty.
 */
export async function readPage(
  rows: AnyRows,
  { perPage: size, orphans = 0 }: PagingOptions,
  request: Request,
  params: object,
): Promise<{ readonly rows: readonly object[]; readonly page: Page<object> | null }> {
  if (size === undefined) return { rows: await rows, page: null };
  const asked = pageNumber(request, params);
  const number = asked === "last" ? Math.max(1, Math.ceil(((await rows.count()) - orphans) / size)) : asked;
  const page = await rows.page({ number, size, orphans });
  if (number > page.pages) throw new NotFoundError();
  return { rows: page.rows, page };
}
