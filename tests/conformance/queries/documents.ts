/*
 * The corpus's documents of kind "app", "data" and "query", as its README describes them.
 */

/** JSON of the corpus, with its tags. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export interface AppDocument {
  readonly app: string;
  readonly models: readonly ModelDocument[];
  readonly ddl: readonly string[];
  /** Table by table, the columns to compare. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

export interface ModelDocument {
  readonly name: string;
  /** The app's label. */
  readonly module: string;
  readonly db_table: string;
  readonly pk: string;
  readonly fields: readonly FieldDocument[];
  readonly ordering?: readonly Json[];
  readonly unique_together?: readonly (readonly string[])[];
  readonly constraints?: readonly Json[];
  readonly get_latest_by?: Json;
  readonly order_with_respect_to?: string;
  readonly default_related_name?: string;
  readonly proxy?: boolean;
  /** Labels of the models that it inherits from. */
  readonly parents?: readonly string[];
}

export interface FieldDocument {
  readonly name: string;
  /** Django's class. */
  readonly type: string;
  readonly column?: string;
  readonly primary_key?: boolean;
  readonly auto_created?: boolean;
  readonly null?: boolean;
  readonly blank?: boolean;
  readonly unique?: boolean;
  readonly max_length?: number;
  readonly max_digits?: number;
  readonly decimal_places?: number;
  readonly auto_now?: boolean;
  readonly auto_now_add?: boolean;
  readonly db_constraint?: boolean;
  readonly default?: Json;
  readonly db_default?: Json;
  /** Of a GenericForeignKey: the fields that it stands for. */
  readonly ct_field?: string;
  readonly fk_field?: string;
  readonly for_concrete_model?: boolean;
  /** Of a GenericRelation: those of the other side. */
  readonly content_type_field?: string;
  readonly object_id_field?: string;
  /** Of a composite key: its fields. */
  readonly args?: readonly string[];
  /** Of a generated column. */
  readonly expression?: Json;
  readonly output_field?: Json;
  readonly db_persist?: boolean;
  readonly relation?: RelationDocument;
}

export interface RelationDocument {
  /** The target's label. */
  readonly to: string;
  /** `"+"`: there is none. */
  readonly related_name?: string;
  readonly related_query_name?: string;
  readonly on_delete?: Json;
  readonly to_field?: string;
  readonly parent_link?: boolean;
  readonly from_fields?: readonly string[];
  readonly to_fields?: readonly string[];
  readonly through?: string;
  readonly auto_through?: boolean;
  readonly symmetrical?: boolean;
  readonly table?: string;
  /** `null` where relations of several columns lead on. */
  readonly column?: string | null;
  readonly reverse_column?: string | null;
}

export interface DataDocument {
  readonly data: string;
  readonly app: string;
  /** Of each table the columns, then the rows. */
  readonly tables: Readonly<Record<string, readonly (readonly Json[])[]>>;
  readonly sequences: readonly (readonly [table: string, last: number])[];
}

/** A method's name, its arguments and its named arguments. */
export type Call = readonly [name: string, args: readonly Json[], kwargs: JsonObject];

/** A chain of queryset methods. */
export interface QueryDocument {
  readonly model: string;
  readonly base?: JsonObject;
  readonly ops: readonly Call[];
}

export interface QueryRecord extends QueryDocument {
  readonly id: string;
  readonly app: string;
  readonly data: string;
  readonly terminal: Call;
  readonly settings: { readonly USE_TZ: boolean; readonly TIME_ZONE: string };
  readonly timezone?: string;
  readonly now?: string;
}

/** The one tag of a tagged value, such as `"$q"`. */
export function tagOf(json: Json | undefined): string | undefined {
  if (!isObject(json)) return undefined;
  return Object.keys(json).find((key) => key.startsWith("$"));
}

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Named arguments; where their names are odd the corpus writes them as a list of pairs. */
export function namedArguments(kwargs: JsonObject): readonly (readonly [string, Json])[] {
  const pairs = kwargs.$map;
  return pairs === undefined ? Object.entries(kwargs) : (pairs as readonly (readonly [string, Json])[]);
}
