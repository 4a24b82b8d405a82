import type { Database } from "../connections/database.ts";
import type { FieldPaths } from "../query/where-types.ts";
import type { ChangeInput, rowMark, UpdateInput } from "./row-types.ts";

/** One thing that is wrong with a row, as data: forms and the admin show it, translations find it by its code. */
export interface ValidationProblem {
  /** The field, or `null` for the row as a whole. */
  readonly field: string | null;
  /** `"required"`, `"max-length"`, `"choice"`, `"email"`, `"unique"`, … */
  readonly code: string;
  /** In English, for people. */
  readonly message: string;
  /** What the message speaks of: `{ maxLength: 100 }`. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface SaveOptions<Name extends string = string, Handle = never, Changes = object> {
  /**
   * Only these fields are written. A function is asked after `beforeSave()`, so that it can tell what that changed. A new
   * row is always stored whole.
   */
  readonly only?: readonly Name[] | (() => readonly Name[]);
  /**
   * Values that the database computes of what the row holds there: `(book) => ({ views: book.views.plus(1) })`. These
   * fields are written also where `only` names others, and the row then holds what came out.
   */
  readonly set?: (row: Handle) => Changes;
  /** Store it as a new row, also where it was read from the database: throws `UniqueViolation` where its key is taken. */
  readonly insert?: boolean;
  /** Change the row that is there, also where this one is new: throws `NotUpdatedError` where there is none. */
  readonly update?: boolean;
  /** Another database than the one that the row came from. */
  readonly using?: Database | string;
}

/** What `validate()` looks at. */
export interface ValidateOptions<Name extends string = string> {
  /** Only these fields, and what speaks of them alone. */
  readonly only?: readonly Name[];
  /** Without these fields, and what speaks of them. */
  readonly exclude?: readonly Name[];
  /** False: the database isn't asked about fields that must be unique. */
  readonly unique?: boolean;
  /** False: the rules of the options aren't looked at. */
  readonly constraints?: boolean;
  /** Another database than the one that the row came from. */
  readonly using?: Database | string;
}

export interface RefreshOptions<Name extends string = string> {
  /** Only these fields and relations are read again. */
  readonly only?: readonly Name[];
  /** Another database than the one that the row came from. */
  readonly using?: Database | string;
  /** All rows of the same result are read again, in the same statement. Those that were deleted meanwhile stay as they are. */
  readonly peers?: boolean;
}

export interface DeleteOptions {
  /** Of a model that inherits: the rows of its parents stay. */
  readonly keepParents?: boolean;
  /** Another database than the one that the row came from. */
  readonly using?: Database | string;
}

/** The names of a model's fields; any name where the model isn't known. */
type NameOf<Fields> = unknown extends Fields ? string : keyof Fields & string;

/** What every row can do. */
export interface ModelInstance<Fields = unknown> {
  /** Never there: tells rows from conditions. */
  readonly [rowMark]?: true;
  /** Stores the row: inserts it if it is new, else updates it. */
  save(options?: SaveOptions<NameOf<Fields>, FieldPaths<Fields>, UpdateInput<Fields>>): Promise<void>;
  /** Deletes the row, and what goes with it by `onDelete`. Gives the number of rows deleted by model. */
  delete(options?: DeleteOptions): Promise<DeletedRows>;
  /** Reads the row again, and forgets its loaded relations. */
  refresh(options?: RefreshOptions<NameOf<Fields>>): Promise<void>;
  /**
   * What is wrong with the row; an empty list where nothing is: its fields, what `clean()` finds, what must be unique,
   * and the rules of the model's options.
   */
  validate(options?: ValidateOptions<NameOf<Fields>>): Promise<readonly ValidationProblem[]>;
  /** What is wrong with the row as a whole, beside its fields. Override it; `validate()` calls it. */
  clean(): readonly ValidationProblem[] | undefined | Promise<readonly ValidationProblem[] | undefined>;
  /** Sets several fields and relations, as create() takes them. Nothing is stored. */
  assign(values: ChangeInput<Fields>): this;
  /** Whether it is the same row: the same model and key. */
  equals(other: unknown): boolean;
  toString(): string;
  /** The address of the page that shows the row, as Django's get_absolute_url(). Override it; there is none by default. */
  absoluteUrl(): string | undefined;
  /** The columns by property. */
  toJSON(): Record<string, unknown>;
  /** Called when the row was read from the database; its loaded relations are there. */
  afterLoad(): void;
  /** Called by save(), before the row is written. Override it to compute fields. */
  beforeSave(): void | Promise<void>;
  /** Called by save(), after the row was written. */
  afterSave(call: { readonly created: boolean }): void | Promise<void>;
  /** Called before the row is deleted, also when it goes with another one. */
  beforeDelete(): void | Promise<void>;
  /** Called after the row was deleted. */
  afterDelete(): void | Promise<void>;
}

/** How many rows were deleted, in all and by model: `{ total: 3, byModel: { "shop.Book": 2, "shop.Author": 1 } }`. */
export interface DeletedRows {
  readonly total: number;
  readonly byModel: Readonly<Record<string, number>>;
}
