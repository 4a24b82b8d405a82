import { isDeepStrictEqual } from "node:util";
import type { ConditionState } from "../../schema/condition-state.ts";
import type {
  ConstraintState,
  DatabaseKind,
  DefaultState,
  FieldState,
  IndexState,
} from "../../schema/model-state.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { hasColumn, keyNames } from "../../schema/table-definition.ts";
import { statesWithin } from "../graph/apply-migration.ts";
import type { Migration, MigrationId } from "../graph/migration.ts";
import { modelThing, sharedThing, type Touch, touchedThings } from "../graph/touched-things.ts";
import { addField, alterField, type FieldChangeOptions } from "../operations/field-operations.ts";
import type { Operation } from "../operations/operation.ts";
import { addConstraint, addIndex } from "../operations/option-operations.ts";
import { beginAlterField, finishAlterField, ruleInTheWay } from "./alter-in-steps.ts";
import { backfill } from "./backfill.ts";
import { copyField } from "./copy-field.ts";
import { findChanges } from "./find-changes.ts";
import { NamesInSteps } from "./names-in-steps.ts";
import { beginRenameField, finishRenameField } from "./rename-in-steps.ts";

/*
 * Spreads a migration over up to three, between which code is deployed:
 *
 *   …_expand     what the release that runs does not notice
 *   …_backfill   what takes long: rows, indexes, rules; outside of a transaction
 *   …_contract   what breaks the release before, new rules among it: for when it is gone
 *
 * All together they end in the models in which the one migration ends; where they would not, it stays as it is.
 */

interface Steps {
  readonly expand?: readonly Operation[];
  readonly backfill?: readonly Operation[];
  readonly contract?: readonly Operation[];
}

/**
 * The migrations to write in the place of those that were made.
 *
 * @param before - The models of all earlier ones.
 * @param kinds - The kinds of databases that they are for.
 */
export async function safeSequences(
  migrations: readonly Migration[],
  before: SchemaState,
  kinds: readonly DatabaseKind[],
): Promise<readonly Migration[]> {
  const written: Migration[] = [];
  const names = new Map<string, MigrationId>();
  const shifts = new Map<string, number>();
  let state = before;
  for (const made of migrations) {
    const dependsOn = made.dependsOn.map((id) => names.get(id.join(".")) ?? id);
    const shift = shifts.get(made.module) ?? 0;
    const sequence = await sequenceOf({ ...made, dependsOn }, { before: state, shift, kinds });
    written.push(...sequence);
    names.set(`${made.module}.${made.name}`, [made.module, sequence.at(-1)!.name]);
    shifts.set(made.module, shift + sequence.length - 1);
    state = statesWithin(state, made).at(-1)!;
  }
  return written;
}

interface SequencePlace {
  readonly before: SchemaState;
  /** How many migrations more there are of the module than were made. */
  readonly shift: number;
  readonly kinds: readonly DatabaseKind[];
}

async function sequenceOf(
  made: Migration,
  { before, shift, kinds }: SequencePlace,
): Promise<readonly Migration[]> {
  const states = statesWithin(before, made);
  const parts = { expand: [] as Operation[], backfill: [] as Operation[], contract: [] as Operation[] };
  const late: Touch[] = []; // what is touched by operations that end their work in the last part
  for (const [position, operation] of made.operations.entries()) {
    const around = [states[position]!, states[position + 1]!] as const;
    const touches = touchedThings(operation, made.module, ...around);
    const own = await stepsOf(operation, made.module, around, kinds);
    const keys = withOtherKeys(...around);
    const waits = sharedThing(late, touches) !== undefined || (late.length > 0 && keys.length > 0);
    const steps = waits ? atLast(own, operation) : own;
    if (isLate(steps))
      late.push(...touches, ...keys.map((label) => ({ thing: modelThing(label), changes: true })));
    for (const part of ["expand", "backfill", "contract"] as const) parts[part].push(...(steps[part] ?? []));
  }
  const filled = (["expand", "backfill", "contract"] as const).filter((part) => parts[part].length > 0);
  const sequence: Migration[] = [];
  for (const part of filled) {
    const name = filled.length === 1 ? made.name : `${made.name.replace(/_expand$/, "")}_${part}`;
    const last = sequence.at(-1);
    sequence.push({
      ...made,
      name: renumbered(name, shift + sequence.length),
      dependsOn: last === undefined ? made.dependsOn : [[made.module, last.name]],
      operations: parts[part],
      ...(needsSteps(part, parts[part]) && { transaction: false as const }),
    });
  }
  return endsIn(sequence, before, states.at(-1)!)
    ? sequence
    : [{ ...made, name: renumbered(made.name, shift) }];
}

/** Whether what comes behind an operation, and touches the same, can't be done before its last part. */
function isLate({ expand = [], contract = [] }: Steps): boolean {
  const [first] = expand;
  const waits = first === undefined && contract.some(({ kind }) => kind !== "addConstraint");
  // What refers to a field needs it to be unique.
  const isUniqueLater = first?.kind === "addField" && contract.some(makesUnique);
  return (
    waits ||
    isUniqueLater ||
    first?.kind === "beginAlterField" ||
    contract.some(({ kind }) => removals.includes(kind))
  );
}

