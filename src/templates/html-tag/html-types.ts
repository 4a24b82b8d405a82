import type { HtmlObject, SafeString } from "../safe-string.ts";
import type { AsyncHtml } from "./pieces.ts";
import type { Attributes } from "./written-attributes.ts";

/** What `` html`…` `` gives: HTML, to be awaited where something in it is not there yet. */
export type Html = SafeString | AsyncHtml;

/** What is printed as it is, or knows how it looks. */
type Printable = string | number | bigint | boolean | null | undefined | SafeString | HtmlObject | Attributes;

/**
 * What `` html`…` `` takes for a value of a type: the type itself, or a sentence that says why it can't be printed.
 * What is `unknown` or `any` is looked at when it is printed.
 */
export type HtmlValue<Value> = unknown extends Value
  ? Value
  : Value extends Printable
    ? Value
    : Value extends symbol
      ? "html`…` can't print a symbol"
      : Value extends (...args: never) => unknown
        ? "html`…` can't print a function: call it"
        : Value extends object
          ? HtmlObjectValue<Value>
          : Value;

/** The same for objects: promises and lists of what can be printed, and what says itself how it looks. */
type HtmlObjectValue<Value extends object> =
  Value extends PromiseLike<infer Result>
    ? PromiseLike<HtmlValue<Result>>
    : Value extends readonly (infer Item)[]
      ? readonly HtmlValue<Item>[]
      : "toString" extends keyof Value
        ? Value
        : Value extends ReadonlyMap<unknown, unknown>
          ? "html`…` can't print a Map: take its keys() or values()"
          : Value extends Iterable<infer Item>
            ? Iterable<HtmlValue<Item>>
            : Value extends AsyncIterable<infer Item>
              ? AsyncIterable<HtmlValue<Item>>
              : "html`…` can't print an object without toString() or [toHtml](): print one of its members";

/** {@link HtmlValue} for each value. */
export type HtmlValues<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: HtmlValue<Values[Index]>;
};

/** `true` for what is or may be there only later. */
type IsLate<Value> = unknown extends Value
  ? true
  : Value extends PromiseLike<unknown> | AsyncIterable<unknown>
    ? true
    : Value extends string
      ? false
      : Value extends HtmlObject
        ? IsLate<ReturnType<Value[typeof import("../safe-string.ts").toHtml]>>
        : Value extends Iterable<infer Item>
          ? IsLate<Item>
          : false;

/** `true` for what is there only later, whatever it is. */
type IsSurelyLate<Value> = unknown extends Value
  ? false
  : [Value] extends [never]
    ? false
    : [Value] extends [PromiseLike<unknown> | AsyncIterable<unknown>]
      ? true
      : false;

/** {@link IsSurelyLate} for each value. */
type AreSurelyLate<Values extends readonly unknown[]> = {
  [Index in keyof Values]: IsSurelyLate<Values[Index]>;
};

/** What `` html`…` `` gives for values of these types: {@link SafeString} where all of them are there. */
export type HtmlResult<Values extends readonly unknown[]> =
  true extends IsLate<Values[number]>
    ? true extends AreSurelyLate<Values>[number]
      ? AsyncHtml
      : Html
    : SafeString;
