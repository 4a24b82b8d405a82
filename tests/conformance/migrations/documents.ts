import type { Json, JsonObject } from "../queries/documents.ts";

/*
 * The corpus's documents about migrations, as the section "Autodetector" of its README describes them, and what the
 * translation hangs on Quintet's states, so that nothing of them is lost on the way back.
 */

/** A model of Django's project state. */
export interface StateDocument {
  readonly app: string;
  readonly name: string;
  readonly fields: readonly (readonly [name: string, field: JsonObject])[];
  readonly options: JsonObject;
  readonly bases: readonly Json[];
}

/** What stands behind `$field`, `$op`, `$index`, `$constraint` and `$expr`: a class and what it is made with. */
export type Deconstructed = readonly [name: string, args: readonly Json[], kwargs: JsonObject];

export interface MigrationRecord {
  readonly id: string;
  readonly app_label: string;
  readonly before: readonly StateDocument[];
  readonly operation: JsonObject;
  readonly backwards?: boolean;
}

/**
 * What Django's field says and no database sees: the class, labels, validators, the name of the way back. Quintet's
 * operations carry it along as they carry anything that they don't know.
 */
export interface DjangoField {
  readonly type: string;
  readonly args: readonly Json[];
  /** All named arguments that FieldState has no place for. */
  readonly kwargs: JsonObject;
  /** The model referred to, as it was written and as it was understood. */
  readonly to?: { readonly written: Json; readonly label: string };
  readonly through?: { readonly written: Json; readonly label: string };
  /** Expressions of a column, as they were written and as they were understood. */
  readonly expressions?: Readonly<Record<string, Expression>>;
  /** Django adds it when it makes the class; its states don't list it. */
  readonly isImplicit?: true;
  /** The field's name says the column to Django, and another one to Quintet. */
  readonly impliesColumn?: true;
}

/** An expression as Django has it, and as it was understood: where that has changed since, it isn't Django's any more. */
export interface Expression {
  readonly written: Json;
  readonly understood: unknown;
}

/** What Django's model says and no database sees. */
export interface DjangoModelExtra {
  /** All options that ModelState has no place for. */
  readonly options: JsonObject;
  readonly bases: readonly Json[];
  /** Options that are there and say nothing: an empty list of unique_together, for instance. */
  readonly empty: JsonObject;
}

/** What Django's index or constraint says and no database sees. */
export interface DjangoRule {
  /** The class, or the option of the model that lists such rules without a name. */
  readonly type: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
  /** The rule as it was understood, to see whether it has changed. */
  readonly expressions?: Readonly<Record<string, Expression>>;
}

/** Something of Quintet's with what Django's says beyond. */
export type With<State, Extra> = State & { readonly django?: Extra };

/** The class and arguments behind a tag. */
export function deconstructed(json: JsonObject, tag: string): Deconstructed {
  return json[tag] as unknown as Deconstructed;
}
