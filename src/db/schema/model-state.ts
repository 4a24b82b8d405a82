import type { ColumnType, CustomCodec } from "../fields/column.ts";
import type { OnDelete } from "../fields/relation.ts";
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
  /** Of fields of the app's own: the column type, one for every database or one for each. */
  readonly columnType?: CustomCodec["columnType"];
  /** Of relations: the model referred to, `"shop.Author"`. */
  readonly to?: string;
  /** Of a to-one relation: `false` where the database has no foreign key for it. */
  readonly dbConstraint?: boolean;
  /** Of a to-one relation: what happens here when the other row is deleted. Done by the framework, not the database. */
  readonly onDelete?: OnDelete;
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
export interface IndexState {
  readonly name: string;
  /** Names of fields, each with `-` in front for descending order. */
  readonly fields: readonly string[];
  /** Only rows for which this is true are in the index. */
  readonly where?: ConditionState;
}

/** A constraint of a model's options. */
export type ConstraintState = UniqueState | CheckState;

export interface UniqueState {
  readonly type: "unique";
  readonly name: string;
  readonly fields: readonly string[];
  /** Only rows for which this is true are compared. */
  readonly where?: ConditionState;
}

export interface CheckState {
  readonly type: "check";
  readonly name: string;
  readonly condition: ConditionState;
}

/** A model as migrations know it. */
export interface ModelState {
  readonly module: string;
  readonly name: string;
  /** The table, where it is not `<module>_<model>` in lower case. */
  readonly table?: string;
  /** `false` where the table is made and changed by others: migrations know the model, and leave the table alone. */
  readonly managed?: boolean;
  /** In the order of the columns. */
  readonly fields: Readonly<Record<string, FieldState>>;
  readonly indexes: readonly IndexState[];
  readonly constraints: readonly ConstraintState[];
}
