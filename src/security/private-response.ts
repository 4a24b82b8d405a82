import type { Response } from "../http/index.ts";

/**
 * Keeps a response out of shared caches, whatever the handler said of it: it carries what belongs to one visitor. A
 * response that is private already stays as it is.
 */
export function keepPrivate(response: Response): void {
  const control = response.headers.get("cache-control") ?? "";
  if (!/(?:^|[\s,])(?:private|no-store)(?=$|[\s,])/i.test(control))
    response.headers.set("cache-control", "private, no-store");
}
