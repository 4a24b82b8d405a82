import { urlFor } from "../routing/index.ts";

/** An address of the configuration: a path such as `"/login/"`, or the name of a route. */
export function configuredAddress(pathOrName: string): string {
  const isAddress = pathOrName.includes("/");
  return isAddress ? pathOrName : (urlFor as (name: string) => string)(pathOrName);
}

/** The login page's address, from which one is sent on to `next`. */
export function loginAddress(pathOrName: string, next?: string): string {
  const address = configuredAddress(pathOrName);
  if (next === undefined) return address;
  return `${address}${address.includes("?") ? "&" : "?"}next=${encodeURIComponent(next)}`;
}
