import type { AnyModel } from "../../db/index.ts";
import type {
  ColumnName,
  CountName,
  FieldsOf,
  FilterName,
  FormName,
  OrderName,
  ReadOnlyName,
  SearchName,
} from "./field-names.ts";

/** A row of a model, as it is loaded for the admin. */
export type RowOf<Model> = Model extends abstract new (...values: never) => infer Row ? Row : never;

/** A column of a list: the name of a field, or one of the other forms. */
export type ColumnOption<Model> =
  | ColumnName<FieldsOf<Model>>
  | FieldColumn<Model>
  | CountColumn<Model>
  | ValueColumn<Model>;

/** A field under another heading. */
export interface FieldColumn<Model> {
  readonly field: ColumnName<FieldsOf<Model>>;
  readonly label?: string;
}

/** How many rows a relation leads to, counted by the database for all rows of the page at once. */
export interface CountColumn<Model> {
  readonly count: CountName<FieldsOf<Model>>;
  readonly label?: string;
}

/** Anything that can be worked out from a row. May wait: relations of all rows of the page are loaded together. */
export interface ValueColumn<Model> {
  readonly label: string;
  readonly value: (row: RowOf<Model>) => unknown;
}

/** A read-only field of a form: the name of a field, or a value worked out from the row. */
export type ReadOnlyOption<Model> = ReadOnlyName<FieldsOf<Model>> | ValueColumn<Model>;

/** Fields of a form under a heading. */
export interface Fieldset<Model> {
  readonly title?: string;
  /** A sentence below the title. */
  readonly description?: string;
  readonly fields: readonly (FormName<FieldsOf<Model>> | ReadOnlyName<FieldsOf<Model>>)[];
}

/** What people may do with a resource. */
export type Action = "add" | "change" | "delete" | "view";

/** How a model looks in the admin. Everything has a default that is made of the model. */
export interface ResourceOptions<Model> {
  /** Columns of the list; the first one is the link to the row. */
  readonly columns?: readonly ColumnOption<Model>[];
  /** Fields to filter the list by. */
  readonly filters?: readonly FilterName<FieldsOf<Model>>[];
  /** Texts in which each word of a search must be found. */
  readonly search?: readonly SearchName<FieldsOf<Model>>[];
  /** The order of the list before anybody clicks on a column; the model's own by default. */
  readonly orderBy?: readonly OrderName<FieldsOf<Model>>[];
  /** Rows on a page; 50 by default. */
  readonly perPage?: number;
  /** Fields of the form, in order; all editable ones by default. */
  readonly fields?: readonly FormName<FieldsOf<Model>>[];
  /** Fields of the form in groups, instead of `fields`. */
  readonly fieldsets?: readonly Fieldset<Model>[];
  /** Fields and values that the form shows and nobody edits there. */
  readonly readonly?: readonly ReadOnlyOption<Model>[];
  /** Actions that nobody has here, whatever their permissions: `["add", "delete"]` for rows that the app makes itself. */
  readonly without?: readonly Exclude<Action, "view">[];
  /** The name of an icon of lucide (lucide.dev/icons): `"book-open"`. */
  readonly icon?: string;
}

/** A model in the admin. Made by {@link resource}. */
export interface Resource {
  readonly model: AnyModel;
  readonly options: ResourceOptions<unknown>;
}

/**
 * Puts a model into the admin. Names in the options are checked against the model's fields by the compiler, and again
 * when the app is checked.
 *
 * @example
 * defineModule({
 *   name: "shop",
 *   models: [Author, Book],
 *   admin: [
 *     resource(Author),
 *     resource(Book, {
 *       columns: ["title", "author", { label: "Reviews", count: "reviews" }],
 *       search: ["title", "author.name"],
 *       filters: ["status", "createdAt"],
 *     }),
 *   ],
 *   …
 * });
 */
export function resource<Model extends AnyModel>(
  model: Model,
  options: ResourceOptions<Model> = {},
): Resource {
  return Object.freeze({ model, options: options as unknown as ResourceOptions<unknown> }); // the names were checked; below it only strings are read
}
