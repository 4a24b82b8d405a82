import { fieldsOf } from "../../schema/condition-state.ts";
import type { ConstraintState, FieldState, IndexState } from "../../schema/model-state.ts";
import { fieldsOfRule } from "../../schema/rule-fields.ts";
import type { Operation } from "../operations/operation.ts";
import type { ModelOperationKind, OperationArgs } from "../operations/operation-args.ts";

/*
 * What an operation touches, so that the optimizer knows which operations may change places. Two may where the later one
 * mentions nothing that the earlier one changes, and takes away no name that the earlier one uses.
 *
 * Where it is unclear, more is mentioned than there may be: too much makes migrations a little longer, too little breaks
 * them. Whether branches of a history commute is another question, answered from states (../graph/touched-things.ts).
 */
export interface Footprint {
  /** What it changes; `everything` for code of an app's own. */
  readonly changes: Subject | "everything";
  /** All that it names, by the label of the model. */
  readonly mentions: Mentions | "everything";
  /** Names that are gone afterwards. */
  readonly ends: readonly Subject[];
  /** What has lost its name has got another one, and whatever refers to it goes on referring to it. */
  readonly isRename?: true;
  /** Whether it gives something a name in the database that another may have given up before. */
  readonly takes?: NameSort;
  /** Whether it gives up a name that something else may get afterwards. */
  readonly frees?: NameSort;
}

/** Names are of tables, or of the columns of one table. */
type NameSort = "table" | "column";

/** Models, or only some fields of them, each under all names that it has meanwhile. */
export interface Subject {
  readonly models: readonly string[];
  /** Without them, it is the whole of the models. */
  readonly fields?: readonly string[];
}

/** The models named, each with its fields named: `any` where they can't be told, `named` for those that surely are. */
type Mentions = ReadonlyMap<string, MentionedFields>;

interface MentionedFields {
  readonly any: boolean;
  readonly named: ReadonlySet<string>;
}

/** The footprint of an operation of a module. */
export function footprintOf(operation: Operation, module: string): Footprint {
  const write = footprints[operation.kind as ModelOperationKind] as FootprintWriter | undefined;
  if (write === undefined) return { changes: "everything", mentions: "everything", ends: [] };
  return write(operation.args, (model) => `${module}.${model}`);
}

/** Whether `earlier` can be done after `later` with the same end. */
export function canChangePlaces(earlier: Footprint, later: Footprint): boolean {
  if (mayHandOver(earlier, later)) return false;
  if (earlier.changes === "everything" || later.mentions === "everything") return false;
  if (mentions(later.mentions, earlier.changes)) return false;
  const used = earlier.mentions;
  if (used === "everything") return later.isRename === true || later.ends.length === 0;
  return !later.ends.some((gone) => names(used, gone));
}

/** Whether the later one may take a name that the earlier one gives up. The other way round, both names are in use. */
function mayHandOver(earlier: Footprint, later: Footprint): boolean {
  if (earlier.frees === undefined || earlier.frees !== later.takes) return false;
  return earlier.frees === "table" || areOfOneModel(earlier, later);
}

function areOfOneModel({ changes: one }: Footprint, { changes: other }: Footprint): boolean {
  return one !== "everything" && other !== "everything" && one.models[0] === other.models[0];
}

function mentions(mentioned: Mentions, { models, fields }: Subject): boolean {
  return models.some((model) => {
    const found = mentioned.get(model);
    if (found === undefined) return false;
    return fields === undefined || found.any || fields.some((field) => found.named.has(field));
  });
}

function names(mentioned: Mentions, { models, fields }: Subject): boolean {
  return models.some((model) => {
    const found = mentioned.get(model);
    if (found === undefined) return false;
    return fields === undefined || fields.some((field) => found.named.has(field));
  });
}

type LabelOf = (model: string) => string;
/** Writers are looked up by the kind of the very operation whose arguments they get. */
type FootprintWriter = (args: Operation["args"], labelOf: LabelOf) => Footprint;

