import type { FieldState } from "quintet/db";
import type { ModelState } from "../../../src/db/schema/model-state.ts";
import type { End, Ends } from "./evolution-draw.ts";
import type { FieldKind } from "./field-kinds.ts";

/*
 * What a random pair of schemas is made of. Each part is drawn with both of its ends, which say what two states can't tell:
 * which model and which field of the one is which of the other.
 */

export const ends: readonly End[] = ["before", "after"];

export interface DrawnField extends Ends<{ readonly name: string; readonly state: FieldState }> {
  /** What values it has. Those of a relation are of the field that it refers to; absent where it has no column. */
  readonly kind?: FieldKind;
  /** The field that a relation, or a part of one, refers to. */
  readonly refers?: Ends<DrawnField>;
  /** Of relations to many: the position of the other model. */
  readonly target?: number;
  /** Which row of the other model each row refers to. */
  readonly turn: number;
  /** Whether some rows have no value. */
  readonly hasNulls: boolean;
  /** The field that it is computed of, absent where it is a plain one, and how. */
  readonly computed?: { readonly of: Ends<DrawnField>; value(base: string): string };
}

export interface DrawnModel extends Ends<ModelState> {
  /** With those of its key. */
  readonly fields: readonly DrawnField[];
}

/** Where a model is there, under which names, and what others may refer to. */
export interface Outline extends Ends<{ readonly module: string; readonly name: string }> {
  readonly table: Ends<string>;
  /** The kinds of databases that have it. Nothing refers to a model that some don't have. */
  readonly onlyOn: Ends<NonNullable<ModelState["onlyOn"]>>;
  /** The fields that are its key at one of the ends. */
  readonly keys: readonly DrawnField[];
  /** Whether its key has them in the other order. */
  readonly isTurned?: boolean;
  /** A unique field beside the key. */
  readonly code: DrawnField | undefined;
}

/** The fields that are a model's key at an end, in its order. */
export function keyAt(
  { keys, code, isTurned }: Pick<Outline, "keys" | "code" | "isTurned">,
  end: End,
): readonly DrawnField[] {
  const fields = [...keys, ...(code ? [code] : [])].filter((field) => field[end]?.state.primaryKey);
  return isTurned ? fields.toReversed() : fields;
}

/** Whether it is there at both ends. */
export function isKept(item: Ends<unknown>): boolean {
  return item.before !== undefined && item.after !== undefined;
}
