import type { addField, alterField, removeField, renameField } from "./field-operations.ts";
import type {
  alterOnlyOn,
  alterOptions,
  alterPrimaryKey,
  alterTable,
  createModel,
  deleteModel,
  renameModel,
  renameTable,
} from "./model-operations.ts";
import type {
  addConstraint,
  addIndex,
  alterConstraint,
  removeConstraint,
  removeIndex,
  renameIndex,
} from "./option-operations.ts";

/** What each kind of operation was made with: the arguments of the function of that name. */
export interface OperationArgs {
  readonly createModel: Parameters<typeof createModel>;
  readonly deleteModel: Parameters<typeof deleteModel>;
  readonly renameModel: Parameters<typeof renameModel>;
  readonly renameTable: Parameters<typeof renameTable>;
  readonly alterOnlyOn: Parameters<typeof alterOnlyOn>;
  readonly alterPrimaryKey: Parameters<typeof alterPrimaryKey>;
  readonly alterTable: Parameters<typeof alterTable>;
  readonly addField: Parameters<typeof addField>;
  readonly removeField: Parameters<typeof removeField>;
  readonly alterField: Parameters<typeof alterField>;
  readonly renameField: Parameters<typeof renameField>;
  readonly addIndex: Parameters<typeof addIndex>;
  readonly removeIndex: Parameters<typeof removeIndex>;
  readonly addConstraint: Parameters<typeof addConstraint>;
  readonly renameIndex: Parameters<typeof renameIndex>;
  readonly alterConstraint: Parameters<typeof alterConstraint>;
  readonly alterOptions: Parameters<typeof alterOptions>;
  readonly removeConstraint: Parameters<typeof removeConstraint>;
}

/** A kind of operation that changes the models. Code and SQL of an app's own are not among them. */
export type ModelOperationKind = keyof OperationArgs;
