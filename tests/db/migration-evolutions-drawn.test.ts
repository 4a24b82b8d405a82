import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { FieldState } from "quintet/db";
import type { CheckState, IndexState, ModelState, UniqueState } from "../../src/db/schema/model-state.ts";
import { evolutionNumbers } from "./properties/evolution-draw.ts";
import { drawEvolution } from "./properties/evolutions.ts";

/*
 * What random schemas are made of: every kind of field, and every option that reaches a database. The compiler asks for a
 * line here for each kind and option that is added, and the test for its being drawn.
 */

const drawn = true;
type Expected<Name extends string> = Readonly<Record<Name, typeof drawn | `not drawn: ${string}`>>;

const fieldTypes: Expected<FieldState["type"]> = {
  smallAuto: drawn,
  auto: drawn,
  bigAuto: drawn,
  string: drawn,
  text: drawn,
  integer: drawn,
  smallInteger: drawn,
  bigInteger: drawn,
  float: drawn,
  decimal: drawn,
  boolean: drawn,
  datetime: drawn,
  date: drawn,
  time: drawn,
  duration: drawn,
  json: drawn,
  uuid: drawn,
  binary: drawn,
  custom: drawn,
  belongsTo: drawn,
  manyToMany: drawn,
};

const fieldOptions: Expected<keyof FieldState> = {
  type: drawn,
  column: drawn,
  primaryKey: drawn,
  nullable: drawn,
  unique: drawn,
  index: drawn,
  default: drawn,
  maxLength: drawn,
  digits: drawn,
  places: drawn,
  positive: drawn,
  columnType: drawn,
  to: drawn,
  dbConstraint: drawn,
  onDelete: drawn,
  toFields: drawn,
  from: drawn,
  dbDefault: drawn,
  generated: drawn,
  collation: drawn,
  comment: drawn,
  tablespace: drawn,
  through: drawn,
  table: drawn,
  sourceColumn: drawn,
  targetColumn: drawn,
};

const onDelete: Expected<NonNullable<FieldState["onDelete"]>> = {
  cascade: drawn,
  protect: "not drawn: the app's part, as with cascade",
  restrict: "not drawn: the app's part, as with cascade",
  setNull: "not drawn: the app's part, as with cascade",
  setDefault: "not drawn: the app's part, as with cascade",
  doNothing: "not drawn: the app's part, as with cascade",
  set: "not drawn: the app's part, as with cascade",
  dbCascade: drawn,
  dbSetNull: drawn,
  dbSetDefault: "not drawn: MariaDB refuses it",
};

const modelOptions: Expected<keyof ModelState> = {
  module: drawn,
  name: drawn,
  table: drawn,
  managed: "not drawn: migrations leave such a table alone",
  comment: drawn,
  tablespace: drawn,
  options: "not drawn: no database sees them",
  onlyOn: drawn,
  fields: drawn,
  primaryKey: drawn,
  indexes: drawn,
  constraints: drawn,
  sideBySide: "not drawn: it is the middle of operations that have tests of their own",
};

const indexOptions: Expected<keyof IndexState> = {
  name: drawn,
  fields: drawn,
  where: drawn,
  include: drawn,
  operatorClasses: drawn,
  nulls: drawn,
  tablespace: drawn,
};

const uniqueOptions: Expected<keyof UniqueState> = {
  type: drawn,
  name: drawn,
  fields: drawn,
  where: drawn,
  include: drawn,
  operatorClasses: "not drawn: as of indexes",
  nulls: "not drawn: as of indexes",
  tablespace: drawn,
  deferrable: drawn,
  nullsDistinct: drawn,
};

const checkOptions: Expected<keyof CheckState> = { type: drawn, name: drawn, condition: drawn };

test("random schemas have every kind of field, and every option that reaches a database", () => {
  const evolutions = fc.sample(evolutionNumbers, { numRuns: 300, seed: 1 }).map(drawEvolution);
  const models = evolutions.flatMap(({ before, after }) => [
    ...before.models.values(),
    ...after.models.values(),
  ]);
  const fields = models.flatMap((model) => Object.values(model.fields));
  const constraints = models.flatMap((model) => model.constraints);

  const found = {
    "types of fields": missing(
      fieldTypes,
      fields.map(({ type }) => type),
    ),
    "options of fields": missing(fieldOptions, fields.flatMap(Object.keys)),
    onDelete: missing(
      onDelete,
      fields.flatMap((field) => field.onDelete ?? []),
    ),
    "options of models": missing(modelOptions, models.flatMap(Object.keys)),
    "options of indexes": missing(
      indexOptions,
      models.flatMap((model) => model.indexes).flatMap(Object.keys),
    ),
    "options of unique rules": missing(
      uniqueOptions,
      constraints.filter(({ type }) => type === "unique").flatMap(Object.keys),
    ),
    "options of checks": missing(
      checkOptions,
      constraints.filter(({ type }) => type === "check").flatMap(Object.keys),
    ),
  };

  assert.deepEqual(
    Object.entries(found).flatMap(([what, names]) => names.map((name) => `${what}: ${name} is never drawn`)),
    [],
  );
});

/** What should be drawn, and isn't. */
function missing(expected: Expected<string>, names: Iterable<string>): readonly string[] {
  const seen = new Set(names);
  return Object.entries(expected).flatMap(([name, wanted]) =>
    wanted === drawn && !seen.has(name) ? [name] : [],
  );
}