function makesUnique({ kind, args }: Operation): boolean {
  return kind === "alterField" && (args[2] as FieldState).unique === true;
}

const removals: readonly string[] = ["removeField", "deleteModel"];

/** The labels of models whose key becomes another: relations of all kinds may hang on it, before and after. */
function withOtherKeys(before: SchemaState, after: SchemaState): readonly string[] {
  return [...after.models].flatMap(([label, model]) => {
    const old = before.find(label);
    const isOther = old !== undefined && old !== model && !isDeepStrictEqual(keyNames(old), keyNames(model));
    return isOther ? [label] : [];
  });
}

/** The same, but behind all that is done in several parts. */
function atLast(steps: Steps, operation: Operation): Steps {
  const [only, ...others] = Object.values(steps);
  return { contract: only !== undefined && others.length === 0 ? only : [operation] };
}

/** Whether it is the last part of a sequence, which breaks the release before. */
export function isContracting({ name, dependsOn, module }: Migration): boolean {
  const stem = /^\d{4}_(?<stem>\w+)_contract$/.exec(name)?.groups?.stem;
  return (
    stem !== undefined &&
    dependsOn.some(
      ([other, before]) => other === module && before.replace(/^\d{4}_/, "").startsWith(`${stem}_`),
    )
  );
}

/** Whether a migration of that name is a part of a sequence. */
export function isOfSequence(name: string): boolean {
  return /_(?:expand|backfill|contract)$/.test(name);
}

function needsSteps(part: string, operations: readonly Operation[]): boolean {
  const isConcurrent = ({ kind, args }: Operation) =>
    kind.startsWith("finish") || (args.at(-1) as FieldChangeOptions | undefined)?.concurrently === true;
  return (
    part === "backfill" || operations.some((operation) => operation.inBatches || isConcurrent(operation))
  );
}

function renumbered(name: string, shift: number): string {
  return name.replace(/^\d{4}/, (number) => String(Number(number) + shift).padStart(4, "0"));
}

function endsIn(sequence: readonly Migration[], before: SchemaState, wanted: SchemaState): boolean {
  const names = new NamesInSteps();
  try {
    let state = before;
    for (const migration of sequence) {
      const states = statesWithin(state, migration);
      if (!states.every((each) => names.areFree(each))) return false;
      state = states.at(-1)!;
      if (losesKey(state, wanted)) return false;
    }
    return isDeepStrictEqual(JSON.parse(JSON.stringify(state)), JSON.parse(JSON.stringify(wanted)));
  } catch {
    return false; // an operation needs another one that would come later
  }
}

/** Whether a model has no key between two parts, while one key is exchanged for another. */
function losesKey(between: SchemaState, wanted: SchemaState): boolean {
  return [...between.models].some(
    ([label, model]) => keyNames(model).length === 0 && keyNames(wanted.find(label) ?? model).length > 0,
  );
}

const online = { concurrently: true } as const;

/** The steps of one operation. Tables that are new need none. */
async function stepsOf(
  operation: Operation,
  module: string,
  [before, after]: readonly [SchemaState, SchemaState],
  kinds: readonly DatabaseKind[],
): Promise<Steps> {
  const plain: Steps = { expand: [operation] };
  const [model, name, third, fourth] = operation.args as [
    string,
    string,
    unknown,
    FieldChangeOptions | undefined,
  ];
  if (before.find(`${module}.${model}`) === undefined) return plain;
  const changes = await findChanges(operation, { module, before, after }, "postgres");
  const has = (...kinds: string[]) => changes.some(({ kind }) => kinds.includes(kind));
  const isPossible = (begin: Operation): boolean => {
    try {
      begin.apply(before, module);
      return true;
    } catch {
      return false; // it says itself why it can't be
    }
  };
  const isInTheWay = (kind: DatabaseKind) =>
    ruleInTheWay(kind, before.get(`${module}.${model}`), name) !== undefined;
  switch (operation.kind) {
    case "renameField":
      return has("renameColumn") && isPossible(beginRenameField(model, name, String(third)))
        ? renameSteps(model, name, String(third))
        : plain;
    case "addField":
      return addedSteps(
        operation,
        model,
        name,
        third as FieldState,
        fourth,
        has("addForeignKey", "addUnique", "addIndex"),
      );
    case "alterField": {
      const field = third as FieldState;
      const fill = fourth?.fill ?? field.default;
      const isRequired = has("setNotNull", "setNotNullFilled");
      if (has("changeType"))
        return isPossible(beginAlterField(model, name, field)) && !kinds.some(isInTheWay)
          ? alterSteps(model, name, field, isRequired, fill)
          : plain;
      if (isRequired)
        return requiredSteps(model, name, field, before.get(`${module}.${model}`).fields[name]!, fill);
      if (has("addForeignKey", "addUnique")) return { contract: [alterField(model, name, field, online)] };
      return has("addIndex") ? { backfill: [alterField(model, name, field, online)] } : plain;
    }
    case "addIndex":
      return { backfill: [addIndex(model, operation.args[1] as IndexState, online)] };
    case "addConstraint": {
      const added = addConstraint(model, operation.args[1] as ConstraintState, online);
      return { contract: [added] };
    }
    case "removeField":
      return removedSteps(operation, model, name, before.get(`${module}.${model}`).fields[name]!);
    case "deleteModel":
      return { contract: [operation] };
    default:
      return plain;
  }
}

