import { inspect } from "node:util";
import { altersData } from "../../core/index.ts";
import type { Expression } from "../expressions/expression.ts";
import { isRelation } from "../fields/relation.ts";
import { loadRelations } from "../query/load-relations.ts";
import { Query } from "../query/query.ts";
import { emptyState } from "../query/query-state.ts";
import { type ExtraColumns, rawQuery } from "../query/raw-query.ts";
import type { UpdateManyOptions } from "../query/update-many.ts";
import { deleteRow, refreshRow, saveRow } from "../query/write-rows.ts";
import { defineRelationProperty } from "../relations/relation-property.ts";
import { assignValues } from "./assign.ts";
import { fillRow } from "./fill-row.ts";
import { isSameKey, isWholeKey } from "./keys.ts";
import type {
  DeletedRows,
  DeleteOptions,
  RefreshOptions,
  SaveOptions,
  ValidateOptions,
  ValidationProblem,
} from "./model-instance.ts";
import type { AnyModel } from "./model-meta.ts";
import { modelMeta } from "./model-registry.ts";
import { fromDatabase, metaOfRow, primaryKeyOf, RowState } from "./row-state.ts";
import type { ModelBase } from "./statics.ts";
import { validateRow } from "./validate.ts";

/**
 * The base of a model: `class Book extends Model({ title: string() }) {}`. Relations are written as getters, so that
 * models may refer to each other in any order; options stand in `static override meta()`.
 *
 * @example
 * export class Book extends Model({
 *   title: string({ maxLength: 200 }),
 *   get author() { return belongsTo(() => Author, { onDelete: "cascade" }); },
 * }) {
 *   static override meta() { return this.options({ orderBy: ["title"] }); }
 *   override toString() { return this.title; }
 * }
 */
export function Model<Fields extends object>(fields: Fields): ModelBase<Fields> {
  class Base extends ModelRuntime {
    static readonly fields = fields;
  }
  defineRelationProperties(Base.prototype, fields);
  return Base as unknown as ModelBase<Fields>; // the type of the fields is known only here
}

/** What relations give on every row. Their getters are not called: the models that they name may not be there yet. */
export function defineRelationProperties(prototype: object, fields: object): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(fields))) {
    if (property.get !== undefined || isRelation(property.value)) defineRelationProperty(prototype, name);
  }
}

type Values = Record<string, unknown>;
const noValues: Values = {};
type AnyQuery = Query<object, object>;

/** What all models do, without the types of their fields. */
class ModelRuntime extends RowState {
  static {
    altersData(ModelRuntime.prototype, "save", "delete", "refresh", "assign");
    altersData(ModelRuntime.prototype, "beforeSave", "afterSave", "beforeDelete", "afterDelete");
  }

  constructor(values?: Values | typeof fromDatabase) {
    super();
    if (values === fromDatabase) return;
    const meta = modelMeta(new.target as unknown as AnyModel); // also puts the description on the prototype
    fillRow(this, meta, values === undefined ? noValues : values);
  }

  static meta(): object {
    return {};
  }
  static options(options: object): object {
    return options;
  }

