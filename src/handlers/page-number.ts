import type { Page } from "../db/index.ts";
import { NotFoundError, type Request } from "../http/index.ts";
import type { AnyRows } from "./options.ts";

/** The page that is asked for: by a parameter `page` of the route, or by `?page=`; the first by default. */
export function pageNumber(request: Request, params: object): number | "last" {
  const ofRoute = Object.hasOwn(params, "page") ? (params as { readonly page: unknown }).page : undefined;
  const wanted = String(ofRoute ?? (request.query.get("page") || 1));
  if (wanted === "last") return "last";
  // Nine digits are more than any list has pages, and less than databases count to.
  if (!/^[0-9]{1,9}$/.test(wanted) || Number(wanted) === 0) throw new NotFoundError();
  return Number(wanted);
}

/** A page of a query and its rows; 404 where there is no page of that number. The first is there, if perhaps empty. */
export async function readPage(
  rows: AnyRows,
  { number, size }: { readonly number: number | "last"; readonly size: number },
): Promise<{ readonly rows: readonly object[]; readonly page: Page<object> }> {
  const wanted = number === "last" ? Math.max(1, Math.ceil((await rows.count()) / size)) : number;
  const page = await rows.page({ number: wanted, size });
  if (wanted > page.pages) throw new NotFoundError();
  return { rows: page.rows, page };
}
