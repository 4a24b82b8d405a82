import { asError, noteFailure } from "../error-trace.ts";
import { TemplateSyntaxError, VariableDoesNotExist } from "../errors.ts";
import {
  found,
  foundOfLocal,
  foundVariable,
  knownPrototype,
  memberOrPath,
  none,
} from "../runtime/direct-read.ts";
import { escaped, print, printPlain, printPlainSoon, printSoon, unescaped } from "../runtime/display.ts";
import { ForLoop } from "../runtime/for-loop.ts";
import { extend, include } from "../runtime/include.ts";
import { openCursor, openList } from "../runtime/item-cursor.ts";
import { itemsOf, unpacked } from "../runtime/iterate.ts";
import { called, member, readShared, variable } from "../runtime/lookup.ts";
import type { RenderState } from "../runtime/render-state.ts";
import { awaited, awaitedLookup, ready, settledLookup } from "../runtime/settle.ts";
import { isLeaving, isThenable, mustSettle, mustWait, settled } from "../runtime/thenable.ts";
import { compare, contains, equals, holds, isTruthy } from "../runtime/truth.ts";
import { escapeHtml, SafeString } from "../safe-string.ts";
import type { Place } from "./place.ts";

/** What compiled templates call. */
export const runtime = {
  SafeString,
  asSafe,
  awaited,
  awaitedLookup,
  called,
  compare,
  contains,
  equals,
  escaped,
  escapeHtml,
  extend,
  failed,
  ForLoop,
  found,
  foundOfLocal,
  foundVariable,
  given,
  holds,
  include,
  isThenable,
  isSame,
  isTruthy,
  itemsOf,
  knownPrototype,
  localValues,
  member,
  memberOrPath,
  mustSettle,
  mustWait,
  none,
  noSuper,
  nothingIfMissing,
  nothing: () => undefined,
  openCursor,
  openList,
  or,
  orEmpty,
  orFalse,
  orFalseIfMissing,
  orNull,
  plain: Object.prototype,
  print,
  printPlain,
  printPlainSoon,
  printSoon,
  prototypeOf: Object.getPrototypeOf,
  readShared,
  ready,
  required,
  settled,
  settledLookup,
  stateHolder,
  translated,
  unescaped,
  unpacked,
  variable,
};

/** The error to throw on: with the place noted, unless it only leaves the synchronous version. */
function failed(_state: RenderState, thrown: unknown, place: Place | undefined): unknown {
  if (isLeaving(thrown)) return thrown;
  const error = asError(thrown);
  noteFailure(error, place);
  return error;
}

function or(value: unknown, fallback: string): unknown {
  return value === undefined ? fallback : value;
}

function orEmpty(value: unknown): unknown {
  return value === undefined ? "" : value;
}

/** What a variable holds, as filters get it; the synchronous version is left where it must be awaited. */
function given(value: unknown): unknown {
  return value === undefined ? "" : settled(value);
}

function orNull(value: unknown): unknown {
  return value === undefined ? null : value;
}

/** A condition that failed is false; leaving the page is no failure. */
function orFalse(error: unknown): boolean {
  if (isLeaving(error)) throw error;
  return false;
}

/** The same for a condition that is one expression: only a missing variable is forgiven. */
function orFalseIfMissing(error: unknown): boolean {
  if (error instanceof VariableDoesNotExist) return false;
  throw error;
}

/** The same for what a block's parent prints: as a look-up it gives nothing then. */
function nothingIfMissing(error: unknown): undefined {
  if (error instanceof VariableDoesNotExist) return undefined;
  throw error;
}

function asSafe(text: string | undefined): SafeString | undefined {
  return text === undefined ? undefined : new SafeString(text);
}

/** `a is b`: the same object, which a text of the template never is. What is not there is null. */
function isSame(first: unknown, second: unknown): boolean {
  return (first ?? null) === (second ?? null);
}

const loopStates = new WeakMap<ForLoop, Map<unknown, { value: unknown }>>();

/** Where {% ifchanged %} keeps what it saw: in the loop from which the template was included, or else in `own`. */
function stateHolder(loop: unknown, own: { value: unknown }, node: unknown): { value: unknown } {
  if (!(loop instanceof ForLoop)) return own;
  const states = loopStates.get(loop) ?? new Map<unknown, { value: unknown }>();
  loopStates.set(loop, states);
  const state = states.get(node) ?? { value: undefined };
  states.set(node, state);
  return state;
}

function required(value: unknown, name: string): unknown {
  if (value === undefined) throw new VariableDoesNotExist(name);
  return value;
}

function translated(state: RenderState, message: string): unknown {
  return new SafeString(state.plain.translator.translate(message));
}

/** The layers in one object, the later ones over the earlier ones, where they have a value. */
function localValues(...layers: Record<string, unknown>[]): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null);
  for (const layer of layers) {
    for (const name of Object.keys(layer)) if (layer[name] !== undefined) values[name] = layer[name];
  }
  return values;
}

function noSuper(block: string): never {
  throw new TemplateSyntaxError(
    `{{ block.super }} stands in the block "${block}" of a template that extends nothing, so there is no parent's block.`,
  );
}
