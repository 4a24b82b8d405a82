import { RequestPropertyError } from "./errors.ts";
import { Request } from "./request.ts";
import type { RequestProperties } from "./request-properties.ts";

/**
 * Adds a property to every request. It is computed when it is first read, once per request; a request that never
 * reads it pays nothing. Assigning to it replaces what was computed. Its type is declared beside the call.
 *
 * @throws {@link RequestPropertyError} where the name is taken.
 *
 * @example
 * declare module "quintet/http" {
 *   interface RequestProperties { readonly locale: string }
 * }
 * defineRequestProperty("locale", (request) => request.headers.get("accept-language") ?? "en");
 */
export function defineRequestProperty<Name extends keyof RequestProperties & string>(
  name: Name,
  compute: (request: Request) => RequestProperties[Name],
): void {
  if (name in Request.prototype) throw new RequestPropertyError(name);
  // Per request, so that the value goes when the request goes. A WeakMap keeps the request's shape as it is.
  const values = new WeakMap<Request, RequestProperties[Name]>();
  Object.defineProperty(Request.prototype, name, {
    enumerable: true,
    get(this: Request) {
      const known = values.get(this);
      if (known !== undefined || values.has(this)) return known;
      const value = compute(this);
      values.set(this, value);
      return value;
    },
    set(this: Request, value: RequestProperties[Name]) {
      values.set(this, value);
    },
  });
}
