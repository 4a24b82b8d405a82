import type { ConverterTypes } from "./converters.ts";

/** Stands where a type would be when a call cannot be right; the compiler prints the sentence. */
export interface TypeMistake<Message extends string> {
  readonly "~mistake": Message;
}

/** Shows `A & B` as one object. */
export type Flat<Shape> = { [Key in keyof Shape]: Shape[Key] } & {};

/** What stands between the brackets of a route, in order: `"<int:year>/<slug>/"` gives `["int:year", "slug"]`. */
type Markers<Route extends string> = Route extends `${string}<${infer Marker}>${infer Rest}`
  ? [Marker, ...Markers<Rest>]
  : [];
/** `"int:year"` gives `"year"`. */
type NameIn<Marker extends string> = Marker extends `${string}:${infer Name}` ? Name : Marker;
/** `"int:year"` gives `"int"`, `"slug"` gives `"str"`. */
type ConverterIn<Marker extends string> = Marker extends `${infer Converter}:${string}` ? Converter : "str";
/** `"int:year"` gives `number`; a converter that isn't there gives `unknown`. */
type ValueIn<Marker extends string> =
  ConverterIn<Marker> extends infer Name extends keyof ConverterTypes ? ConverterTypes[Name] : unknown;

/**
 * The parameters of a route: `"articles/<int:year>/<slug:slug>/"` gives `{ year: number; slug: string }`. A route
 * that is only known at runtime (`string`) has parameters of any name.
 */
export type RouteParams<Route extends string> = string extends Route
  ? Readonly<Record<string, unknown>>
  : { [Marker in Markers<Route>[number] as NameIn<Marker>]: ValueIn<Marker> };

/** `unknown` for a list of markers that is right, otherwise what is wrong with the first wrong one. */
type MarkersMistake<List extends readonly string[], Seen extends string = never> = List extends readonly [
  infer Marker extends string,
  ...infer Rest extends readonly string[],
]
  ? ConverterIn<Marker> extends keyof ConverterTypes
    ? NameIn<Marker> extends Seen
      ? TypeMistake<`the parameter '${NameIn<Marker>}' stands in this route twice: give one of them another name`>
      : NameIn<Marker> extends ""
        ? TypeMistake<`a parameter has no name: write <name> or <converter:name>`>
        : MarkersMistake<Rest, Seen | NameIn<Marker>>
    : TypeMistake<`there is no converter '${ConverterIn<Marker>}': there are int, path, slug, str, uuid and those in ConverterTypes`>
  : unknown;

/** `unknown` for a route that is right, so that `Route & RouteMistake<Route>` is the route itself. */
export type RouteMistake<Route extends string> = string extends Route
  ? unknown
  : Route extends `/${infer Rest}`
    ? TypeMistake<`a route starts without a slash: write '${Rest}'`>
    : MarkersMistake<Markers<Route>>;

/** The names of a regular expression's groups: `"^(?<year>\\d+)/(?P<slug>\\w+)/$"` gives `"year" | "slug"`. */
type GroupName<Source extends string> = Source extends `${string}(?${"P<" | "<"}${infer Rest}`
  ? Rest extends `${"=" | "!"}${infer Behind}`
    ? GroupName<Behind>
    : Rest extends `${infer Name}>${infer Tail}`
      ? Name | GroupName<Tail>
      : never
  : never;

/**
 * The parameters of a regular expression: its named groups. Where it has none, its groups by their position. A group
 * that took part in no match is absent.
 */
export type RegexParams<Source extends string> = string extends Source
  ? Readonly<Record<string, string>>
  : [GroupName<Source>] extends [never]
    ? { readonly [Position in number]?: string }
    : { [Name in GroupName<Source>]?: string };
