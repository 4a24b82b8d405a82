import type { ParamsOf, Routes } from "../routing/index.ts";
import type { builtInModules } from "./built-in-modules.ts";

/*
 * What the templates of an app see besides their own variables, as types: the twins of templates (templates/checker)
 * import them, with the type of the app's configuration.
 */

/** The modules of an app: those of every app, and those that its configuration lists. */
type ModuleOf<Config> =
  | (typeof builtInModules)[number]
  | (Config extends { readonly options: { readonly modules: infer Modules extends readonly unknown[] } }
      ? Modules[number]
      : never);

/** The shared variables of an app. `Names` are all that there are: one whose module doesn't tell its type is unknown. */
export type SharedVariables<Config, Names extends string> = {
  readonly [Name in Names]: Variable<SharedBy<ModuleOf<Config>>, Name>;
};
type SharedBy<Module> =
  TypesOf<Module> extends infer Types
    ? Types extends { readonly sharedData: infer Shared }
      ? Shared
      : never
    : never;
type Variable<Shared, Name extends string> = [VariableIn<Shared, Name>] extends [never]
  ? unknown
  : VariableIn<Shared, Name>;
type VariableIn<Shared, Name extends string> = Shared extends {
  readonly [Own in Name]: (...given: never[]) => infer Value;
}
  ? Value
  : never;

/** The libraries of an app by name, with the types of their filters and tags. */
export type TemplateLibraries<Config> = {
  readonly [Library in LibraryOf<ModuleOf<Config>> as NameOf<Library>]: TypesOf<Library>;
};
type LibraryOf<Module> =
  TypesOf<Module> extends infer Types
    ? Types extends { readonly templateLibraries: readonly (infer Library)[] }
      ? Library
      : never
    : never;
type NameOf<Library> = Library extends { readonly name: infer Name extends string } ? Name : never;
/** What a module or a library carries of its types; of one that carries none, nothing that can be used. */
type TypesOf<Carrier> = Carrier extends { readonly "~types"?: infer Types } ? NonNullable<Types> : never;

/** `{% url %}`: the parameters of a route have its types. Whether there is such a route, and which it takes, the router knows. */
export type TemplateUrl<Config> = <Name extends string>(
  route: Name,
  parameters: UrlParameters<ParamsOf<TableOf<Config>, Name>>,
) => string;
type TableOf<Config> = Config extends { readonly options: { readonly routes: Routes<infer Table> } }
  ? Table
  : unknown;
type UrlParameters<Parameters> = [Parameters] extends [never]
  ? object
  : { readonly [Name in keyof Parameters]: UrlValue<Parameters[Name]> } & Readonly<Record<string, unknown>>;
/** A number may be written as a text, and the other way round. */
type UrlValue<Value> = Value extends number
  ? number | bigint | `${number}`
  : Value extends string
    ? string | number | bigint
    : Value | string;
