import type { PageTemplate } from "../../page-template.ts";
import type { SafeString } from "../../safe-string.ts";
import type { NumberLike, TextLike } from "./filters.ts";
import type { ItemOf, List, Members, Mistake, NeedsArguments, Original, View } from "./view.ts";

/*
 * What twins call: one function for each thing that a template can do with a value. They are types only; the compiler
 * reads the calls, and nobody runs them.
 */

/** The variables of a page: its own, and those that the app shares with all pages. */
export type Root<Context, Shared> = View<Context & Omit<Shared, keyof Context>>;
/** What a template was declared to need. */
export type ContextOf<Page> = Page extends PageTemplate<infer Context> ? Context : unknown;

/** Something that may or may not be so: keeps the compiler from drawing conclusions about the other branch. */
export declare function maybe(): boolean;
export declare const text: string;
/** A value of which nothing is known. */
export declare const nothing: unknown;
/** `{{ block.name }}` */
export declare const block: { readonly name: string; readonly super: string };

/** A value is printed. */
export declare function print<Value>(value: Value & Printable<Value>): void;
type Printable<Value> = [Extract<Value, NeedsArguments | ((...given: never[]) => unknown)>] extends [never]
  ? unknown
  : Mistake<"this is a function that needs arguments, and templates call without any">;
/** Values are read, whatever they are. */
export declare function use(...values: unknown[]): void;
/** Values are compared by their order, or by what is in what. */
export declare function compare(...values: unknown[]): boolean;
/** One of several values. */
export declare function oneOf<Value>(...values: Value[]): Value;

/** A variable that is perhaps there. */
export declare function optional<Variables, Name extends string>(
  variables: Variables,
  name: Name,
): Name extends keyof Variables ? Variables[Name] : undefined;

/** What a filter or a tag is given: nothing is never wrong there, and of the unknown nothing is known. */
export declare function given<Value>(value: Value): Given<Value>;
// biome-ignore lint/suspicious/noExplicitAny: a value of unknown type is given to whatever takes it; what comes out has the filter's type
type Given<Value> = unknown extends Value ? any : NonNullable<Value>;
/** The same for a function of the app, which is given the value itself; null, too. */
export declare function plain<Value>(value: Value): Plain<Value>;
type Plain<Value> = unknown extends Value
  ? // biome-ignore lint/suspicious/noExplicitAny: as above
    any
  : PlainIn<Exclude<Value, undefined>>;
type PlainIn<Value> = Value extends Members<SafeString, never> ? string : Original<Value>;
/** The same for a parameter of a URL. */
export declare function parameter<Value>(value: Value): Plain<NonNullable<Value>>;

// — Loops —

type NoList = string | number | bigint | boolean;
/** What a loop runs over. */
export declare function items<Value>(value: Value & Loopable<Value>): Value;
type Loopable<Value> = [Extract<NonNullable<Value>, Exclude<NoList, string> | NeedsArguments>] extends [never]
  ? unknown
  : Mistake<"this cannot be looped over">;
/** One item of it. */
export declare function item<Value>(value: Value): ItemOf<Value>;
/** The parts of an item: `{% for key, value in … %}`. */
export declare function parts<Item, const Count extends number>(
  item: Item & Unpackable<Item, Count>,
  count: Count,
): PartsOf<Item, Count>;
type Unpackable<Item, Count> = unknown extends Item
  ? unknown
  : [Item] extends [{ readonly "~items": { readonly length: Count } } | { readonly "~group": true }]
    ? unknown
    : [Item] extends [{ readonly "~items": unknown }]
      ? Mistake<"it has another number of parts">
      : [Item] extends [List<unknown, unknown>]
        ? unknown
        : Mistake<"it has no parts">;
type PartsOf<Item, Count> = Item extends { readonly "~items": infer Items }
  ? Items extends { readonly length: Count }
    ? Items
    : // biome-ignore lint/suspicious/noExplicitAny: the number of parts was refused, and that is said once
      { readonly [index: number]: any }
  : unknown extends Item
    ? { readonly [index: number]: unknown }
    : { readonly [index: number]: ItemOf<Item> };

