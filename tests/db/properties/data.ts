import * as fc from "fast-check";
import { belongsTo, boolean, hasMany, integer, Model, string } from "quintet/db";

/* Small tables with random rows, once in the database and once as plain objects. */

class Parent extends Model({
  rank: integer({ nullable: true }),
  name: string({ maxLength: 10 }),
  get things() {
    return hasMany(() => Thing, "parent");
  },
}) {}

export class Thing extends Model({
  a: integer({ nullable: true }),
  b: integer(),
  s: string({ maxLength: 10, nullable: true }),
  flag: boolean({ nullable: true }),
  get parent() {
    return belongsTo(() => Parent, { nullable: true, onDelete: "setNull" });
  },
  get parts() {
    return hasMany(() => Part, "thing");
  },
}) {}

class Part extends Model({
  v: integer({ nullable: true }),
  w: integer(),
  get thing() {
    return belongsTo(() => Thing, { onDelete: "cascade" });
  },
}) {}

export const models = [Parent, Thing, Part];

export interface ParentRow {
  readonly rank: number | null;
  readonly name: string;
}
export interface PartRow {
  readonly v: number | null;
  readonly w: number;
}
export interface ThingRow {
  readonly id: number;
  readonly a: number | null;
  readonly b: number;
  readonly s: string | null;
  readonly flag: boolean | null;
  readonly parent: ParentRow | null;
  readonly parts: readonly PartRow[];
}

/** Few values, so that conditions often hold: and among them what LIKE, a quote or an escape could be taken for. */
export const smallNumber = fc.integer({ min: -2, max: 3 });
export const shortText = fc.string({ unit: fc.constantFrom("a", "b", "%", "_", "\\", "'"), maxLength: 3 });
const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { freq: 3 });

const parentRow = fc.record({ rank: maybe(smallNumber), name: shortText });
const partRow = fc.record({ v: maybe(smallNumber), w: smallNumber });
const thingRow = fc.record({
  a: maybe(smallNumber),
  b: smallNumber,
  s: maybe(shortText),
  flag: maybe(fc.boolean()),
  parent: maybe(fc.integer({ min: 0, max: 3 })),
  parts: fc.array(partRow, { maxLength: 3 }),
});

/** Stores random rows, always the same, and gives them as plain objects. */
export async function fill(): Promise<ThingRow[]> {
  const [data] = fc.sample(
    fc.record({
      parents: fc.array(parentRow, { minLength: 4, maxLength: 4 }),
      things: fc.array(thingRow, { minLength: 24, maxLength: 24 }),
    }),
    { seed: 4711, numRuns: 1 },
  );
  const { parents, things } = data!;
  const storedParents = [];
  for (const row of parents) storedParents.push(await Parent.create(row));
  const rows: ThingRow[] = [];
  for (const { parent, parts, ...fields } of things) {
    const thing = await Thing.create({ ...fields, parent: parent === null ? null : storedParents[parent]! });
    if (parts.length > 0) await Part.createMany(parts.map((part) => ({ ...part, thing })));
    rows.push({ id: thing.id, ...fields, parts, parent: parent === null ? null : parents[parent]! });
  }
  return rows;
}
