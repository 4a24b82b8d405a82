import type { Database } from "quintet/db";
import type { ModelState } from "../../../src/db/schema/model-state.ts";
import type { SchemaState } from "../../../src/db/schema/schema-state.ts";
import { hasColumn, keyNames, tableDefinition } from "../../../src/db/schema/table-definition.ts";
import { implicitThroughModels } from "../../../src/db/schema/tables-between.ts";
import type { End } from "./evolution-draw.ts";
import { type DrawnField, type DrawnModel, isKept } from "./evolution-drawn.ts";
import type { Evolution } from "./evolutions.ts";
import { columnAsText, type Dialect, type FieldKind } from "./field-kinds.ts";

/*
 * The rows of a random pair of schemas: written with plain SQL into the tables before, and what must be found of them
 * after the migrations, by model and field, worked out without looking at what the migrations do.
 */

/** The values of tables: a line for each row, in alphabetical order. */
export type Rows = Readonly<Record<string, readonly string[]>>;

/** When rows are looked at: right after they were written, after `up`, and after `down`. */
export type Moment = "before" | "after" | "back";

export async function insertRows(database: Database, evolution: Evolution): Promise<void> {
  const dialect = database.dialect.name as Dialect;
  const statements: string[] = [];
  for (const model of evolution.models) {
    if (model.before === undefined) continue;
    const { name, columns } = tableDefinition(evolution.before, model.before);
    const written = columns.filter(({ generated }) => generated === undefined);
    for (let row = 1; row <= evolution.rows; row++) {
      const values = written.map(({ field }) => literalOf(evolution, drawnField(model, field), row, dialect));
      statements.push(
        insert(
          database,
          name,
          written.map((column) => column.name),
          values,
        ),
      );
    }
    for (const [field, through] of implicitThroughModels(evolution.before, model.before)) {
      const { name: table, columns: own } = tableDefinition(evolution.before, through);
      const drawn = drawnField(model, field);
      const names = own.filter(({ primaryKey }) => !primaryKey).map((column) => column.name);
      const target = evolution.models[drawn.target!]!;
      for (let row = 1; row <= evolution.rows; row++)
        statements.push(
          insert(database, table, names, [
            ...keyOf(model, "before").map(({ literal }) => literal(row, dialect)),
            ...keyOf(target, "before").map(({ literal }) =>
              literal(referredRow(drawn, row, evolution.rows), dialect),
            ),
          ]),
        );
    }
  }
  // Rows may refer to each other in a circle: references are looked at when all are there.
  if (statements.length === 0) return;
  if (dialect === "mysql")
    await database.script(
      ["SET foreign_key_checks = 0", ...statements, "SET foreign_key_checks = 1"].join(";\n"),
    );
  else await database.script(["BEGIN", ...statements, "COMMIT"].join(";\n"));
}

function insert(database: Database, table: string, columns: readonly string[], values: readonly string[]) {
  const quote = (name: string) => database.dialect.quote(name);
  return `INSERT INTO ${quote(table)} (${columns.map(quote).join(", ")}) VALUES (${values.join(", ")})`;
}

function drawnField(model: DrawnModel, name: string): DrawnField {
  return model.fields.find(({ before }) => before?.name === name)!; // states are made of drawn fields
}

function literalOf(evolution: Evolution, field: DrawnField, row: number, dialect: Dialect): string {
  if (isNull(field, row)) return "NULL";
  return field.kind!.literal(referredRow(field, row, evolution.rows), dialect);
}

/** The kinds of the fields that are a model's key, in its order; none where the model isn't there, and no row refers to it. */
function keyOf(model: DrawnModel, end: End): readonly FieldKind[] {
  const state = model[end];
  if (state === undefined) return [];
  return keyNames(state).map((name) => model.fields.find((field) => field[end]?.name === name)!.kind!); // keys have columns
}

/** The first row has none, where some have. */
function isNull({ hasNulls }: DrawnField, row: number): boolean {
  return hasNulls && row === 1;
}

/** Each row refers to another, so that the relation may be unique. */
function referredRow({ turn }: DrawnField, row: number, rows: number): number {
  return ((row + turn - 1) % rows) + 1;
}

/** What must be in the tables. */
export function expectedRows(evolution: Evolution, moment: Moment): Rows {
  const found: Record<string, readonly string[]> = {};
  for (const model of evolution.models) {
    const state = model[moment === "after" ? "after" : "before"];
    if (state === undefined) continue;
    const isThere = moment === "before" || (model.before !== undefined && model.after !== undefined);
    const numbers = isThere ? Array.from({ length: evolution.rows }, (_, position) => position + 1) : [];
    const names = Object.keys(state.fields).toSorted();
    const fields = names.map((name) => fieldAt(model, name, moment));
    found[`${state.module}.${state.name}`] = numbers
      .map((row) =>
        fields
          .filter((field) => hasColumn(stateAt(field, moment)))
          .map((field) => `${nameAt(field, moment)}=${expectedValue(evolution, field, row, moment)}`)
          .join(" "),
      )
      .toSorted();
    for (const field of fields) {
      const { type, through } = stateAt(field, moment);
      if (type !== "manyToMany" || through !== undefined) continue;
      const end = endAt(moment);
      const values = (kinds: readonly FieldKind[], row: number) => kinds.map(({ value }) => value(row));
      found[`${state.module}.${state.name}.${nameAt(field, moment)}`] = (
        isThere && (moment === "before" || survives(field)) ? numbers : []
      )
        .map((row) =>
          [
            ...values(keyOf(model, end), row),
            ...values(keyOf(evolution.models[field.target!]!, end), referredRow(field, row, evolution.rows)),
          ].join(" "),
        )
        .toSorted();
    }
  }
  return found;
}

