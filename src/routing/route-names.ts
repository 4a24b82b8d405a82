import type { RegisteredConfig } from "../core/index.ts";
import type { Flat } from "./route-params.ts";
import type { Mount, Route, Routes } from "./routes.ts";
import type { Query } from "./url-encoding.ts";

/** Parameters of an outer mount and of what stands in it; where both have one, the inner counts. */
type Below<Outer, Inner> = Flat<Omit<Outer, keyof Inner> & Inner>;

/** A table's routes, one for each name, with all their parameters: `["shop:detail", { tenant: string; pk: number }]`. */
type Named<Table, Outer, Prefix extends string> = {
  [Name in keyof Table & string]: NamedEntry<Table[Name], Outer, Prefix, Name>;
}[keyof Table & string];

type NamedEntry<Entry, Outer, Prefix extends string, Name extends string> =
  Entry extends Route<infer Params>
    ? [`${Prefix}${Name}`, Below<Outer, Params>]
    : Entry extends readonly Route<infer Params>[]
      ? [`${Prefix}${Name}`, Params extends unknown ? Below<Outer, Params> : never]
      : Entry extends Mount<infer Params, infer Inner, infer Namespaced>
        ? Named<Inner, Below<Outer, Params>, Namespaced extends false ? Prefix : `${Prefix}${Name}:`>
        : never;

/** The names of all routes of a table: `"home" | "shop:detail"`. */
export type RouteName<Table> = Named<Table, object, "">[0];

/** The parameters of the route of that name. */
export type ParamsOf<Table, Name extends string> = Extract<Named<Table, object, "">, [Name, unknown]>[1];

/** What a URL may have besides its path. */
export interface UrlOptions {
  /** Behind "?": `{ page: 2, tag: ["a", "b"] }`. */
  readonly query?: Query;
  /** Behind "#", as it is. */
  readonly fragment?: string;
}

/**
 * The arguments of `urlFor()` behind the name: the parameters may be left out where the route has none, and where it
 * isn't known (`object` would not do for the latter, since it may lack a `Record`'s index signature).
 */
export type UrlArguments<Params> =
  Record<never, never> extends Params
    ? [params?: Params, options?: UrlOptions]
    : [params: Params, options?: UrlOptions];

/** The routes of the app that registered its configuration; `unknown` where none did. */
export type RegisteredTable = RegisteredConfig extends {
  readonly options: { readonly routes: Routes<infer Table> };
}
  ? Table
  : unknown;

/** The names that `urlFor()` takes: those of the registered app, any text where none is registered. */
export type RegisteredRouteName = unknown extends RegisteredTable ? string : RouteName<RegisteredTable>;

/** The parameters of a registered route. */
export type RegisteredParams<Name extends string> = unknown extends RegisteredTable
  ? Readonly<Record<string, unknown>>
  : ParamsOf<RegisteredTable, Name>;
