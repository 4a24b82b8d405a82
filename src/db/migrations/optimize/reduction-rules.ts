import { isDeepStrictEqual } from "node:util";
import type { FieldState } from "../../schema/model-state.ts";
import { addField, alterField, type FillOption, renameField } from "../operations/field-operations.ts";
import { renameModel } from "../operations/model-operations.ts";
import type { Operation } from "../operations/operation.ts";
import type { ModelOperationKind, OperationArgs } from "../operations/operation-args.ts";
import {
  addConstraint,
  addIndex,
  alterConstraint,
  removeConstraint,
  renameIndex,
} from "../operations/option-operations.ts";
import { creationWith } from "./creation-with.ts";

/*
 * What becomes of two operations that complete or undo each other, by the kind of the earlier and of the later one. No
 * entry, or none for these arguments, means that nothing becomes of them. The rules are those of Django's optimizer.
 */

/** The operations in place of both, or `undefined` where they have to stay. */
type Rule<Earlier extends ModelOperationKind, Later extends ModelOperationKind> = (
  earlier: OperationArgs[Earlier],
  later: OperationArgs[Later],
  pair: OperationPair,
) => readonly Operation[] | undefined;

/** The operations whose arguments a rule gets, and their module. */
export interface OperationPair {
  readonly earlier: Operation;
  readonly later: Operation;
  readonly module: string;
}

export type ReductionRules = {
  readonly [Earlier in ModelOperationKind]?: {
    readonly [Later in ModelOperationKind]?: Rule<Earlier, Later>;
  };
};

export const reductionRules: ReductionRules = {
  createModel: {
    deleteModel: ([name], [deleted]) => (name === deleted ? [] : undefined),
    // A new model takes in whatever changes it before anybody refers to it.
    renameModel: ([name], [from], pair) => (name === from ? created(pair) : undefined),
    renameTable: takeIn,
    alterTable: takeIn,
    alterOnlyOn: takeIn,
    alterPrimaryKey: takeIn,
    addField: takeIn,
    alterField: takeIn,
    removeField: takeIn,
    renameField: takeIn,
    addIndex: takeIn,
    removeIndex: takeIn,
    addConstraint: takeIn,
    removeConstraint: takeIn,
    renameIndex: takeIn,
    alterConstraint: takeIn,
    alterOptions: takeIn,
  },
  renameModel: {
    renameModel([from, between], [second, to]) {
      if (between !== second) return undefined;
      return from === to ? [] : [renameModel(from, to)];
    },
  },
  renameTable: { renameTable: onlyLater, deleteModel: onlyLater },
  alterOnlyOn: { alterOnlyOn: onlyLater, deleteModel: onlyLater },
  alterPrimaryKey: { alterPrimaryKey: onlyLater, deleteModel: onlyLater },
  alterTable: { alterTable: onlyLater, deleteModel: onlyLater },
  addField: {
    removeField: ([model, name], [other, removed]) => (model === other && name === removed ? [] : undefined),
    alterField([model, name, field, fill], [other, altered, changed, laterFill]) {
      if (model !== other || name !== altered || losesFill(field, changed, fill)) return undefined;
      return [addField(model, name, changed, laterFill ?? fill)];
    },
    renameField: ([model, name, field, fill], [other, from, to]) =>
      model === other && name === from ? [addField(model, to, field, fill)] : undefined,
  },
  alterField: {
    removeField: ([model, name], [other, removed], { later }) =>
      model === other && name === removed ? [later] : undefined,
    alterField([model, name, field, fill], [other, altered, changed, laterFill]) {
      if (model !== other || name !== altered || losesFill(field, changed, fill)) return undefined;
      return [alterField(model, name, changed, laterFill ?? fill)];
    },
    // With a column of its own, the field can't be renamed before it has got that column.
    renameField: ([model, name, field, fill], [other, from, to]) =>
      model === other && name === from && field.column === undefined
        ? [renameField(model, from, to), alterField(model, to, field, fill)]
        : undefined,
  },
  removeField: { deleteModel: onlyLater },
  renameField: {
    renameField([model, from, between], [other, second, to]) {
      if (model !== other || between !== second) return undefined;
      return from === to ? [] : [renameField(model, from, to)];
    },
  },
  addIndex: {
    deleteModel: onlyLater,
    removeIndex: ([model, { name }], [other, removed]) =>
      model === other && name === removed ? [] : undefined,
    renameIndex: ([model, index], [other, from, to]) =>
      model === other && index.name === from ? [addIndex(model, { ...index, name: to })] : undefined,
  },
  renameIndex: {
    renameIndex([model, from, between], [other, second, to]) {
      if (model !== other || between !== second) return undefined;
      return from === to ? [] : [renameIndex(model, from, to)];
    },
  },
  alterOptions: { alterOptions: onlyLater, deleteModel: onlyLater },
  removeIndex: { deleteModel: onlyLater },
  removeConstraint: { deleteModel: onlyLater },
  alterConstraint: {
    alterConstraint: ([model, name, { name: now }], [other, altered, constraint]) =>
      model === other && now === altered ? [alterConstraint(model, name, constraint)] : undefined,
    removeConstraint: ([model, name, { name: now }], [other, removed]) =>
      model === other && now === removed ? [removeConstraint(model, name)] : undefined,
  },
  addConstraint: {
    deleteModel: onlyLater,
    alterConstraint: ([model, { name }], [other, altered, constraint]) =>
      model === other && name === altered ? [addConstraint(model, constraint)] : undefined,
    removeConstraint: ([model, { name }], [other, removed]) =>
      model === other && name === removed ? [] : undefined,
  },
};

type OnModel = readonly [model: string, ...rest: unknown[]];

function takeIn([name]: OnModel, [model]: OnModel, pair: OperationPair): readonly Operation[] | undefined {
  return name === model ? created(pair) : undefined;
}

function created(pair: OperationPair): readonly Operation[] | undefined {
  const creation = creationWith(pair);
  return creation && [creation];
}

function onlyLater([model]: OnModel, [other]: OnModel, { later }: OperationPair) {
  return model === other ? [later] : undefined;
}

/** What rows get is written for one type; the database may have turned it into another on the way. */
function losesFill(field: FieldState, changed: FieldState, fill: FillOption | undefined): boolean {
  return fill?.fill !== undefined && !isDeepStrictEqual(storage(field), storage(changed));
}

function storage({ type, to, columnType }: FieldState) {
  return { type, to, columnType };
}