  static all(): AnyQuery {
    return new Query(emptyState(modelMeta(this as unknown as AnyModel))); // only called on models
  }
  static where(condition: never) {
    return this.all().where(condition);
  }
  static whereNot(condition: never) {
    return this.all().whereNot(condition);
  }
  static using(database: never) {
    return this.all().using(database);
  }
  static orderBy(...keys: never[]) {
    return this.all().orderBy(...keys);
  }
  static include(...includes: never[]) {
    return this.all().include(...includes);
  }
  static includeAs(attribute: never, relation: never, change?: never) {
    return this.all().includeAs(attribute, relation, change);
  }
  static load(rows: readonly object[], ...includes: unknown[]) {
    return loadRelations(modelMeta(this as unknown as AnyModel), rows, includes); // only called on models
  }
  static annotate(shape: never) {
    return this.all().annotate(shape);
  }
  static alias(shape: never) {
    return this.all().alias(shape);
  }
  static join(source: never, on: never, options?: never) {
    return this.all().join(source, on, options);
  }
  static none() {
    return this.all().none();
  }
  static distinct(...fields: never[]) {
    return this.all().distinct(...fields);
  }
  static limit(count: number) {
    return this.all().limit(count);
  }
  static only(...fields: never[]) {
    return this.all().only(...fields);
  }
  static defer(...fields: never[]) {
    return this.all().defer(...fields);
  }
  static earliest(...fields: never[]) {
    return this.all().earliest(...fields);
  }
  static latest(...fields: never[]) {
    return this.all().latest(...fields);
  }
  static fromSql(statement: Expression, extra: ExtraColumns = {}) {
    return rawQuery(modelMeta(this as unknown as AnyModel), statement, extra);
  }
  static inBulk(keys?: readonly never[], field?: never) {
    return this.all().inBulk(keys, field as never);
  }
  static updateMany(rows: readonly object[], fields: readonly never[], options?: UpdateManyOptions) {
    return this.all().updateMany(rows, fields, options);
  }
  static select(...chosen: [never]) {
    return this.all().select(...chosen);
  }
  static aggregate(shape: never) {
    return this.all().aggregate(shape);
  }
  static get(condition: never) {
    return this.all().get(condition);
  }
  static find(condition: never) {
    return this.all().find(condition);
  }
  static first() {
    return this.all().first();
  }
  static count() {
    return this.all().count();
  }
  static exists() {
    return this.all().exists();
  }
  static create(values: never) {
    return this.all().create(values);
  }
  static createMany(rows: never, options?: never) {
    return this.all().createMany(rows, options);
  }
  static getOrCreate(values: never, defaults?: never) {
    return this.all().getOrCreate(values, defaults);
  }
  static upsert(values: never, changes: never, options?: never) {
    return this.all().upsert(values, changes, options);
  }

  save(options?: SaveOptions): Promise<void> {
    return saveRow(this, options);
  }
  delete(options?: DeleteOptions): Promise<DeletedRows> {
    return deleteRow(this, options);
  }
  refresh(options?: RefreshOptions): Promise<void> {
    return refreshRow(this, options);
  }
  validate(options?: ValidateOptions): Promise<readonly ValidationProblem[]> {
    return validateRow(this, options);
  }
  clean(): readonly ValidationProblem[] | undefined {
    return undefined;
  }
  assign(values: Values): this {
    assignValues(this, metaOfRow(this), values, "assign");
    return this;
  }
  equals(other: unknown): boolean {
    if (this === other) return true;
    if (!RowState.isRow(other) || metaOfRow(other).root !== metaOfRow(this).root) return false;
    return isSameKey(primaryKeyOf(this), primaryKeyOf(other));
  }
  absoluteUrl(): string | undefined {
    return undefined;
  }
  afterLoad(): void {}
  beforeSave(): void {}
  afterSave(_call: { readonly created: boolean }): void {}
  beforeDelete(): void {}
  afterDelete(): void {}

  override toString(): string {
    const key = primaryKeyOf(this);
    return `${metaOfRow(this).name} ${isWholeKey(key) ? String(key) : "(not saved)"}`;
  }
  toJSON(): Values {
    const values: Values = {};
    for (const { attribute } of metaOfRow(this).fields.values())
      values[attribute] = (this as unknown as Values)[attribute];
    return values;
  }
  [inspect.custom](_depth: number, options: object): string {
    // Fields first, in their order, then what annotate() added. What was not read is left out.
    const values = Object.entries({ ...this.toJSON(), ...this }).filter(([, value]) => value !== undefined);
    return `${metaOfRow(this).name} ${inspect(Object.fromEntries(values), options)}`;
  }
}
