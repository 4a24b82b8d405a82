import { type RedirectOptions, type Request, Response, type ResponseLike, redirect } from "../http/index.ts";
import type { Address } from "./address.ts";

export interface RedirectHandlerOptions extends RedirectOptions {
  /** Takes the address's query along. */
  readonly keepsQuery?: boolean;
}

/**
 * Sends whoever comes to another address, whatever the method. Where the function gives `null`, the page is gone for good
 * (410).
 *
 * @example
 * old: path("old/<int:id>/", redirectHandler((_request, { id }: { id: number }) => urlFor("book", { id }), { status: 301 })),
 * home: path("", redirectHandler(lazyUrlFor("books"))),
 */
export function redirectHandler<Params extends object = object>(
  to: Address | ((request: Request, params: Params) => Address | null | Promise<Address | null>),
  options: RedirectHandlerOptions = {},
): (request: Request, params: Params) => Promise<ResponseLike> {
  return async (request, params) => {
    const address = typeof to === "function" ? await to(request, params) : to;
    if (address === null) return new Response(null, { status: 410 });
    return redirect(options.keepsQuery ? withQuery(String(address), request) : address, options);
  };
}

/** The query goes in front of a fragment, and behind a query that is there already. */
function withQuery(address: string, request: Request): string {
  const mark = request.target.indexOf("?");
  const query = mark === -1 ? "" : request.target.slice(mark + 1);
  if (query === "") return address;
  const hash = address.indexOf("#");
  const [before, fragment] = hash === -1 ? [address, ""] : [address.slice(0, hash), address.slice(hash)];
  return `${before}${before.includes("?") ? "&" : "?"}${query}${fragment}`;
}
