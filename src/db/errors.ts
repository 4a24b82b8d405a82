import { didYouMean, QuintetError } from "../core/index.ts";

/** A model is not described as it must be. */
export class InvalidModelError extends QuintetError {
  readonly code = "db.invalid-model";
}

/** A query names a field that its model does not have. */
export class UnknownFieldError extends QuintetError {
  readonly code = "db.unknown-field";

  /** @param call - Where, as it was written: `orderBy("titel")`. */
  constructor(model: NamedModel, field: string, call: string, more: Iterable<string> = []) {
    const known = [...new Set([...model.fields.keys(), ...model.relations.keys(), ...more])];
    super(
      `${model.name} has no field "${field}" (in ${call}).${didYouMean(field, known)}\nFields: ${known.toSorted().join(", ")}.`,
    );
  }
}

/** What an error says about a model. */
interface NamedModel {
  readonly name: string;
  readonly fields: ReadonlyMap<string, unknown>;
  readonly relations: ReadonlyMap<string, unknown>;
}
