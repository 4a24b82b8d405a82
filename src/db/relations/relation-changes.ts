import { isClients, isPlainObject } from "../../core/index.ts";
import { defaultDatabase } from "../connections/current-database.ts";
import type { Database } from "../connections/database.ts";
import { transaction } from "../connections/transaction.ts";
import {
  ClientObjectError,
  DoesNotExistError,
  InvalidQueryError,
  UnsavedRelationError,
  WrongValueError,
} from "../errors.ts";
import { acceptValue } from "../fields/accept-value.ts";
import type { FieldInfo } from "../models/field-info.ts";
import { keyCondition } from "../models/key-condition.ts";
import { isSameKey, isWholeKey, keyIdentity } from "../models/keys.ts";
import type { ModelMeta } from "../models/model-meta.ts";
import type { RelationInfo } from "../models/relation-info.ts";
import { metaOfRow, primaryKeyOf, RowState } from "../models/row-state.ts";
import { keyText } from "../models/save-row.ts";
import { checkList } from "../query/check-arguments.ts";
import { Query } from "../query/query.ts";
import { type CreateManyCall, emptyState, type LinkedMaker } from "../query/query-state.ts";
import { loadRelation } from "./load-relation.ts";
import { linkRows, uniqueKeys, unlinkRows } from "./through-table.ts";
import type { LinkOptions } from "./unloaded.ts";

type Values = Readonly<Record<string, unknown>>;

type AnyQuery = Query<object, object>;

/** What can be done with the rows at the other side of a to-many relation of one row. */
export class RelationChanges {
  readonly #owner: object;
  readonly #relation: RelationInfo;

  constructor(owner: object, relation: RelationInfo) {
    this.#owner = owner;
    this.#relation = relation;
  }

