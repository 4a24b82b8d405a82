import { Unsupported } from "../values.ts";
import type { Combination } from "./combinations.ts";
import type { DjangoModel } from "./django-model.ts";
import type { Call, FieldDocument, JsonObject, QueryDocument } from "./documents.ts";
import { GenericRelated } from "./generic-relations.ts";
import { applyIncludes, type ColumnsCall, type IncludeTree } from "./includes.ts";
import { modelOf } from "./models.ts";
import { operations } from "./operations.ts";
import type { Handle, Related, Rows, Values } from "./quintet.ts";
import type { Annotation, CallScope, RecordContext, Scope } from "./scope.ts";
import type { Choice } from "./selections.ts";

/** What the rows of a chain are: instances, or values in one of Django's shapes. */
export type RowKind = "instances" | "objects" | "lists" | "flat" | "named";

/** A chosen value: its name in the rows, and the field that it comes from where it is one. */
export interface Chosen {
  readonly name: string;
  readonly field: FieldDocument | undefined;
  /** Of a key of several fields: its values. */
  readonly parts?: readonly Chosen[];
}

/** A chain of queryset methods as a Quintet query, with what is needed to write its answer. */
export class Chain {
  readonly context: RecordContext;
  readonly model: DjangoModel;
  readonly outer: Scope | undefined;
  query: Rows;
  kind: RowKind = "instances";
  /** The chosen values in their order. */
  values: readonly Chosen[] = [];
  /** What select() was told for them. */
  choices: readonly Choice[] = [];
  readonly annotations = new Map<string, Annotation>();
  /** Names of annotations that are selected with instances. */
  readonly selected = new Set<string>();
  /** Those of them that extra() has added: values() gives them first. */
  readonly extras = new Set<string>();
  /** Whether values() gives everything that there is. */
  choosesAll = false;
  readonly includes: IncludeTree = new Map();
  columns: ColumnsCall[] = [];
  /** The queries that were put together, while nothing of them is chosen. */
  combination: Combination | undefined;
  /** Whether several queries were put together: what they load was told to each. */
  isCombined = false;
  /** The part that slices left: from the first row to the one before the last. */
  slice: { readonly low: number; readonly high: number | undefined } | undefined;
  /** Of a slice with a step: every how many rows. */
  step = 1;

  constructor(model: DjangoModel, query: Rows, context: RecordContext, outer: Scope | undefined) {
    this.model = model;
    this.query = query;
    this.context = context;
    this.outer = outer;
  }

  get scope(): CallScope {
    const { context, model, annotations, outer } = this;
    return { context, model, annotations, outer };
  }
  /** The scope inside of a callback. */
  at(row: Handle): Scope {
    return { ...this.scope, row };
  }

  /** Applies a queryset method. */
  apply([name, args, kwargs]: Call): void {
    const operation = operations[name];
    if (operation === undefined) throw new Unsupported(`the method ${name}()`);
    operation(this, args, kwargs);
  }

  /** The same chain, to go on with in another way. */
  copy(): Chain {
    const copy = new Chain(this.model, this.query, this.context, this.outer);
    for (const [name, annotation] of this.annotations) copy.annotations.set(name, annotation);
    for (const name of this.selected) copy.selected.add(name);
    for (const name of this.extras) copy.extras.add(name);
    for (const [name, wanted] of this.includes) copy.includes.set(name, wanted);
    return Object.assign(copy, {
      kind: this.kind,
      values: this.values,
      choices: this.choices,
      choosesAll: this.choosesAll,
      columns: this.columns,
      slice: this.slice,
    });
  }

  /** Another chain of the same record, in the same outer query. */
  sibling(document: QueryDocument): Chain {
    return buildChain(document, this.context, this.outer);
  }

  /** The query with everything that it loads. */
  get rows(): Rows {
    const build = (query: Rows, document: QueryDocument): Rows => {
      const inner = new Chain(modelOf(this.context.models, document.model), query, this.context, undefined);
      for (const op of document.ops) inner.apply(op);
      return inner.rows;
    };
    const loads = this.kind === "instances" && !this.isCombined;
    const query = loads ? applyIncludes(this.query, this, build) : this.query;
    if (this.slice === undefined) return query;
    const { low, high } = this.slice;
    const limited = high === undefined ? query : query.limit(Math.max(0, high - low));
    return low === 0 ? limited : limited.offset(low);
  }
}

/** Begins a chain at its model or its related rows, and applies its methods. */
export function buildChain(document: QueryDocument, context: RecordContext, outer?: Scope): Chain {
  const model = modelOf(context.models, document.model);
  const chain = new Chain(model, beginning(document, model, context), context, outer);
  for (const op of document.ops) chain.apply(op);
  return chain;
}

function beginning({ base }: QueryDocument, model: DjangoModel, context: RecordContext): Rows {
  if (base?.$rel === undefined) return model.model.all();
  return relatedOf(base, context).all();
}

/** The related rows that `{"$rel": [instance, accessor]}` names. */
export function relatedOf(base: JsonObject, context: RecordContext): Related {
  const [owner, accessor] = base.$rel as readonly [JsonObject, string];
  const [label] = (owner.$obj ?? owner.$new) as readonly [string];
  const owned = modelOf(context.models, label);
  const generic = owned.genericRowsOf(accessor);
  if (generic !== undefined) {
    const [key] = owned.keyProperties;
    return new GenericRelated(generic, owned, (context.rowOf(owner) as Values)[key!], context);
  }
  const member = owned.accessor(accessor);
  if (member === undefined) throw new Unsupported(`the accessor ${accessor} of ${label}`);
  return (context.rowOf(owner) as Record<string, Related>)[member.property]!;
}
