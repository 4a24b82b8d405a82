import { SandboxLimitError } from "../errors.ts";
import { escaped, unescaped } from "../runtime/display.ts";
import { openCursor, openList } from "../runtime/item-cursor.ts";
import { itemsOf, unpacked } from "../runtime/iterate.ts";
import { sharedVariable } from "../runtime/lookup.ts";
import type { RenderState } from "../runtime/render-state.ts";
import type { Scope } from "../runtime/scope.ts";
import { awaited, awaitedLookup, ready, settledLookup } from "../runtime/settle.ts";
import { isLeaving, isThenable } from "../runtime/thenable.ts";
import { compare, contains, equals } from "../runtime/truth.ts";
import { SafeString } from "../safe-string.ts";
import type { Confinement } from "./confinement.ts";

/*
 * What a template of a sandbox calls in place of what others call, under the same names (compiler/runtime.ts): it lets
 * nothing through that the template may not see, and counts. Trusted templates know nothing of it.
 */
export function confinedRuntime(confinement: Confinement) {
  const { meter } = confinement;
  const admitted = (value: unknown): unknown => confinement.admitted(value);
  const measure = (value: unknown): void => {
    if (typeof value === "object" && value !== null) confinement.lengthOf(value);
    else if (typeof value === "string") meter.work(value.length);
  };
  const counted = (value: unknown): unknown => {
    meter.step(sizeOf(value));
    return value;
  };
  const late =
    <Value>(settle: (state: RenderState, value: Value) => Promise<unknown>) =>
    (state: RenderState, value: Value): Promise<unknown> =>
      settle(state, value).then(admitted);

  return {
    awaited: late(awaited),
    awaitedLookup: late(awaitedLookup),
    called: (_state: RenderState, value: unknown) => admitted(value),
    compare(first: unknown, second: unknown) {
      measure(first);
      measure(second);
      return compare(first, second);
    },
    contains(container: unknown, item: unknown) {
      measure(container);
      measure(item);
      return contains(container, item);
    },
    equals(first: unknown, second: unknown) {
      measure(first);
      measure(second);
      return equals(first, second);
    },
    escaped(state: RenderState, value: unknown) {
      measure(value);
      return escaped(state, value);
    },
    itemsOf: (state: RenderState, value: unknown) => itemsOf(state, counted(value)),
    member: (state: RenderState, target: unknown, name: string) => confinement.member(state, target, name),
    // A query's own members are no data: it is loaded before anything is looked up in it.
    mustSettle: isThenable,
    openCursor: (state: RenderState, value: unknown) => openCursor(state, counted(value)),
    openList: (state: RenderState, value: unknown, isReversed: boolean) =>
      openList(state, counted(value), isReversed),
    orFalse(error: unknown) {
      if (isLeaving(error) || error instanceof SandboxLimitError) throw error;
      return false;
    },
    ready: late(ready),
    settledLookup: late(settledLookup),
    unescaped(state: RenderState, value: unknown) {
      measure(value);
      return unescaped(state, value);
    },
    unpacked: (item: unknown, names: readonly string[]) => unpacked(counted(admitted(item)), names),
    variable: (state: RenderState, scope: Scope, name: string) => variable(state, scope, name, confinement),
  };
}

/** The names that stand in front of a sandboxed template. */
export type ConfinedRuntime = ReturnType<typeof confinedRuntime>;

function variable(state: RenderState, scope: Scope, name: string, confinement: Confinement): unknown {
  for (let layer: Scope | undefined = scope; layer !== undefined; layer = layer.outer) {
    const value = confinement.member(state, layer.data, name);
    if (value !== undefined) return value;
    if (layer.isRoot) return confinement.admitted(sharedVariable(state, layer, name));
  }
  return undefined;
}

/** How many items a loop over a value would have, and a text its characters. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (value instanceof SafeString) return value.text.length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 1;
}
