import { currentApp } from "../core/index.ts";
import { type Middleware, redirect } from "../http/index.ts";
import { routerService } from "./request-route.ts";
import { isSafeMethod } from "./route-methods.ts";

/**
 * Keeps a site at one of its two names: sends `shop.example` to `www.shop.example`, or the other way round, for good.
 * What lacks its slash gets it on the same way. Addresses and names without a dot, such as `localhost`, stay.
 *
 * Stands behind `hosts`, which knows whether the host is one of ours.
 *
 * @example
 * defineConfig({ middleware: [...defaultMiddleware, wwwRedirect("add")], … })
 */
export function wwwRedirect(direction: "add" | "remove"): Middleware {
  return (request, next) => {
    const host = otherName(request.host, direction);
    if (host === undefined) return next(request);
    const router = currentApp("wwwRedirect()").service(routerService);
    const path = router.pathWithRoute(request.path) ?? request.path;
    const scheme = request.isSecure ? "https" : "http";
    // 308 keeps the method and what was sent.
    const status = isSafeMethod(request) ? 301 : 308;
    return redirect(`${scheme}://${host}${router.addressOf(path, request)}`, { status });
  };
}

/** The name that a host should have; `undefined` where it has it. */
function otherName(host: string, direction: "add" | "remove"): string | undefined {
  const hasWww = host.toLowerCase().startsWith("www.");
  if (direction === "remove") return hasWww ? host.slice("www.".length) : undefined;
  const name = host.replace(/:\d+$/, "");
  const isName = name.includes(".") && !/^[\d.]+$/.test(name) && !name.startsWith("[");
  return hasWww || !isName ? undefined : `www.${host}`;
}
