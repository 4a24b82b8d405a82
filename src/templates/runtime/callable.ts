import { EventEmitter } from "node:events";
import { isDictionary } from "./intrinsics.ts";

/** A function that templates treat specially. Set the properties on the function itself. */
export interface MarkedFunction {
  (): unknown;
  /** It changes something: templates don't call it, and print nothing. Methods that override it inherit the mark. */
  altersData?: boolean;
  /** Templates pass it on instead of calling it. */
  doNotCallInTemplates?: boolean;
}

/**
 * Whether a template may call a function: one of the program that takes nothing. `name` is what `self` calls it. A class is
 * not called, and neither is a method of what comes with the language or the platform: `request.text()` would take away
 * the body, `server.listen()` open a port.
 */
export function isCallable(value: MarkedFunction, self: unknown, name: string | undefined): boolean {
  return value.length === 0 && !altersData(value, self, name) && isOwnCode(value, self, name);
}

/** Whether a function is marked so, itself or, where it doesn't say, as the method that it overrides. */
function altersData(marked: MarkedFunction, self: unknown, name: string | undefined): boolean {
  if (marked.altersData !== undefined) return marked.altersData;
  if (name === undefined || typeof self !== "object") return false;
  let level: object | null = self;
  while (level !== null) {
    const overridden = Object.getOwnPropertyDescriptor(level, name)?.value as MarkedFunction | undefined;
    if (overridden?.altersData !== undefined) return overridden.altersData;
    level = Object.getPrototypeOf(level) as object | null;
  }
  return false;
}

const known = new WeakMap<object, boolean>();

function isOwnCode(value: MarkedFunction, self: unknown, name: string | undefined): boolean {
  let isOwn = known.get(value);
  if (isOwn === undefined) {
    isOwn = comesFromProgram(value, self, name);
    known.set(value, isOwn);
  }
  return isOwn;
}

function comesFromProgram(value: MarkedFunction, self: unknown, name: string | undefined): boolean {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith("class")) return false;
  // What bind() gives looks native, but stands for a function of the program.
  const isNative = source.endsWith("{ [native code] }") && !value.name.startsWith("bound ");
  if (isNative && Object.hasOwn(value, "prototype")) return false; // Map, Symbol: classes
  if (typeof self !== "object" || self === null || name === undefined) return true;
  const owner = ownerOf(self, name, value);
  if (owner === self || owner === undefined) return !isNative || isDictionary(self);
  return !isNative && !isOfPlatform(owner);
}

/** The object or prototype that has the function; `undefined` for an entry of a map, or what a getter gave. */
function ownerOf(self: object, name: string, value: MarkedFunction): object | undefined {
  for (
    let level: object | null = self;
    level !== null;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    if (Object.getOwnPropertyDescriptor(level, name)?.value === value) return level;
  }
  return undefined;
}

/** Whether a prototype belongs to a class of Node or of the web's platform, such as `Request` or `Socket`. */
function isOfPlatform(prototype: object): boolean {
  if (prototype === EventEmitter.prototype || prototype === Buffer.prototype) return true;
  const tag = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value as unknown;
  const made = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  if (typeof tag === "string" && tag.startsWith("Temporal.")) return true;
  if (typeof made !== "function") return false;
  // The classes of the platform's standards name themselves so, and are global.
  if (tag === made.name) return (globalThis as Record<string, unknown>)[tag] === made;
  // Node's own emitters, streams and sockets among them, are functions of the old kind.
  const isEmitter = Object.prototype.isPrototypeOf.call(EventEmitter.prototype, prototype);
  return isEmitter && !String(made).startsWith("class");
}