function fieldAt(model: DrawnModel, name: string, moment: Moment): DrawnField {
  return model.fields.find((field) => field[endAt(moment)]?.name === name)!; // as above
}

const endAt = (moment: Moment) => (moment === "after" ? "after" : "before");
const stateAt = (field: DrawnField, moment: Moment) => field[endAt(moment)]!.state;
const nameAt = (field: DrawnField, moment: Moment) => field[endAt(moment)]!.name;

/** Whether a field has its values at both ends; a table between goes with the relation that made it. */
function survives(field: DrawnField): boolean {
  return isKept(field) && field.before?.state.through === field.after?.state.through;
}

function expectedValue(evolution: Evolution, field: DrawnField, row: number, moment: Moment): string {
  const { computed, before, after } = field;
  if (computed !== undefined) return computedValue(evolution, field, row, moment);
  if (moment !== "before" && !survives(field)) return presetOf(field, moment);
  if (isNull(field, row)) {
    const wasFilled = moment !== "before" && before!.state.nullable && !after!.state.nullable;
    return wasFilled ? field.kind!.value(9) : "null";
  }
  return field.kind!.value(referredRow(field, row, evolution.rows));
}

/** The value of a field that is computed, or was before, or is afterwards. */
function computedValue(evolution: Evolution, field: DrawnField, row: number, moment: Moment): string {
  const { kind, before, after } = field;
  const { of, value } = field.computed!; // asked only of such
  const base = of[endAt(moment)];
  if (base !== undefined) return value(expectedValue(evolution, base, row, moment));
  if (moment === "before") return kind!.value(row);
  // It keeps what was computed last.
  if (before === undefined || after === undefined) return "null";
  return computedValue(evolution, field, row, moment === "after" ? "before" : "after");
}

/** What rows get in a new field. */
function presetOf(field: DrawnField, moment: Moment): string {
  const { nullable, default: constant, dbDefault } = stateAt(field, moment);
  const isEmpty = nullable && constant === undefined && dbDefault === undefined;
  return isEmpty || field.kind === undefined ? "null" : field.kind.value(9);
}

/** What is in the tables. */
export async function readRows(database: Database, evolution: Evolution, moment: Moment): Promise<Rows> {
  const state = evolution[endAt(moment)];
  const found: Record<string, readonly string[]> = {};
  for (const model of evolution.models) {
    const own = model[endAt(moment)];
    if (own === undefined) continue;
    const { name, columns } = tableDefinition(state, own);
    const sorted = columns.toSorted((a, b) => (a.field < b.field ? -1 : 1));
    const rows = await select(
      database,
      name,
      sorted.map((column) => ({ ...column, kind: fieldAt(model, column.field, moment).kind! })),
    );
    found[`${own.module}.${own.name}`] = rows
      .map((values) => values.map((value, position) => `${sorted[position]!.field}=${value}`).join(" "))
      .toSorted();
    for (const [field, through] of implicitThroughModels(state, own))
      found[`${own.module}.${own.name}.${field}`] = await readBetween(database, state, through, [
        ...keyOf(model, endAt(moment)),
        ...keyOf(evolution.models[fieldAt(model, field, moment).target!]!, endAt(moment)),
      ]);
  }
  return found;
}

async function readBetween(
  database: Database,
  state: SchemaState,
  through: ModelState,
  kinds: readonly FieldKind[],
): Promise<readonly string[]> {
  const { name, columns } = tableDefinition(state, through);
  const own = columns.filter(({ primaryKey }) => !primaryKey);
  const rows = await select(
    database,
    name,
    own.map((column, position) => ({ ...column, kind: kinds[position]! })),
  );
  return rows.map((values) => values.join(" ")).toSorted();
}

async function select(
  database: Database,
  table: string,
  columns: readonly {
    readonly name: string;
    readonly storage: { readonly type: string };
    readonly kind: FieldKind;
  }[],
): Promise<readonly (readonly string[])[]> {
  const dialect = database.dialect.name as Dialect;
  const texts = columns.map(({ name, storage }) =>
    columnAsText(database.dialect.quote(name), storage as never, dialect),
  );
  const rows = await database.query(`SELECT ${texts.join(", ")} FROM ${database.dialect.quote(table)}`);
  return rows.map((values) =>
    values.map((value, position) =>
      value === null ? "null" : (columns[position]!.kind.read?.(String(value)) ?? String(value)),
    ),
  );
}