const footprints: {
  readonly [Kind in ModelOperationKind]: (args: OperationArgs[Kind], labelOf: LabelOf) => Footprint;
} = {
  createModel: ([name, { fields }], labelOf) => {
    const label = labelOf(name);
    const mentioned = new MentionCollector().all(label).name(label, Object.keys(fields));
    for (const field of Object.values(fields)) mentioned.field(label, field, "any");
    return { changes: { models: [label] }, mentions: mentioned.mentions, ends: [], takes: "table" };
  },
  // What goes may refer to anything, so nothing passes it on the way to the front.
  deleteModel: ([name], labelOf) => {
    const models = [labelOf(name)];
    return { changes: { models }, mentions: "everything", ends: [{ models }] };
  },
  renameModel: ([from, to], labelOf) => {
    const models = [labelOf(from), labelOf(to)];
    return { ...wholeModels(models), ends: [{ models: [labelOf(from)] }], isRename: true };
  },
  renameTable: ([model], labelOf) => ({
    ...wholeModels([labelOf(model)]),
    takes: "table",
    frees: "table",
  }),
  alterOnlyOn: ([model], labelOf) => wholeModels([labelOf(model)]),
  alterPrimaryKey: ([model], labelOf) => wholeModels([labelOf(model)]),
  alterTable: ([model], labelOf) => wholeModels([labelOf(model)]),
  addField: ([model, name, field], labelOf) => fieldFootprint(labelOf(model), [name], field),
  alterField: ([model, name, field], labelOf) => ({
    ...fieldFootprint(labelOf(model), [name], field),
    frees: "column",
  }),
  removeField: ([model, name], labelOf) => ({
    ...fieldFootprint(labelOf(model), [name]),
    ends: [{ models: [labelOf(model)], fields: [name] }],
  }),
  renameField: ([model, from, to], labelOf) => ({
    ...fieldFootprint(labelOf(model), [from, to]),
    ends: [{ models: [labelOf(model)], fields: [from] }],
    isRename: true,
  }),
  addIndex: ([model, index], labelOf) => ruleFootprint(labelOf(model), index),
  removeIndex: ([model], labelOf) => wholeModels([labelOf(model)]),
  addConstraint: ([model, constraint], labelOf) => ruleFootprint(labelOf(model), constraint),
  removeConstraint: ([model], labelOf) => wholeModels([labelOf(model)]),
  renameIndex: ([model], labelOf) => wholeModels([labelOf(model)]),
  alterConstraint: ([model], labelOf) => wholeModels([labelOf(model)]),
  alterOptions: ([model], labelOf) => wholeModels([labelOf(model)]),
};

function wholeModels(models: readonly string[]): Footprint {
  const mentioned = new MentionCollector();
  for (const model of models) mentioned.all(model);
  return { changes: { models }, mentions: mentioned.mentions, ends: [] };
}

function fieldFootprint(label: string, fields: readonly string[], field?: FieldState): Footprint {
  const mentioned = new MentionCollector().name(label, fields);
  if (field !== undefined) mentioned.field(label, field, "named");
  return {
    changes: { models: [label], fields },
    mentions: mentioned.mentions,
    ends: [],
    ...(field?.column !== undefined && { takes: "column" as const }),
  };
}

function ruleFootprint(label: string, rule: IndexState | ConstraintState): Footprint {
  const fields = fieldsOfRule(rule);
  const mentioned = new MentionCollector().name(label, fields);
  return { changes: { models: [label], fields }, mentions: mentioned.mentions, ends: [] };
}

class MentionCollector {
  readonly mentions = new Map<string, { any: boolean; readonly named: Set<string> }>();

  /** The model with whatever fields. */
  all(label: string): this {
    this.#of(label).any = true;
    return this;
  }

  name(label: string, fields: readonly string[]): this {
    const { named } = this.#of(label);
    for (const field of fields) named.add(field);
    return this;
  }

  /** What a field of the model `label` refers to: other models, and fields of its own. */
  field(label: string, field: FieldState, precision: "any" | "named"): void {
    const { to, toFields, through, from = [], generated } = field;
    this.name(label, [...from, ...(generated === undefined ? [] : fieldsOf(generated.expression))]);
    if (to !== undefined) {
      this.name(to, toFields ?? []);
      if (toFields === undefined || precision === "any") this.all(to); // the key, whichever it is
    }
    if (through !== undefined) this.all(through);
  }

  #of(label: string): { any: boolean; readonly named: Set<string> } {
    const known = this.mentions.get(label);
    if (known !== undefined) return known;
    const made = { any: false, named: new Set<string>() };
    this.mentions.set(label, made);
    return made;
  }
}