/** `forloop`. Outside of loops `parentloop` is empty. */
export declare function loop<Outer>(outer: Outer): ForLoop<Outer>;
export interface ForLoop<Outer> {
  readonly counter: number;
  readonly counter0: number;
  readonly revcounter: number;
  readonly revcounter0: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly length: number;
  readonly parentloop: Outer;
}
/** `forloop.parentloop` of an outermost loop. */
export interface NoLoop {
  readonly "~kind": "no loop";
}
export declare const noLoop: NoLoop;

/** `items`, `keys` and `values` of a dictionary, where the object has no member of that name. */
export declare function dictionary<Value>(value: Value): Dictionary<NonNullable<Value>>;
type Dictionary<Value> = unknown extends Value ? unknown : DictionaryIn<Value>;
type DictionaryIn<Value> = Value extends { readonly "~entry": readonly [infer Key, infer Item] }
  ? DictionaryMembers<Key, Item, never>
  : DictionaryMembers<string, Value[Exclude<keyof Value, symbol>], OwnNames<Value>> & Value;
/** The names that an object declares one by one. */
type OwnNames<Value> = string extends keyof Value ? never : keyof Value;
type DictionaryMembers<Key, Item, Taken> = {
  readonly [Name in Exclude<"items" | "keys" | "values", Taken>]: Name extends "items"
    ? List<Entry<Key, Item>>
    : Name extends "keys"
      ? List<Key>
      : List<Item>;
};
interface Entry<Key, Item> extends List<Key | Item> {
  readonly "~items": readonly [Key, Item];
}

/** `{% regroup %}` */
export declare function groups<Item, Key>(item: Item, key: Key): List<Group<Item, Key>>;
export interface Group<Item, Key> extends List<Key | List<Item>> {
  readonly "~items": readonly [Key, List<Item>];
  readonly grouper: Key;
  readonly list: List<Item>;
}

/** A part of `{% widthratio %}`. */
export declare function ratio<Value>(value: Value & (unknown extends Value ? unknown : Ratio<Value>)): void;
type Ratio<Value> = NonNullable<Value> extends NumberLike ? unknown : Mistake<"this is no number">;

/** What a text counts by. */
export declare function count<Value>(value: Value & (unknown extends Value ? unknown : Count<Value>)): number;
type Count<Value> =
  NonNullable<Value> extends Exclude<NumberLike, TextLike> | number | bigint
    ? unknown
    : Mistake<"this is no number">;

// — What the app brings —

/** A filter of the app's libraries; nothing is known of one whose library doesn't carry its type. */
export declare function filter<Libraries, Library extends string, Name extends string>(
  libraries: Libraries,
  library: Library,
  name: Name,
): FilterOf<Part<Part<Part<Libraries, Library>, "filters">, Name>>;
type Part<Whole, Name> = Name extends keyof Whole ? Whole[Name] : unknown;
type FilterOf<Given> = Given extends (...given: never[]) => unknown
  ? Given
  : (value: unknown, argument?: unknown) => unknown;
/** What such a filter gives, as templates see it. */
export declare function seen<Value>(value: Value): View<Value>;
/** What a tag of the app's libraries gives. */
export declare function tag<Libraries, Library extends string, Name extends string>(
  libraries: Libraries,
  library: Library,
  name: Name,
): ResultOf<Part<Part<Part<Libraries, Library>, "tags">, Name>>;
/** The variables of a template that a tag renders: where nothing is known of them, all may be there. */
export declare function variables<Given>(given: Given): Variables<Given>;
type Variables<Given> = unknown extends Given ? Readonly<Record<string, unknown>> : NonNullable<Given>;
type ResultOf<Tag> = Tag extends { readonly "~gives"?: infer Given } ? View<Given> : unknown;
