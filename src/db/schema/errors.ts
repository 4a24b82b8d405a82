import { QuintetError } from "../../core/index.ts";

/** The models of the migrations don't fit together: something refers to a model or a field that is not there. */
export class SchemaStateError extends QuintetError {
  readonly code = "db.schema-state";
}

/** The database refused a change of its schema, or the change would have broken rows. */
export class SchemaChangeError extends QuintetError {
  readonly code = "db.schema-change";
}
