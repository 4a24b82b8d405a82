import { ReadOnlyQueryError } from "./errors.ts";

/**
 * What stands behind the question mark of an address: a `URLSearchParams` that stays what the client has sent. For another
 * one make a copy, `new URLSearchParams(request.query)`.
 */
export class Query extends URLSearchParams {
  override append(_name: never, _value: never): never {
    throw new ReadOnlyQueryError("append");
  }

  override delete(_name: never): never {
    throw new ReadOnlyQueryError("delete");
  }

  override set(_name: never, _value: never): never {
    throw new ReadOnlyQueryError("set");
  }

  override sort(): never {
    throw new ReadOnlyQueryError("sort");
  }
}
