import type { ConfinedRuntime } from "../sandbox/confined-runtime.ts";
import type { runtime } from "./runtime.ts";

/*
 * All that a template of a sandbox can call. Whatever else the runtime offers is not even named in its code, so that a
 * short way for trusted templates which is taken here by mistake fails instead of letting something through.
 */

/** What looks nothing up. */
export const harmlessNames: readonly (keyof typeof runtime)[] = [
  "ForLoop",
  "SafeString",
  "escapeHtml",
  "extend",
  "failed",
  "include",
  "isSame",
  "isThenable",
  "isTruthy",
  "localValues",
  "mustWait",
  "noSuper",
  "nothing",
  "or",
  "orEmpty",
  "orFalseIfMissing",
  "orNull",
  "readShared",
  "required",
  "settled",
  "stateHolder",
  "translated",
];

/** What each render of a sandbox has of its own, in place of what the runtime calls so. */
export const confinedNames: readonly (keyof ConfinedRuntime)[] = [
  "awaited",
  "awaitedLookup",
  "called",
  "compare",
  "contains",
  "equals",
  "escaped",
  "itemsOf",
  "member",
  "mustSettle",
  "openCursor",
  "openList",
  "orFalse",
  "ready",
  "settledLookup",
  "unescaped",
  "unpacked",
  "variable",
];
