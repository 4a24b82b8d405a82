import { nodeHttp } from "../core/index.ts";
import { UnsafeHeaderError } from "./errors.ts";

const { validateHeaderName, validateHeaderValue } = nodeHttp;

/** Headers made once for many responses. Made by {@link headerBlock}. */
export interface HeaderBlock {
  /** Names in lower case and values in turn. */
  readonly list: readonly string[];
  readonly names: ReadonlySet<string>;
}

/**
 * Checks headers that many responses get, so that each of these can take them unseen.
 * @throws {@link UnsafeHeaderError}
 */
export function headerBlock(headers: Readonly<Record<string, string>>): HeaderBlock {
  const list: string[] = [];
  const names = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const key = checkedName(name);
    list.push(key, checkedValue(key, value));
    names.add(key);
  }
  return { list: Object.freeze(list), names };
}

/**
 * The platform's `Headers` on a plain list, the one that `node:http` writes: names in lower case and values in turn. A
 * response has some ten headers and touches them a dozen times. The platform's own class costs 300 ns each time, a `Map`
 * 30; a look through so short a list costs less, and it need not be turned into another one in the end. Texts without a
 * charset get `utf-8`.
 */
export class HeaderMap implements Headers {
  readonly #list: string[] = [];
  #cookies: string[] | undefined;

  constructor(init?: HeadersInit) {
    if (init === undefined) return;
    const entries = isIterable(init) ? init : Object.entries(init);
    for (const [name, value] of entries) this.append(name!, value!);
  }

  get(name: string): string | null {
    const key = name.toLowerCase();
    if (key === "set-cookie") return this.#cookies?.join(", ") ?? null;
    const index = this.#indexOf(key);
    return index === -1 ? null : this.#list[index + 1]!;
  }

  has(name: string): boolean {
    const key = name.toLowerCase();
    return key === "set-cookie" ? this.#cookies !== undefined : this.#indexOf(key) !== -1;
  }

  set(name: string, value: string): void {
    const key = checkedName(name);
    const text = checkedValue(key, value);
    if (key === "set-cookie") this.#cookies = [text];
    else this.#put(key, text);
  }

  append(name: string, value: string): void {
    const key = checkedName(name);
    const text = checkedValue(key, value);
    if (key === "set-cookie") {
      this.#cookies ??= [];
      this.#cookies.push(text);
      return;
    }
    const index = this.#indexOf(key);
    if (index === -1) this.#list.push(key, text);
    else this.#list[index + 1] += `, ${text}`;
  }

  delete(name: string): void {
    const key = name.toLowerCase();
    if (key === "set-cookie") {
      this.#cookies = undefined;
      return;
    }
    const index = this.#indexOf(key);
    if (index !== -1) this.#list.splice(index, 2);
  }

  /** Sets each header of a block that isn't there yet. */
  setDefaults({ list, names }: HeaderBlock): void {
    const own = this.#list;
    let overlaps = false;
    for (let index = 0; index < own.length; index += 2) overlaps ||= names.has(own[index]!);
    for (let index = 0; index < list.length; index += 2) {
      if (overlaps) this.setDefault(list[index]!, list[index + 1]!);
      else own.push(list[index]!, list[index + 1]!);
    }
  }

  /** Sets a header that isn't there yet, unchecked: the name is in lower case, and both are texts of our own. */
  setDefault(key: string, value: string): void {
    if (this.#indexOf(key) === -1) this.#list.push(key, value);
  }

  getSetCookie(): string[] {
    return this.#cookies?.slice() ?? [];
  }

  forEach(callback: (value: string, key: string, parent: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) callback.call(thisArg, value, name, this);
  }

  *entries(): HeadersIterator<[string, string]> {
    const list = this.toRawList();
    for (let index = 0; index < list.length; index += 2) yield [list[index]!, list[index + 1]!];
  }

  *keys(): HeadersIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): HeadersIterator<string> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  /** Names and values in turn, the form in which `node:http` writes them fastest. To be read only. */
  toRawList(): readonly string[] {
    if (this.#cookies === undefined) return this.#list;
    return [...this.#list, ...this.#cookies.flatMap((cookie) => ["set-cookie", cookie])];
  }

  #put(key: string, text: string): void {
    const index = this.#indexOf(key);
    if (index === -1) this.#list.push(key, text);
    else this.#list[index + 1] = text;
  }

  /** Where a name stands in the list, or -1. */
  #indexOf(key: string): number {
    const list = this.#list;
    for (let index = 0; index < list.length; index += 2) if (list[index] === key) return index;
    return -1;
  }
}

function isIterable(init: HeadersInit): init is Headers | [string, string][] {
  return Symbol.iterator in init;
}

function checkedName(name: string): string {
  try {
    validateHeaderName(name);
  } catch (cause) {
    throw new UnsafeHeaderError(`${JSON.stringify(name)} is not the name of a header.`, { cause });
  }
  return name.toLowerCase();
}

/** Texts are sent as UTF-8, and say so: a browser that has to guess can be led to read letters as markup. */
function withCharset(type: string): string {
  if (!/^text\//i.test(type) || /;\s*charset\s*=/i.test(type)) return type;
  return `${type.replace(/[;\s]+$/, "")}; charset=utf-8`;
}

function checkedValue(name: string, value: string): string {
  const text = name === "content-type" ? withCharset(String(value)) : String(value);
  try {
    validateHeaderValue(name, text);
  } catch (cause) {
    // The value itself may be a cookie or a token, so it is not shown.
    throw new UnsafeHeaderError(
      `The value for the header "${name}" has a line break, a control character or a letter outside Latin-1 in it. Encode it first, for instance with encodeURIComponent().`,
      { cause },
    );
  }
  return text;
}
