import type { SafeString } from "../../safe-string.ts";

/*
 * How a template sees a value of TypeScript. It awaits promises and queries, calls functions that take nothing, and
 * reaches what an object declares: `View<Book>` has the members of `Book` in that form. A view is computed one member at
 * a time, when a twin looks at it.
 *
 * Views are types only. Nothing here is ever run.
 */

/** Under this key a view keeps what it is a view of, for functions that are given the value itself. */
export declare const original: unique symbol;

/** Stands where a type would be when a template cannot be right; the compiler prints the sentence. */
export interface Mistake<Message extends string> {
  readonly "~mistake": Message;
}

/** A function that takes something: templates call without arguments, so they can do nothing with it. */
export interface NeedsArguments {
  readonly "~mistake": "templates call functions without arguments, and this one needs some";
}

type Primitive = string | number | bigint | boolean | symbol | null | undefined;
type AnyFunction = (...given: never[]) => unknown;
type AnyClass = abstract new (...given: never[]) => unknown;

/** What a template sees. Of what may be anything it knows nothing: `any` becomes `unknown`. */
export type View<Value> = unknown extends Value ? unknown : ViewIn<Value, keyof ObjectsIn<Value>>;
/** The same for each type of a union. What only some of its objects have is nothing in the others: `Names` are all names. */
type ViewIn<Value, Names extends PropertyKey> = Value extends Primitive
  ? Value extends null | undefined
    ? Value
    : Value & Without<Names>
  : Value extends AnyFunction
    ? Result<Value>
    : Value extends AnyClass
      ? unknown
      : Value extends PromiseLike<infer Settled>
        ? View<Settled> & OwnMembers<Value, Settled>
        : ObjectView<Value, Names>;

/** The objects of a union, in one: its keys are those that any of them has. */
type ObjectsIn<Value> = AsOne<
  Value extends
    | Primitive
    | AnyFunction
    | AnyClass
    | readonly unknown[]
    | PromiseLike<unknown>
    | Map<never, never>
    ? never
    : { [Name in keyof Value]: unknown }
>;
type AsOne<Union> = [Union] extends [never]
  ? object
  : (Union extends unknown ? (given: Union) => void : never) extends (given: infer Both) => void
    ? Both
    : never;

/** A text or a number beside objects has none of their members, and may be asked for them like the others. */
type Without<Names extends PropertyKey> = [Names] extends [never]
  ? unknown
  : string extends Names
    ? unknown
    : { readonly [Name in Exclude<Names, keyof string | keyof number | symbol>]?: undefined };

/** What a call without arguments gives. */
type Result<Called extends AnyFunction> = Called extends { readonly doNotCallInTemplates: true }
  ? Members<Called, never>
  : [] extends Parameters<Called>
    ? View<ReturnType<Called>>
    : NeedsArguments;

/** A query can be asked for members of its own, such as `count`, without being awaited. A promise has none. */
type OwnMembers<Value, Settled> = [OwnName<Value, Settled>] extends [never]
  ? unknown
  : { readonly [Name in OwnName<Value, Settled>]: View<Value[Name]> };
type OwnName<Value, Settled> = Exclude<keyof Value, keyof Promise<unknown> | keyof Settled | symbol>;

type ObjectView<Value, Names extends PropertyKey> = Value extends readonly unknown[]
  ? number extends Value["length"]
    ? List<View<Value[number]>, Value>
    : Tuple<Value>
  : Value extends ReadonlyMap<infer Key, infer Item>
    ? MapView<Key, Item, Value>
    : Value extends Date
      ? Instant<Value>
      : Value extends { readonly [Symbol.toStringTag]: "Temporal.Instant" }
        ? Instant<Value>
        : Members<Value, Exclude<Names, keyof Value>>;

/**
 * An object. Symbols are kept as they are: they tell dates, numbers and iterables apart. `Absent` are the names that
 * others of its union have.
 */
export type Members<Value, Absent extends PropertyKey> = {
  readonly [Name in keyof Value | Absent | typeof original]: Name extends typeof original
    ? Value
    : Name extends keyof Value
      ? Name extends symbol
        ? Value[Name]
        : View<Value[Name]>
      : undefined;
};

/** An array. */
export interface List<Item, Value = readonly unknown[]> {
  readonly [original]: Value;
  readonly [index: number]: Item;
  readonly length: number;
  [Symbol.iterator](): Iterator<Item>;
}

/** An array of known length, whose items can be unpacked. */
export type Tuple<Value extends readonly unknown[]> = TupleMembers<Value> & {
  readonly [Index in Exclude<keyof Value, keyof (readonly unknown[])>]: View<Value[Index]>;
};
interface TupleMembers<Value extends readonly unknown[]> {
  readonly [original]: Value;
  readonly "~each": View<Value[number]>;
  readonly "~items": { readonly [Index in keyof Value]: View<Value[Index]> };
  readonly length: Value["length"];
  [Symbol.iterator](): Iterator<View<Value[number]>>;
}

/** A map: its keys are looked up like members. */
export type MapView<Key, Item, Value> = {
  readonly [Name in Key & (string | number)]?: View<Item>;
} & MapMembers<Key, Item, Value>;
interface MapMembers<Key, Item, Value> {
  readonly [original]: Value;
  readonly "~entry": readonly [View<Key>, View<Item>];
  readonly size: number;
}

/** A `Date` or a `Temporal.Instant`, of which templates can ask parts in the current time zone. */
export interface Instant<Value> {
  readonly [original]: Value;
  readonly "~kind": "instant";
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly dayOfWeek: number;
  readonly dayOfYear: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly microsecond: number;
}

/** What a loop finds in a value, one by one. Of a dictionary that is its keys. */
export type ItemOf<Value> = unknown extends Value ? unknown : ItemIn<NonNullable<Value>>;
type ItemIn<Value> = Value extends string | SafeString
  ? string
  : Value extends { readonly "~each": infer Item }
    ? Item
    : Value extends List<infer Item, infer _>
      ? Item
      : Value extends { readonly "~entry": readonly [infer Key, unknown] }
        ? Key
        : Value extends { [Symbol.iterator](): Iterator<infer Item> }
          ? View<Item>
          : Value extends { [Symbol.asyncIterator](): AsyncIterator<infer Item> }
            ? View<Item>
            : string;

/** The value that a view is one of. */
export type Original<Seen> = Seen extends { readonly [original]: infer Value } ? Value : Seen;