function renameSteps(model: string, from: string, to: string): Steps {
  return {
    expand: [beginRenameField(model, from, to)],
    backfill: [copyField(model, to)],
    contract: [finishRenameField(model, from, to)],
  };
}

/** A field that takes null no longer is filled when it has its new type, which the value is of. */
function alterSteps(
  model: string,
  name: string,
  field: FieldState,
  isRequired: boolean,
  fill: unknown,
): Steps {
  const altered = isRequired ? { ...field, nullable: true } : field;
  const required = isRequired ? requiredSteps(model, name, field, altered, fill) : {};
  return {
    expand: [beginAlterField(model, name, altered)],
    backfill: [copyField(model, name)],
    contract: [
      finishAlterField(model, name, altered),
      ...(required.backfill ?? []),
      ...(required.contract ?? []),
    ],
  };
}

/** A default of the database's own serves the release that doesn't know the field; it goes with that. */
function addedSteps(
  plain: Operation,
  model: string,
  name: string,
  field: FieldState,
  options: FieldChangeOptions | undefined,
  hasRules: boolean,
): Steps {
  const value = (options?.fill ?? field.default) as DefaultState | undefined;
  if (field.nullable || field.dbDefault !== undefined || field.generated !== undefined || value === undefined)
    return hasRules
      ? { backfill: [addField(model, name, field, { ...options, ...online })] }
      : { expand: [plain] };
  if (field.type === "uuid" || hasRules)
    return {
      expand: [addField(model, name, withoutRules(field))],
      backfill: [backfill(model, { set: { [name]: { value } } }), ...indexSteps(model, name, field)],
      contract: [alterField(model, name, field, { ...online, ...lateFill(field, value) })],
    };
  return {
    expand: [addField(model, name, { ...field, dbDefault: defaultOf(value, field) })],
    contract: [alterField(model, name, field)],
  };
}

/** The column alone: no rules, and no default, which rows that are there would get at once. */
function withoutRules({ default: _, unique: __, index: ___, ...field }: FieldState): FieldState {
  const isReference = field.type === "belongsTo";
  return { ...field, nullable: true, ...(isReference && { index: false, dbConstraint: false }) };
}

/** The new release looks for rows by it. */
function indexSteps(model: string, name: string, field: FieldState): readonly Operation[] {
  const isReference = field.type === "belongsTo";
  const isIndexed = field.unique !== true && (field.index ?? isReference);
  if (!isIndexed) return [];
  const { index: _, ...column } = withoutRules(field);
  return [alterField(model, name, { ...column, ...(isReference ? {} : { index: true }) }, online)];
}

/** Rows that the release before has written behind the backfill; a default fills them without being told. */
function lateFill(field: FieldState, fill: unknown): FieldChangeOptions {
  return fill === undefined || field.default !== undefined ? {} : { fill: fill as DefaultState };
}

/** The new release writes rows without the field, while the column is there. */
function removedSteps(plain: Operation, model: string, name: string, field: FieldState): Steps {
  const hasValue =
    field.nullable || field.dbDefault !== undefined || field.generated !== undefined || field.primaryKey;
  if (hasValue || !hasColumn(field)) return { contract: [plain] };
  const { default: value } = field;
  const isForAll =
    value !== undefined && field.type !== "uuid" && field.type !== "belongsTo" && !field.unique;
  const left = isForAll ? { dbDefault: defaultOf(value, field) } : { nullable: true };
  return { expand: [alterField(model, name, { ...field, ...left })], contract: [plain] };
}

function defaultOf(value: DefaultState, { type }: FieldState): ConditionState {
  const isMoment = type === "datetime" || type === "date" || type === "time";
  return value === "now" && isMoment ? { op: "now", of: [] } : { value };
}

/** Rows without a value get one; that there are none is looked at while others write. */
function requiredSteps(
  model: string,
  name: string,
  field: FieldState,
  before: FieldState,
  fill: unknown,
): Steps {
  const fills =
    fill === undefined ? [] : [backfill(model, { set: { [name]: { value: fill as DefaultState } } })];
  const isOnlyNull = isDeepStrictEqual(
    { ...before, nullable: field.nullable ?? false },
    { ...field, nullable: field.nullable ?? false },
  );
  const altered = alterField(model, name, field, { ...online, ...lateFill(field, fill) });
  return isOnlyNull || fills.length > 0 ? { backfill: fills, contract: [altered] } : { contract: [altered] };
}
