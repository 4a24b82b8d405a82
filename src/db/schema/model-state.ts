import type { ColumnType, PerDatabase } from "../fields/column.ts";
import type { OnDelete, SetOnDelete } from "../fields/relation.ts";
import type { ConditionState } from "./condition-state.ts";

/**
 * A field as migrations know it: what the database sees of it, and nothing else. Labels, help texts, validators and
 * choices are not part of it, so changing them needs no migration.
 */
export interface FieldState {
  /** How the value is stored (`"string"`, `"decimal"`, …), or a relation: `"belongsTo"` or `"manyToMany"`. */
  readonly type: ColumnType | "belongsTo" | "manyToMany";
  /** The column, where it is not the field's name in snake_case (and `_id` for a relation). */
  readonly column?: string;
  /** Whether it is the key of the model, or one of the fields of its key. */
  readonly primaryKey?: boolean;
  readonly nullable?: boolean;
  readonly unique?: boolean;
  /** Whether the column has an index of its own. Relations have one unless this is `false`. */
  readonly index?: boolean;
  /** The value of new rows that give none, and of the rows that are there when the field is added. */
  readonly default?: DefaultState;
  /** Of texts: characters, at most. */
  readonly maxLength?: number;
  /** Of decimals: digits in all. */
  readonly digits?: number;
  /** Of decimals: digits after the point. */
  readonly places?: number;
  /** Of integers: no negative numbers. */
  readonly positive?: boolean;
  /** The column's type, where it isn't the usual one: for every database, or for some. */
  readonly columnType?: PerDatabase;
  /** Of relations: the model referred to, `"shop.Author"`. */
  readonly to?: string;
  /** Of a to-one relation: `false` where the database has no foreign key for it. */
  readonly dbConstraint?: boolean;
  /** Of a to-one relation: what happens here when the other row is deleted; what begins with `db` is the database's part. */
  readonly onDelete?: Exclude<OnDelete, SetOnDelete> | "set";
  /** Of a to-one relation: the fields of the other model that are referred to, where it isn't its key. */
  readonly toFields?: readonly string[];
  /** Of a to-one relation without a column of its own: the fields that hold the reference. */
  readonly from?: readonly string[];
  /** The default of the database itself. */
  readonly dbDefault?: ConditionState;
  /** Of a column that the database computes. */
  readonly generated?: { readonly expression: ConditionState; readonly stored: boolean };
  readonly collation?: PerDatabase;
  readonly comment?: string;
  /** Where the column's index is stored. */
  readonly tablespace?: string;
  /** Of a many-to-many relation: the model that stands between, where the app wrote one, `"shop.Membership"`. */
  readonly through?: string;
  /** Of a many-to-many relation without such a model: the table between, where it is not `<table>_<field>`. */
  readonly table?: string;
  /** The column of that table that refers to this model, where it is not `<model>_id`. */
  readonly sourceColumn?: string;
  /** The column of that table that refers to the other model, where it is not `<model>_id`. */
  readonly targetColumn?: string;
}

/** A constant as data, or a word that the type knows: `"now"`, `"v4"`. */
export type DefaultState =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** An index of a model's options. */
export interface IndexState extends RuleParts {
  readonly name: string;
}

/** What indexes and unique constraints have in common. */
export interface RuleParts {
  /** Names of fields, each with `-` in front for descending order; computed values stand as data. */
  readonly fields: readonly (string | IndexedExpression)[];
  /** Only rows for which this is true are in the index. */
  readonly where?: ConditionState;
  /** Fields whose values are in the index as well, to be read without the table. */
  readonly include?: readonly string[];
  /** Operator classes of PostgreSQL, one for each field. */
  readonly operatorClasses?: readonly string[];
  /** Of PostgreSQL: where rows without a value stand, for each field; null where the database may say. */
  readonly nulls?: readonly ("first" | "last" | null)[];
  readonly tablespace?: string;
}

/** A computed value in an index. */
export interface IndexedExpression {
  readonly expression: ConditionState;
  readonly descending?: true;
}

/** A constraint of a model's options. */
export type ConstraintState = UniqueState | CheckState;

export interface UniqueState extends RuleParts {
  readonly type: "unique";
  readonly name: string;
  /** Checked at the end of a transaction (`deferred`), or after each statement unless a transaction asks otherwise. */
  readonly deferrable?: "deferred" | "immediate";
  /** Whether two nulls count as different; they do where nothing is said. */
  readonly nullsDistinct?: boolean;
}

export interface CheckState {
  readonly type: "check";
  readonly name: string;
  readonly condition: ConditionState;
}

export type DatabaseKind = "sqlite" | "postgres" | "mysql";

/** A model as migrations know it. */
export interface ModelState {
  readonly module: string;
  readonly name: string;
  /** The table, where it is not `<module>_<model>` in lower case. */
  readonly table?: string;
  /** `false` where the table is made and changed by others: migrations know the model, and leave the table alone. */
  readonly managed?: boolean;
  /** What the database itself says about the table. */
  readonly comment?: string;
  readonly tablespace?: string;
  /**
   * What no database sees, as data: what historic models need, or an operation of the app's own. Migrations carry it along;
   * `alterOptions()` changes it. Model classes say nothing about it, and so leave it as it is.
   */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The only kind of database that has the table, or the kinds. */
  readonly onlyOn?: DatabaseKind | readonly DatabaseKind[];
  /** In the order of the columns. */
  readonly fields: Readonly<Record<string, FieldState>>;
  /** The fields of a key of several in their order, where it isn't that of the fields. */
  readonly primaryKey?: readonly string[];
  readonly indexes: readonly IndexState[];
  readonly constraints: readonly ConstraintState[];
  /** Fields that are renamed or altered in several steps, while two releases use the table. */
  readonly sideBySide?: Readonly<Record<string, SideBySideState>>;
}

/** A field whose values stand in two columns, which a trigger keeps in step. */
export interface SideBySideState {
  /** How the names of the triggers and of the index begin that serve both; the table may get another name meanwhile. */
  readonly name: string;
  /** The column that the field has for now. */
  readonly column: string;
  /** The other one, as a field, with the name that it has for now. Absent once it is gone. */
  readonly twin?: FieldState & { readonly column: string };
}
