import { RequestPropertyError } from "./errors.ts";
import { Request } from "./request.ts";
import type { RequestProperties } from "./request-properties.ts";
import { RequestSlot } from "./request-slot.ts";

// What was computed, by the property's name.
const computed = new Map<string, RequestSlot<unknown>>();

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
): RequestProperty<RequestProperties[Name]> {
  if (name in Request.prototype) throw new RequestPropertyError(name);
  const slot = new RequestSlot<RequestProperties[Name] | typeof nothing>();
  computed.set(name, slot);
  const known = (request: Request): RequestProperties[Name] | undefined => {
    const value = slot.get(request);
    return value === nothing ? undefined : value;
  };
  const set = (request: Request, value: RequestProperties[Name]): void =>
    slot.set(request, value === undefined ? nothing : value);
  Object.defineProperty(Request.prototype, name, {
    enumerable: true,
    get(this: Request) {
      if (slot.get(this) === undefined) set(this, compute(this));
      return known(this);
    },
    set(this: Request, value: RequestProperties[Name]) {
      set(this, value);
    },
  });
  return { known, set };
}

/** A property of requests, for the part that has defined it. */
export interface RequestProperty<Value> {
  /** What was computed or assigned; `undefined` as long as nothing was. */
  known(request: Request): Value | undefined;
  /** Assigns it, also where others may only read it. */
  set(request: Request, value: Value): void;
}

/** Stands for `undefined` where that is what was computed. */
const nothing = Symbol("nothing");

/** The value of a property where it was computed already: for whoever looks at a request without changing what it costs. */
export function peekRequestProperty(request: Request, name: string): unknown {
  const known = computed.get(name)?.get(request);
  return known === nothing ? undefined : known;
}
