import { comparisonFunctions } from "./comparison-functions.ts";
import { dateFunctions } from "./date-functions.ts";
import type { AggregateSpec, FunctionSpec } from "./function-spec.ts";
import { hashFunctions } from "./hash-functions.ts";
import { mathFunctions } from "./math-functions.ts";
import { textFunctions } from "./text-functions.ts";
import { totals } from "./totals.ts";
import { windowFunctions } from "./window-functions.ts";

const builtIn = {
  ...comparisonFunctions,
  ...dateFunctions,
  ...hashFunctions,
  ...mathFunctions,
  ...textFunctions,
  ...windowFunctions,
};

/** The names of the functions that are there without an app's own. */
export type FunctionName = keyof typeof builtIn;
/** The names of the totals. */
export type TotalName = keyof typeof totals;

const specs: Record<string, FunctionSpec> = { __proto__: null, ...builtIn } as never; // no inherited names

/** Whether a function is there without an app's own. */
export function isBuiltInFunction(name: string): name is FunctionName {
  return Object.hasOwn(builtIn, name);
}

/** Every function by its name, those of defineFunction() among them. */
export const functionSpecs: Readonly<Record<string, FunctionSpec>> = specs;

const totalSpecs: Record<string, AggregateSpec> = { __proto__: null, ...totals } as never;

/** Every total by its name, those of defineTotal() among them. */
export const aggregateSpecs: Readonly<Record<string, AggregateSpec>> = totalSpecs;

/** Whether a function can only be called with a window. */
export function isWindowFunction(name: string): boolean {
  return Object.hasOwn(windowFunctions, name);
}

/** Adds a function of an app's own. The caller has checked that the name is free. */
export function addFunction(name: string, spec: FunctionSpec): void {
  specs[name] = spec;
}

/** Adds a total of an app's own, likewise. */
export function addTotal(name: string, spec: AggregateSpec): void {
  totalSpecs[name] = spec;
}
