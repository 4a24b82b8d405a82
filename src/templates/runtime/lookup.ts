import { types } from "node:util";
import { SafeString } from "../safe-string.ts";
import { isCallable, type MarkedFunction } from "./callable.ts";
import { instantMembers } from "./instant-members.ts";
import { declares, isDictionary, isForbiddenName } from "./intrinsics.ts";
import type { RenderState } from "./render-state.ts";
import type { Scope } from "./scope.ts";
import { tagOf } from "./truth.ts";

/** A variable by name, in the innermost scope that has it, then in the data that the app shares. `undefined` where it isn't. */
export function variable(state: RenderState, scope: Scope, name: string): unknown {
  const value = memberOf(state, scope.data, name);
  return value === undefined ? variableAround(state, scope, name) : value;
}

/** The same behind the innermost scope. */
export function variableAround(state: RenderState, scope: Scope, name: string): unknown {
  if (scope.isRoot) return called(state, sharedVariable(state, scope, name), undefined);
  return scope.outer === undefined ? undefined : variable(state, scope.outer, name);
}

/** A variable that the app shares, which may look at the page's own. */
export function sharedVariable(state: RenderState, root: Scope, name: string): unknown {
  return state.shared(name, { get: (other) => variable(state, root, other) });
}

/**
 * Computes variables that the app shares, unless the page's own context has them, and waits for those that are promises.
 * An error is told where the template uses the variable.
 */
export async function readShared(state: RenderState, scope: Scope, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      const value = sharedValue(state, scope, name);
      if (value instanceof Promise) await value;
    } catch {}
  }
}

function sharedValue(state: RenderState, scope: Scope, name: string): unknown {
  for (let layer: Scope | undefined = scope; layer !== undefined; layer = layer.outer) {
    if (declares(layer.data, name)) return undefined;
    if (layer.isRoot) return sharedVariable(state, layer, name);
  }
  return undefined;
}

/**
 * One step of a path: `name` in `target`. Functions without parameters are called. `undefined` where there is nothing.
 * What must be awaited first leaves the synchronous version; the asynchronous one has awaited it already.
 */
export function member(state: RenderState, target: unknown, name: string): unknown {
  if (target === undefined || target === null) return undefined;
  if (typeof target === "string") return memberOfText(target, name);
  if (target instanceof SafeString) return memberOfText(target.text, name);
  if (typeof target === "object") return memberOf(state, target, name);
  // A function stands here uncalled only where it is marked so; its own properties are data, such as choices.
  if (typeof target === "function" && (target as MarkedFunction).doNotCallInTemplates) {
    return membersOfFunctions.has(name) ? undefined : memberOf(state, target, name);
  }
  return undefined;
}

// Own properties that every function has, or old ones may have.
const membersOfFunctions = new Set(["length", "name", "arguments", "caller"]);

function memberOf(state: RenderState, target: object, name: string): unknown {
  state.requireSettled(target, name);
  try {
    const value = read(state, target, name);
    return typeof value === "function" ? called(state, value, target, name) : value;
  } catch (error) {
    return failedLookup(state, error);
  }
}

/** What a member holds; a function is not called. */
export function read(state: RenderState, target: object, name: string): unknown {
  if (target instanceof Map) return readMap(target, name);
  if (target instanceof URLSearchParams) return readParameters(target, name);
  if (declares(target, name)) return (target as Record<string, unknown>)[name];
  if (isForbiddenName(name)) return undefined;
  if (isDictionary(target)) return readDictionary(target, name);
  if (target instanceof Set && name === "size") return target.size;
  if (target instanceof Error && name === "name") return target.name;
  if (target instanceof Date || tagOf(target) === "Temporal.Instant")
    return instantMembers(target, name, state.plain.timeZone);
  return undefined;
}

function readMap(map: ReadonlyMap<unknown, unknown>, name: string): unknown {
  if (map.has(name)) return map.get(name);
  if (/^\d+$/.test(name) && map.has(Number(name))) return map.get(Number(name));
  if (name === "items") return [...map];
  if (name === "keys") return [...map.keys()];
  if (name === "values") return [...map.values()];
  if (name === "size") return map.size;
  return undefined;
}

/** `{{ request.query.page }}`: the last value of a parameter, as Django gives it. */
function readParameters(parameters: URLSearchParams, name: string): unknown {
  const values = parameters.getAll(name);
  if (values.length > 0) return values.at(-1);
  return name === "items" ? [...parameters] : undefined;
}

function readDictionary(target: Record<string, unknown>, name: string): unknown {
  if (name === "items") return Object.entries(target);
  if (name === "keys") return Object.keys(target);
  if (name === "values") return Object.values(target);
  return undefined;
}

function memberOfText(text: string, name: string): unknown {
  if (name === "length") return text.length;
  return /^\d+$/.test(name) ? text[Number(name)] : undefined;
}

/** A function is called if it may be; anything else is what it is. `name` is what `self` calls it. */
export function called(state: RenderState, value: unknown, self: unknown, name?: string): unknown {
  if (typeof value !== "function") return value;
  const marked = value as MarkedFunction;
  if (marked.doNotCallInTemplates) return value;
  if (!isCallable(marked, self, name)) return state.invalid;
  try {
    return state.call(marked, self);
  } catch (error) {
    return failedLookup(state, error);
  }
}

/** What a look-up that failed gives: nothing for an error with `silentVariableFailure = true`; others are thrown on. */
export function failedLookup(state: RenderState, error: unknown): string {
  const isSilent =
    typeof error === "object" &&
    error !== null &&
    !types.isProxy(error) &&
    (error as { silentVariableFailure?: unknown }).silentVariableFailure === true;
  if (!isSilent) throw error;
  return state.invalid;
}
