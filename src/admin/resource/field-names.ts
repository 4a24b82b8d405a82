/*
 * The names that the options of a resource may hold, read from its model: what a list can show, search and filter by,
 * and what a form can edit. A name that isn't one of them does not compile.
 */

/** The fields that a model was declared with. */
export type FieldsOf<Model> = Model extends { readonly fields: infer Fields } ? Fields : never;

interface ColumnLike {
  readonly kind: "column";
}
interface TextLike extends ColumnLike {
  readonly "~value"?: string;
}
interface ToOneLike {
  readonly kind: "belongsTo" | "hasOne";
}
interface ToManyLike {
  readonly kind: "hasMany" | "manyToMany";
}
interface EditableLike {
  readonly kind: "column" | "belongsTo" | "manyToMany";
}

/** The names of the fields that are of a kind. */
type NamesOf<Fields, Kind> = {
  [Name in keyof Fields & string]: Fields[Name] extends Kind ? Name : never;
}[keyof Fields & string];

/** The fields of the model that a relation leads to. */
type FieldsBehind<Relation> = Relation extends { readonly target: () => infer Target }
  ? FieldsOf<Target>
  : never;

/** `"author.name"`: fields of a kind, one relation away. */
type NamesBehind<Fields, Relation, Kind> = {
  [Name in NamesOf<Fields, Relation>]: `${Name}.${NamesOf<FieldsBehind<Fields[Name]>, Kind>}`;
}[NamesOf<Fields, Relation>];

/** What a column of a list can show: fields, relations to one row, and the fields of that row. */
export type ColumnName<Fields> =
  | "id"
  | NamesOf<Fields, ColumnLike | ToOneLike | { readonly kind: "manyToMany" }>
  | NamesBehind<Fields, ToOneLike, ColumnLike>;

/** What a list can be searched in: texts, of the model itself or one relation away. */
export type SearchName<Fields> =
  | NamesOf<Fields, TextLike>
  | NamesBehind<Fields, ToOneLike | ToManyLike, TextLike>;

/** What a list can be filtered by. */
export type FilterName<Fields> = Exclude<NamesOf<Fields, EditableLike>, "id">;

/** What a list can be ordered by, `-` in front for descending. */
export type OrderName<Fields> = OrderPath<Fields> | `-${OrderPath<Fields>}`;
type OrderPath<Fields> =
  | "id"
  | NamesOf<Fields, ColumnLike | { readonly kind: "belongsTo" }>
  | NamesBehind<Fields, ToOneLike, ColumnLike>;

/** What a form can edit. */
export type FormName<Fields> = Exclude<NamesOf<Fields, EditableLike>, "id">;

/** What a form can show without letting anybody edit it. */
export type ReadOnlyName<Fields> = "id" | NamesOf<Fields, EditableLike | ToOneLike>;

/** The relations whose rows can be counted. */
export type CountName<Fields> = NamesOf<Fields, ToManyLike>;
