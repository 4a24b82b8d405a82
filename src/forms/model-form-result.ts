import { altersData } from "../core/index.ts";
import { type ModelInstance, type ModelMeta, transaction, UniqueViolation } from "../db/index.ts";
import { UnsavableFormError } from "./errors.ts";
import type { FormFields, FormValues } from "./form-fields.ts";
import { type BoundContent, BoundForm } from "./form-result.ts";
import type { FormProblem } from "./problem.ts";
import { changedFields, type KeptValues } from "./row-changes.ts";

/** A row whose fields are read by name. */
export type AnyRow = ModelInstance & Record<string, unknown>;

/** What `save()` gives: the stored row, or the form with what the database refused. */
export type SavedForm<Fields extends FormFields, Row> =
  | { readonly isValid: true; readonly row: Row }
  | (BoundForm<Fields> & { readonly isValid: false });

/** What `bind()` of a form for a model gives. */
export type ModelFormResult<Fields extends FormFields, Row> = BoundForm<Fields> & {
  /** The row with the values of the form; not stored yet. */
  readonly row: Row;
} & (
    | {
        readonly isValid: true;
        readonly values: FormValues<Fields>;
        /**
         * Stores the row and its many-to-many relations, in one transaction. Of a row that was there already, only the
         * form's fields are written, and what was changed in it since `bind()`: by you, or by its `beforeSave()`.
         */
        save(): Promise<SavedForm<Fields, Row>>;
      }
    | { readonly isValid: false }
  );

/** A form for a model that was filled in. */
export class BoundModelForm extends BoundForm<FormFields> {
  static {
    altersData(BoundModelForm.prototype, "save");
  }

  readonly row: AnyRow;
  readonly #meta: ModelMeta;
  readonly #before: KeptValues;

  /** @param before - What the row held before the form's values were put into it. */
  constructor(content: BoundContent<FormFields>, meta: ModelMeta, row: AnyRow, before: KeptValues) {
    super(content);
    this.#meta = meta;
    this.row = row;
    this.#before = before;
  }

  /** @throws {@link UnsavableFormError} where the form isn't valid. */
  async save(): Promise<SavedForm<FormFields, AnyRow>> {
    if (!this.isValid) {
      const wrong = this.problems.map(({ field, message }) =>
        field === null ? message : `${field}: ${message}`,
      );
      throw new UnsavableFormError(this.#meta.name, wrong);
    }
    try {
      await transaction(async () => {
        await this.row.save({ only: () => this.#writtenFields() });
        for (const [name, value] of Object.entries(this.values)) await this.#saveRelated(name, value);
      });
    } catch (error) {
      // Another visitor was faster than the check of unique values.
      if (error instanceof UniqueViolation) return this.refuse(this.#uniqueProblem(error));
      throw error;
    }
    return { isValid: true, row: this.row };
  }

  /** What the form shows, what was changed beside it, and the fields that tell when a row was saved. */
  #writtenFields(): string[] {
    const changed = new Set(changedFields(this.#meta, this.row, this.#before));
    const written = [...this.#meta.fields.values()].filter(
      ({ name, autoNow, primaryKey }) =>
        !primaryKey && (Object.hasOwn(this.values, name) || autoNow || changed.has(name)),
    );
    return written.map(({ name }) => name);
  }

  async #saveRelated(name: string, value: unknown): Promise<void> {
    if (this.#meta.relations.get(name)?.kind !== "manyToMany") return;
    const related = this.row[name] as { set(rows: readonly unknown[]): Promise<void> }; // what every manyToMany has
    await related.set(value as readonly unknown[]);
  }

  /** The same words as `validate()` has for it. */
  #uniqueProblem(error: UniqueViolation): FormProblem {
    const { columns, constraint } = error;
    const rule = this.#meta.constraints.find(({ name }) => name !== undefined && name === constraint);
    const named = rule?.type === "unique" ? rule.fields.map(({ column }) => column) : columns;
    const fields = [...this.#meta.fields.values()].filter(({ column }) => named.includes(column));
    const labels = fields.map(({ label }) => label).join(" and ") || "value";
    const [only] = fields;
    const field = fields.length === 1 && only!.name in this.fields ? only!.name : null;
    return {
      field,
      code: fields.length > 1 ? "unique-together" : "unique",
      message: `There is already a ${this.#meta.label} with this ${labels}.`,
      values: { fields: fields.map(({ name }) => name) },
    };
  }
}
