import { SafeString } from "../safe-string.ts";
import { declares, isLanguagePrototype } from "./intrinsics.ts";
import { called, failedLookup, member, variable, variableAround } from "./lookup.ts";
import type { RenderState } from "./render-state.ts";
import type { Scope } from "./scope.ts";

/*
 * What the reading functions of compiled templates (compiler/readers.ts) do with what is not so common. They have read
 * `target[name]` without asking whether a template may see it; here that is found out.
 */

const known = new WeakSet<object>();
const ownRules = new Set<object>([URLSearchParams.prototype, SafeString.prototype]);

/**
 * The prototype of `target`, where all that is found in such objects is their own or declared by classes of the program,
 * but for what `Object.prototype` has; otherwise `current`.
 */
export function knownPrototype(target: object, current: object | null): object | null {
  const prototype = Object.getPrototypeOf(target) as object | null;
  return isKnown(prototype) ? prototype : current;
}

function isKnown(prototype: object | null): boolean {
  if (prototype === null || prototype === Object.prototype || known.has(prototype)) return true;
  if (isLanguagePrototype(prototype) || ownRules.has(prototype)) return false;
  const isPlain = isKnown(Object.getPrototypeOf(prototype) as object | null);
  if (isPlain) known.add(prototype);
  return isPlain;
}

/** Whether a member of `target` is data or declared by its class, and looked up as such. */
function isMember(target: object, name: string): boolean {
  if (Object.hasOwn(target, name)) return true;
  return !(target instanceof Map || hasOwnRules(target)) && declares(target, name);
}

function hasOwnRules(target: object): boolean {
  return target instanceof URLSearchParams || target instanceof SafeString;
}

/** The member `name` of `target`, in which `value` was found, though maybe where no template may look. */
export function checkedMember(state: RenderState, target: object, name: string, value: unknown): unknown {
  if (!isMember(target, name)) return member(state, target, name);
  return typeof value === "function" ? called(state, value, target, name) : value;
}

/** The same where reading it threw an error. */
export function failedMember(state: RenderState, target: object, name: string, error: unknown): unknown {
  return isMember(target, name) ? failedLookup(state, error) : member(state, target, name);
}

/** The variable `name`: `value` was found in the data of the innermost scope, though maybe where no template may look. */
export function checkedVariable(state: RenderState, scope: Scope, name: string, value: unknown): unknown {
  if (!isMember(scope.data, name)) return variable(state, scope, name);
  const found = typeof value === "function" ? called(state, value, scope.data, name) : value;
  return found === undefined ? variableAround(state, scope, name) : found;
}

/** The same where reading it threw an error. */
export function failedVariable(state: RenderState, scope: Scope, name: string, error: unknown): unknown {
  return isMember(scope.data, name) ? failedLookup(state, error) : variable(state, scope, name);
}
