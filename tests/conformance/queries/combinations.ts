import type { Chain, RowKind } from "./chains.ts";
import { isObject, type Json, type QueryDocument } from "./documents.ts";
import { operandOf } from "./expressions.ts";
import type { Handle } from "./quintet.ts";
import { choose } from "./selections.ts";

type Method = "union" | "unionAll" | "intersection" | "difference";

/**
 * Querysets that were put together. What values() chooses of them is chosen of each, as Quintet asks for, and with it
 * what they are ordered by, as Django does it.
 */
export class Combination {
  readonly #method: Method;
  readonly #parts: readonly Chain[];
  #chosen: { readonly kind: RowKind; readonly items: readonly Json[] } | undefined;
  #order: readonly Json[] = [];

  constructor(method: Method, parts: readonly Chain[]) {
    this.#method = method;
    this.#parts = parts;
  }

  /** values() or values_list() of names. */
  choose(chain: Chain, kind: RowKind, items: readonly Json[]): void {
    this.#chosen = { kind, items };
    this.#apply(chain);
  }

  /** order_by(). Tells whether the order is given here, by values that were chosen for it. */
  order(chain: Chain, keys: readonly Json[]): boolean {
    this.#order = keys;
    if (this.#chosen === undefined) return false;
    this.#apply(chain);
    return true;
  }

  #apply(chain: Chain): void {
    const { kind, items } = this.#chosen!; // only called once something is chosen
    const ordered = this.#order.map(nameOf);
    const parts = this.#parts.map((part) => part.copy());
    for (const part of parts) choose(part, kind, [...new Set([...items, ...ordered])], {});
    const [first, ...others] = parts;
    const combined = first!.rows[this.#method](...others.map(({ rows }) => rows)); // there are at least two
    const keys = this.#order.map((key) =>
      typeof key === "string" ? key : (row: Handle) => operandOf(key, chain.at(row)),
    );
    chain.query = keys.length === 0 ? combined : combined.orderBy(...keys);
    chain.kind = kind;
    chain.values = first!.values.slice(0, items.length);
  }
}

/** The name that a key of order_by() orders by: `"-name"`, `F("name").desc()`. */
function nameOf(key: Json): Json {
  if (!isObject(key)) return String(key).replace(/^[-+]/, "");
  const [, args] = (key.$expr ?? []) as readonly [string?, (readonly Json[])?];
  return key.$f ?? nameOf(args?.[0] ?? null);
}

/** union(), intersection() and difference(). */
export function combine(chain: Chain, method: Method, others: readonly QueryDocument[]): void {
  const siblings = others.map((other) => chain.sibling(other));
  // Django chooses of the others what was chosen of the first.
  const names = chain.values.map(({ name }) => name);
  for (const sibling of siblings)
    if (chain.kind !== "instances" && sibling.kind === "instances") choose(sibling, chain.kind, names, {});
  if (chain.kind === "instances") chain.combination = new Combination(method, [chain.copy(), ...siblings]);
  // Queries of different columns are put together once it is known what is chosen of them.
  try {
    chain.query = chain.rows[method](...siblings.map(({ rows }) => rows));
  } catch (error) {
    if (chain.combination === undefined) throw error;
  }
  chain.slice = undefined;
  chain.isCombined = true;
}