  /** A query for the rows. What it makes belongs to them. */
  all(options: LinkOptions = {}): AnyQuery {
    this.#checkOptions(options);
    const key = this.#linkParts;
    const state = emptyState(this.#relation.target, this.#database);
    const maker: LinkedMaker = {
      create: (values) => this.create(values as Values, options),
      createMany: (rows, call) => this.createMany(rows as readonly Values[], { ...call, ...options }),
    };
    const link = { relation: this.#relation, keys: [key.length === 1 ? key[0] : key], maker };
    const linked = new Query<object, object>({ ...state, link });
    return isWholeKey(key) ? linked : linked.none(); // nothing refers to a null
  }

  async create(values: Values, options: LinkOptions = {}): Promise<object> {
    const { inverse, target } = this.#relation;
    if (isClients(values)) throw new ClientObjectError(`create() on ${target.name}`);
    this.#checkOptions(options);
    this.#refuseNoLink();
    const query = new Query<object, object>(emptyState(target, this.#database));
    if (inverse?.kind === "belongsTo") {
      this.#forget();
      return query.create({ ...values, [inverse.name]: this.#owner } as never);
    }
    return transaction(
      async () => {
        const row = await query.create(values as never);
        await this.add([row, options]);
        return row;
      },
      { database: this.#database },
    );
  }

  async createMany(
    rows: readonly Values[],
    { through, ...call }: CreateManyCall & LinkOptions = {},
  ): Promise<object[]> {
    const { inverse, target } = this.#relation;
    if (rows.some(isClients)) throw new ClientObjectError(`createMany() on ${target.name}`);
    const options = through === undefined ? {} : { through };
    this.#checkOptions(options);
    this.#refuseNoLink();
    const query = new Query<object, object>(emptyState(target, this.#database));
    if (inverse?.kind === "belongsTo") {
      this.#forget();
      const own = rows.map((values) => ({ ...values, [inverse.name]: this.#owner }));
      return query.createMany(own as never, call as never);
    }
    if (call.ignoreConflicts || call.onConflict !== undefined) {
      throw new InvalidQueryError(
        `createMany() on ${this.#relation} links the rows that it makes, and can't tell which ones there are where some were left out or changed. Use ${target.name}.createMany() and add().`,
      );
    }
    return transaction(
      async () => {
        const made = await query.createMany(rows as never);
        await this.add([...made, options]);
        return made;
      },
      { database: this.#database },
    );
  }

  getOrCreate(values: Values, defaults?: Values, options?: LinkOptions): Promise<[object, boolean]> {
    return this.all(options).getOrCreate(values as never, defaults as never);
  }

  upsert(
    values: Values,
    changes: Values,
    { through, ...call }: { readonly create?: Values } & LinkOptions = {},
  ): Promise<[object, boolean]> {
    const options = through === undefined ? {} : { through };
    return this.all(options).upsert(values as never, changes as never, call as never);
  }

  /** @param given - Rows and keys, and perhaps options behind them. */
  async add(given: readonly unknown[]): Promise<void> {
    const [rows, options] = withOptions(given);
    this.#checkOptions(options);
    this.#refuseNoLink();
    const keys = this.#keysOf(rows);
    this.#forget();
    if (keys.length === 0) return;
    const { inverse } = this.#relation;
    if (inverse === undefined || inverse.kind === "manyToMany")
      return linkRows({ ...this.#links, through: options.through }, keys);
    await this.#targets(keys).update(this.#reference((far) => this.#value(far)) as never);
    for (const row of rows) if (RowState.isRow(row)) this.#setReference(row, (far) => this.#value(far));
  }

  async remove(rows: readonly unknown[], call = "remove"): Promise<void> {
    this.#refuseNoLink();
    const keys = this.#keysOf(rows);
    this.#forget();
    if (keys.length === 0) return;
    const { inverse } = this.#relation;
    if (inverse === undefined || inverse.kind === "manyToMany") return unlinkRows(this.#links, keys);
    if (!inverse.nullable) {
      throw new InvalidQueryError(
        `${this.#relation}.${call}() would leave ${inverse} without a row, and it is not nullable. Delete the rows, or assign them to another one.`,
      );
    }
    for (const row of rows) if (RowState.isRow(row)) this.#refuseOthers(row);
    await transaction(() => this.#takeOut(uniqueKeys(keys)), { database: this.#database });
    for (const row of rows) if (RowState.isRow(row)) this.#setReference(row, () => null);
  }

  async #takeOut(keys: readonly unknown[]): Promise<void> {
    const changed = await this.#targets(keys)
      .where(this.#reference((far) => this.#value(far)) as never)
      .update(this.#reference(() => null) as never);
    if (changed === keys.length) return;
    throw new DoesNotExistError(
      this.#relation.target.name,
      ` in ${this.#relation} for ${keys.length - changed} of the ${keys.length} keys`,
      "remove() takes rows of this relation only.",
    );
  }

  /** A row that belongs to another one can't be taken out here. */
  #refuseOthers(row: Values): void {
    if (this.#relation.joinColumns.every(({ near, far }) => isSameKey(row[far.attribute], this.#value(near))))
      return;
    const { target } = this.#relation;
    throw new DoesNotExistError(
      target.name,
      ` with ${keyText(target, row)} in ${this.#relation}`,
      "remove() takes rows of this relation only.",
    );
  }

  async set(rows: readonly unknown[], options: LinkOptions = {}): Promise<void> {
    checkList(rows, "set");
    return transaction(
      async () => {
        this.#refuseNoLink();
        const wanted = new Map(uniqueKeys(this.#keysOf(rows)).map((key) => [keyIdentity(key), key]));
        const there = new Map(
          (await this.all()).map((row) => this.#keyOf(row)).map((key) => [keyIdentity(key), key]),
        );
        if (this.#canRemove)
          await this.remove([...there].flatMap(([id, key]) => (wanted.has(id) ? [] : [key])));
        await this.add([...[...wanted].flatMap(([id, key]) => (there.has(id) ? [] : [key])), options]);
      },
      { database: this.#database },
    );
  }

  async clear(): Promise<void> {
    this.#refuseNoLink();
    await this.remove(await this.all(), "clear");
  }

  /** Whether rows may belong to none, so that they can be taken out. */
  get #canRemove(): boolean {
    const { inverse } = this.#relation;
    return inverse === undefined || inverse.kind === "manyToMany" || inverse.nullable;
  }

  #checkOptions({ through }: LinkOptions): void {
    if (through === undefined) return;
    if (isClients(through)) throw new ClientObjectError(`add() to ${this.#relation}`);
    const { through: own, inverse } = this.#relation;
    if ((own ?? inverse?.through)?.links !== undefined) return;
    throw new InvalidQueryError(
      `${this.#relation} has no model of its own between the two sides, whose rows \`through\` could give values. Declare one: manyToMany(…, { through: () => … }).`,
    );
  }

  load(): Promise<void> {
    this.#key; // an unsaved row has no related rows to load
    return loadRelation(this.#owner, this.#relation);
  }

  get #database(): Database {
    return RowState.group(this.#owner)?.database ?? defaultDatabase(String(this.#relation));
  }

  get #key(): unknown {
    const key = primaryKeyOf(this.#owner);
    if (isWholeKey(key) && RowState.group(this.#owner) !== undefined) return key;
    throw new UnsavedRelationError(this.#relation);
  }

  /** What the rows at the other side refer to: the owner's key, or the fields that the relation names. */
  get #linkFields(): readonly FieldInfo[] {
    const { throughTable, throughNear, joinColumns } = this.#relation;
    if (throughTable !== undefined) return throughNear.map(({ field }) => field);
    return joinColumns.map(({ near }) => near);
  }

  get #linkParts(): readonly unknown[] {
    this.#key; // an unsaved row has no related rows
    return this.#linkFields.map(({ attribute, name }) => {
      const part = (this.#owner as Record<string, unknown>)[attribute];
      if (part !== undefined) return part;
      throw new InvalidQueryError(
        `${this.#relation} goes by ${name}, which this row was read without. Read it with only() or without defer().`,
      );
    });
  }

  /** What can't be referred to has no rows, and gets none. */
  #refuseNoLink(): void {
    if (isWholeKey(this.#linkParts)) return;
    const names = this.#linkFields.map(({ name }) => name).join(", ");
    throw new InvalidQueryError(
      `${this.#relation} goes by ${names}, which this row has no value for. Set it first.`,
    );
  }

  get #links() {
    // Of a relation that a parent declares it is the parent's key.
    const near = this.#relation.throughNear.map(({ field }) => this.#value(field));
    this.#key; // an unsaved row has no pairs
    return {
      database: this.#database,
      relation: this.#relation,
      row: this.#owner,
      owner: near.length === 1 ? near[0] : near,
    };
  }

  #value({ attribute }: FieldInfo): unknown {
    return (this.#owner as Record<string, unknown>)[attribute] ?? null;
  }

  /** The fields by which rows of the other side refer to this one, with what `value` gives for what they refer to. */
  #reference(value: (field: FieldInfo) => unknown): Record<string, unknown> {
    return Object.fromEntries(this.#relation.joinColumns.map(({ near, far }) => [far.name, value(near)]));
  }

  #setReference(row: object, value: (field: FieldInfo) => unknown): void {
    for (const { near, far } of this.#relation.joinColumns)
      (row as Record<string, unknown>)[far.attribute] = value(near);
  }

  #targets(keys: readonly unknown[]): AnyQuery {
    const { target } = this.#relation;
    const query = new Query<object, object>(emptyState(target, this.#database));
    return query.where(keyCondition(target, keys) as never);
  }

  #keysOf(rows: readonly unknown[]): unknown[] {
    const { target } = this.#relation;
    return rows.map((row) => {
      if (!RowState.isRow(row)) return acceptKey(target, row, this.#farFields);
      if (metaOfRow(row).linksTo(target) === undefined)
        throw new WrongValueError(this.#relation, `rows of ${target.name} or their keys`, row);
      if (RowState.group(row) === undefined) throw new UnsavedRelationError(this.#relation);
      return this.#keyOf(row);
    });
  }

  /** What rows at the other side are told apart by: what the table between refers to, or their key. */
  get #farFields(): readonly FieldInfo[] {
    const { throughTable, throughFar, target } = this.#relation;
    return throughTable === undefined ? target.keyFields : throughFar.map(({ field }) => field);
  }

  #keyOf(row: object): unknown {
    const parts = this.#farFields.map(({ attribute }) => (row as Record<string, unknown>)[attribute]);
    return parts.length === 1 ? parts[0] : parts;
  }

  /** What was loaded is no longer what is stored. */
  #forget(): void {
    RowState.forgetRelated(this.#owner, this.#relation.name);
  }
}

/** Takes the options that stand behind rows. */
function withOptions(given: readonly unknown[]): [rows: readonly unknown[], options: LinkOptions] {
  const last = given.at(-1);
  const areOptions =
    isPlainObject(last) && !isClients(last) && Object.keys(last).every((name) => name === "through");
  return areOptions ? [given.slice(0, -1), last] : [given, {}];
}

/** A key as rows hold it: of several fields a tuple. */
function acceptKey(target: ModelMeta, key: unknown, fields: readonly FieldInfo[]): unknown {
  const [only] = fields;
  if (fields.length === 1) return acceptValue(only!, key);
  if (Array.isArray(key) && key.length === fields.length)
    return fields.map((field, position) => acceptValue(field, key[position]));
  throw new WrongValueError(
    target,
    `a key as a list of ${fields.map(({ name }) => name).join(" and ")}`,
    key,
  );
}
