import { SafeString } from "../safe-string.ts";
import { declares, isLanguagePrototype } from "./intrinsics.ts";
import { called, failedLookup, member, variable, variableAround } from "./lookup.ts";
import { PendingPath } from "./pending-path.ts";
import type { RenderState } from "./render-state.ts";
import type { Scope } from "./scope.ts";
import { mustSettle } from "./thenable.ts";

/*
 * What the reading functions of compiled templates (compiler/readers.ts) do with what is not so common. They have read
 * `target[name]` without asking whether a template may see it; here that is found out.
 */

const known = new WeakSet<object>();
const ownRules = new Set<object>([URLSearchParams.prototype, SafeString.prototype, PendingPath.prototype]);

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

/** Stands for an error where there was none: `undefined` could be thrown, too. */
export const none: unique symbol = Symbol("nothing was thrown");

/**
 * The member `name` of `target`, for which `value` was found there, though maybe where no template may look, or `thrown`
 * was thrown. Where the target must be awaited first, the asynchronous version gets a promise of it.
 */
export function found(
  state: RenderState,
  target: unknown,
  name: string,
  value: unknown,
  thrown: unknown,
): unknown {
  if (typeof target !== "object" || target === null) return member(state, target, name);
  if (target instanceof PendingPath) return target.step(name);
  if (state.isAsync && mustSettle(target, name)) return new PendingPath(state, target, [name]);
  if (!isMember(target, name)) return member(state, target, name);
  if (thrown !== none) return failedLookup(state, thrown);
  return typeof value === "function" ? called(state, value, target, name) : value;
}

/** The same where `target` may be a function that still has to be called. */
export function foundOfLocal(
  state: RenderState,
  target: unknown,
  name: string,
  value: unknown,
  thrown: unknown,
): unknown {
  if (typeof target === "function") return memberOrPath(state, called(state, target, undefined), name);
  return found(state, target, name, value, thrown);
}

/** The same where nothing has been read yet. */
export function memberOrPath(state: RenderState, target: unknown, name: string): unknown {
  if (target instanceof PendingPath) return target.step(name);
  if (state.isAsync && mustSettle(target, name)) return new PendingPath(state, target, [name]);
  return member(state, target, name);
}

/** The variable `name`, for which `value` was found in the innermost scope, or `thrown` was thrown there. */
export function foundVariable(
  state: RenderState,
  scope: Scope,
  name: string,
  value: unknown,
  thrown: unknown,
): unknown {
  if (!isMember(scope.data, name)) return variable(state, scope, name);
  if (thrown !== none) return failedLookup(state, thrown);
  const found = typeof value === "function" ? called(state, value, scope.data, name) : value;
  return found === undefined ? variableAround(state, scope, name) : found;
}
