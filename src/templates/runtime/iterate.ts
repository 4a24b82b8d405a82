import { TemplateValueError } from "../errors.ts";
import { SafeString } from "../safe-string.ts";
import { describedValue } from "./described-value.ts";
import { isDictionary } from "./intrinsics.ts";
import type { RenderState } from "./render-state.ts";
import { isAsyncIterable, suspension } from "./thenable.ts";

/**
 * The items that a loop runs over. Nothing gives none, a text its characters, a dictionary its keys. An async iterable
 * is read to its end (a promise, only in the asynchronous version), because a loop knows its length.
 * @throws {@link TemplateValueError} for what cannot be looped over.
 */
export function itemsOf(
  state: RenderState,
  value: unknown,
): readonly unknown[] | Promise<readonly unknown[]> {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return [...value];
  if (value instanceof SafeString) return [...value.text];
  if (typeof value === "object") {
    if (value instanceof Map) return [...value.keys()];
    if (Symbol.iterator in value) {
      const read = (): unknown[] => [...(value as Iterable<unknown>)];
      return "next" in value ? state.once(value, read) : read(); // a generator can be read only once
    }
    if (isAsyncIterable(value)) {
      if (!state.isAsync) throw suspension;
      return state.ready(value) as Promise<readonly unknown[]>; // it gives a list
    }
    if (isDictionary(value)) return Object.keys(value);
  }
  throw new TemplateValueError(`{% for %} can't go through ${describedValue(value)}.`);
}

/** The items as a list, for filters and unpacking; `undefined` for what is no sequence. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [...value];
  if (value instanceof SafeString) return [...value.text];
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Map) return [...value.keys()];
  if (Symbol.iterator in value) return [...(value as Iterable<unknown>)];
  return isDictionary(value) ? Object.keys(value) : undefined;
}

/**
 * The parts of an item, for `{% for key, value in … %}`.
 * @throws {@link TemplateValueError} where their number differs from that of the names.
 */
export function unpacked(item: unknown, names: readonly string[]): readonly unknown[] {
  const parts = listOf(item);
  const count = parts?.length ?? 1;
  if (parts === undefined || count !== names.length) {
    throw new TemplateValueError(
      `{% for ${names.join(", ")} … %} takes items of ${names.length} values, and one is ${describedValue(item)}${parts === undefined ? "" : `, which has ${count}`}.`,
    );
  }
  return parts;
}
