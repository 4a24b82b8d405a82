import { type Request, readSlot, writeSlot } from "./request.ts";

let slotCount = 0;

/**
 * A place in each request for what a part keeps there: as private as a `WeakMap` with requests for its keys, and gone
 * with the request like one. To keep a value costs 20 ns instead of 800 (most of that at garbage collections), to read it
 * half as much. Made once, when the part is loaded.
 *
 * @example
 * const boxes = new RequestSlot<FlashBox>();
 * boxes.set(request, new FlashBox(request));
 * boxes.get(request); // undefined for a request in which nothing was set
 */
export class RequestSlot<Value> {
  readonly #index = slotCount++;

  get(request: Request): Value | undefined {
    return readSlot(request, this.#index) as Value | undefined; // set() alone writes there
  }

  set(request: Request, value: Value): void {
    writeSlot(request, this.#index, value);
  }
}
