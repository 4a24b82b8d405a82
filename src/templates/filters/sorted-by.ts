import { TemplateValueError } from "../errors.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";
import { declares, isDictionary } from "../runtime/intrinsics.ts";
import { listOf } from "../runtime/iterate.ts";
import { toFloat } from "../runtime/numbers.ts";
import { textOf } from "../runtime/text-of.ts";
import { isThenable } from "../runtime/thenable.ts";
import { compare } from "../runtime/truth.ts";
import { settleAll } from "./settle-all.ts";

type ReadName = (target: unknown, name: string) => unknown;

/**
 * A list in the order of what stands in each item under a path of names, or at a place: `dictsort`. The empty text where
 * there is no such thing, or it has no order. No method is called for it.
 */
export function sortedBy(
  value: unknown,
  argument: unknown,
  direction: 1 | -1,
  { confinement }: RenderEnvironment,
): unknown {
  const readName: ReadName =
    confinement === undefined
      ? readDeclared
      : (target, name) => existing(confinement.data(target, name), name);
  return orEmpty(() => {
    const read = keyReader(argument, readName);
    const list = listOf(value);
    if (list === undefined) return "";
    const keys = list.map(read);
    return settleAll(keys, (settled) => orEmpty(() => inOrder(list, settled, direction)));
  });
}

/** What doesn't fit together sorts nothing. */
function orEmpty(sort: () => unknown): unknown {
  try {
    return sort();
  } catch (error) {
    if (error instanceof TypeError) return "";
    throw error;
  }
}

function inOrder(list: readonly unknown[], keys: readonly unknown[], direction: 1 | -1): unknown[] {
  return list
    .map((item, index) => ({ item, key: keys[index] }))
    .sort((a, b) => direction * compare(a.key, b.key))
    .map(({ item }) => item);
}

function keyReader(argument: unknown, readName: ReadName): (item: unknown) => unknown {
  const path = textOf(argument);
  if (path === "") throw new RangeError("dictsort needs a name to sort by.");
  if (toFloat(argument) === undefined) {
    const names = path.split(".");
    return (item) => names.reduce((target, name) => readWhenSettled(target, name, readName), item);
  }
  const index = typeof argument === "number" ? argument : undefined;
  return (item) => {
    if (item instanceof Map || isDictionary(item)) return readEntry(item, path, readName);
    const list = listOf(item);
    if (index === undefined || list === undefined) throw missing(path);
    const found = list.at(index);
    if (found === undefined) throw new TemplateValueError(`There is no item ${index} to sort by.`);
    return found;
  };
}

/** Of a dictionary without the key Django says so, where a missing name gives nothing. */
function readEntry(item: object, path: string, readName: ReadName): unknown {
  try {
    return readName(item, path);
  } catch (error) {
    throw error instanceof TypeError ? new RangeError(error.message) : error;
  }
}

/** A relation that was not loaded yet is loaded on the way. */
function readWhenSettled(target: unknown, name: string, readName: ReadName): unknown {
  return isThenable(target) ? target.then((settled) => readName(settled, name)) : readName(target, name);
}

// Places in lists are no names here, as in Django: `dictsort:"password.0"` would tell a secret letter by letter.
function readDeclared(target: unknown, name: string): unknown {
  if (target instanceof Map && target.has(name)) return target.get(name);
  if (typeof target === "object" && target !== null && !Array.isArray(target) && declares(target, name)) {
    return (target as Record<string, unknown>)[name];
  }
  throw missing(name);
}

function existing(value: unknown, name: string): unknown {
  if (value === undefined) throw missing(name);
  return value;
}

function missing(name: string): TypeError {
  return new TypeError(`There is no "${name}" to sort by.`);
}
