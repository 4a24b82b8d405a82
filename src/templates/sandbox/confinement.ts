import { types } from "node:util";
import { TemplateValueError } from "../errors.ts";
import { isForbiddenName } from "../runtime/intrinsics.ts";
import { member, read } from "../runtime/lookup.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { isTemporal, textOf } from "../runtime/text-of.ts";
import { SafeString } from "../safe-string.ts";
import { Meter } from "./meter.ts";
import type { Sandbox } from "./sandbox.ts";

// Data that is nested deeper is no data for a page.
const maxNesting = 100;

/** One render in a sandbox: what its template sees, and how much it has done. */
export class Confinement {
  readonly meter: Meter;
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.meter = new Meter(sandbox);
  }

  /** A value that the template may see; `undefined` in place of any other. */
  admitted(value: unknown): unknown {
    return this.#sandbox.members.admission(value) === "refused" ? undefined : value;
  }

  /** What stands under a name, without calling anything: for filters that sort by names. */
  data(target: unknown, name: string): unknown {
    this.meter.step();
    const admission = this.#sandbox.members.admission(target);
    if (admission === "data") return this.admitted(this.#ownData(target as object, name));
    if (admission !== "member" || !this.#sandbox.members.of(target as object)!.has(name)) return undefined;
    return this.admitted((target as Record<string, unknown>)[name]);
  }

  #ownData(data: object, name: string): unknown {
    if (isForbiddenName(name) || Array.isArray(data)) return undefined;
    if (data instanceof Map) return data.get(name);
    return Object.getOwnPropertyDescriptor(data, name)?.value;
  }

  /** One step of a path. What isn't a text, data or a named member is not there. */
  member(state: RenderState, target: unknown, name: string): unknown {
    this.meter.step();
    switch (this.#sandbox.members.admission(target)) {
      case "value":
        return this.#memberOfValue(state, target, name);
      case "data":
        return this.admitted(this.#memberOfData(state, target as object, name));
      case "own":
        return this.admitted(member(state, target, name));
      case "member":
        return this.#sandbox.members.of(target as object)!.has(name)
          ? this.admitted(member(state, target, name))
          : undefined;
      default:
        return undefined;
    }
  }

  /** Of texts their characters, of dates their parts. */
  #memberOfValue(state: RenderState, value: unknown, name: string): unknown {
    if (typeof value !== "object" || value === null || value instanceof SafeString || value instanceof Date)
      return member(state, value, name);
    // Parts are getters; what takes a call is a method.
    return isTemporal(value) && isGetter(value, name) ? member(state, value, name) : undefined;
  }

  #memberOfData(state: RenderState, data: object, name: string): unknown {
    if (isForbiddenName(name)) return undefined;
    if (Array.isArray(data)) return read(state, data, name);
    if (data instanceof Map || data instanceof Set) {
      if (!data.has(name)) this.meter.step(data.size); // items, keys and values are lists of all
      return read(state, data, name);
    }
    const own = Object.getOwnPropertyDescriptor(data, name);
    if (own !== undefined) return own.value; // nothing for a getter
    const entries = plainEntries(data);
    this.meter.step(entries.length);
    return read(state, Object.fromEntries(entries), name);
  }

  /**
   * How many characters a value has as text, at most. Looking through it is counted as work.
   * @param plainOnly - Instances of classes are refused wherever they stand, even where the sandbox names the class.
   * @throws {@link TemplateValueError} where something stands in it that the template may not see.
   */
  lengthOf(value: unknown, plainOnly = false): number {
    const length = this.#lengthOf(value, plainOnly, []);
    this.meter.work(length);
    return length;
  }

  #lengthOf(value: unknown, plainOnly: boolean, above: readonly object[]): number {
    if (typeof value === "string") return value.length;
    if (value instanceof SafeString) return value.text.length;
    if (typeof value === "bigint") return value.toString(16).length * 2;
    const admission = this.#sandbox.members.admission(value);
    if (admission === "refused" || (admission === "member" && plainOnly))
      throw new TemplateValueError(
        `A value holds ${nameOf(value)}, which templates of this sandbox don't see.`,
      );
    if (typeof value !== "object" || value === null) return 30;
    if (above.includes(value)) return 5; // "[...]"
    if (above.length >= maxNesting)
      throw new TemplateValueError(`A value is nested more than ${maxNesting} deep.`);
    this.meter.step(1 + partCount(value)); // before they are walked through: a list may have more holes than items
    if (admission !== "data" && admission !== "own")
      return admission === "member" ? textOf(value).length : 60;
    let length = 2;
    const inside = [...above, value];
    for (const part of partsOf(value)) length += 4 + this.#lengthOf(part, plainOnly, inside);
    return length;
  }
}

function partCount(value: object): number {
  if (Array.isArray(value)) return value.length;
  return value instanceof Map || value instanceof Set ? value.size : 0;
}

function partsOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value].flat();
  if (Symbol.iterator in value) return value as Iterable<unknown>;
  const entries = plainEntries(value);
  if (entries.length === Object.keys(value).length) return entries.flat();
  throw new TemplateValueError(
    "A value holds a property that is computed, which templates of this sandbox don't see.",
  );
}

/** The properties of an object that are there without running code. */
function plainEntries(data: object): [name: string, value: unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptors(data)).flatMap(([name, property]) =>
    property.enumerable && "value" in property ? [[name, property.value as unknown]] : [],
  );
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  if (types.isProxy(value)) return "a proxy";
  const made = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: unknown } } | null;
  const name = made?.constructor?.name;
  return typeof name === "string" && name !== "Object" ? `an object of ${name}` : "an object that runs code";
}

function isGetter(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value) as object, name)?.get !== undefined;
}
