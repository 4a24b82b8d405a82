import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { type MigrationFile, Temporal, writeInMigrations } from "quintet/db";
import { writeMigration } from "../../src/db/migrations/files/write-migration.ts";
import type { Migration } from "../../src/db/migrations/graph/migration.ts";
import { migrationProject } from "./migration-project.ts";
import { holdValues, Money, Point } from "./written-values.ts";

/*
 * What is written into a migration file comes back as it was: values of every kind, also of classes of an app's own.
 */

const valuesModule = pathToFileURL(join(import.meta.dirname, "written-values.ts")).href;
writeInMigrations(Point, ({ x, y }) => ({ call: "Point.at", args: [x, y], from: valuesModule }));

function holding(...values: readonly unknown[]): Migration {
  return { module: "shop", name: "0001_initial", dependsOn: [], operations: [holdValues(...values)] };
}

/** The lines of a file behind its imports, for these values. */
function written(...values: readonly unknown[]): string {
  return writeMigration(holding(...values), join(import.meta.dirname, "shop", "migrations"));
}

test("values are written as the code that makes them, laid out as the formatter would", () => {
  const text = written(
    new Decimal("1.50"),
    new Date(Date.UTC(2026, 0, 31)),
    Temporal.PlainDate.from("2026-01-31"),
    -3n,
    new Uint8Array([1, 2]),
    new Set(["a"]),
    new Map([["a", /b\/"/gi]]),
    [Number.NaN, Number.NEGATIVE_INFINITY, -0, 1e300, undefined],
    new Money(5n),
    Point.at(1, 2),
  );

  assert.equal(
    text,
    `import { Decimal } from "decimal.js";
import { migration, Temporal } from "quintet/db";
import { holdValues, Money, Point } from "../../written-values.ts";

export default migration({
  operations: [
    holdValues(
      new Decimal("1.5"),
      new Date("2026-01-31T00:00:00.000Z"),
      Temporal.PlainDate.from("2026-01-31"),
      -3n,
      new Uint8Array([1, 2]),
      new Set(["a"]),
      new Map([["a", new RegExp('b\\\\/"', "gi")]]),
      [NaN, -Infinity, -0, 1e300, undefined],
      new Money(5n),
      Point.at(1, 2),
    ),
  ],
});
`,
  );
  const input = ["format", "--stdin-file-path=shop/migrations/0001_initial.ts"];
  assert.equal(execFileSync("biome", input, { input: text, encoding: "utf8" }), text);
});

test("a name that two modules export gets a number", () => {
  const other = { ...holdValues(1), from: pathToFileURL(join(import.meta.dirname, "other.ts")).href };
  const migration = { ...holding(2), operations: [holdValues(2), other] };

  assert.match(
    writeMigration(migration, import.meta.dirname),
    /import \{ holdValues as holdValues2 \} from "\.\/other\.ts";\nimport \{ holdValues \} from "\.\/written-values\.ts";\n[\s\S]*\[holdValues\(2\), holdValues2\(1\)\]/,
  );
});

test("what nothing tells how to make is refused, with what to do", () => {
  class Shape {}
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const refused = (value: unknown, message: string) =>
    assert.throws(() => written({ value }), { code: "db.migration-value", message });

  refused(
    function slugify() {},
    "The function slugify() can't be written into a migration file: nothing tells which file exports it.\nWrite the migration by hand (quintet migrate make <module> --empty) and import the function there, or give the operation data instead.",
  );
  refused(
    new Shape(),
    "A value of the kind Shape can't be written into a migration file: nothing tells how it is made again.\nGive its class a method toMigrationCode(), or say it with writeInMigrations(Shape, …). runCode() takes any value, in a migration that you write by hand.",
  );
  refused(
    Symbol("a"),
    "A value of the kind symbol can't be written into a migration file: nothing tells how it is made again.\nGive its class a method toMigrationCode(), or say it with writeInMigrations(Class, …). runCode() takes any value, in a migration that you write by hand.",
  );
  refused(new Date(Number.NaN), "An invalid date can't be written into a migration file.\nPass a valid one.");
  refused(
    circle,
    "A value that contains itself can't be written into a migration file.\nPass what the operation needs of it.",
  );
});

const day = fc.date({ noInvalidDate: true, min: new Date("1900-01-01"), max: new Date("2200-01-01") });
const leaves = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
  day,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => new Decimal(number)),
  day.map((date) => Temporal.PlainDate.from(date.toISOString().slice(0, 10))),
  day.map((date) => Temporal.Instant.from(date.toISOString())),
  day.map((date) => Temporal.PlainTime.from(date.toISOString().slice(11, 23))),
  fc.nat(100_000).map((seconds) => Temporal.Duration.from({ seconds })),
  fc.uint8Array({ maxLength: 40 }),
  fc.bigInt().map((cents) => new Money(cents)),
  fc.tuple(fc.integer(), fc.integer()).map(([x, y]) => Point.at(x, y)),
  fc.constantFrom(/a/, /[/"'`]\n/gi, /\u2028/u),
  fc.webUrl().map((url) => new URL(url)),
);
const values = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: leaves,
  tree: fc.oneof(
    { maxDepth: 3 },
    tie("leaf"),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "binary" }), tie("tree"), { maxKeys: 4 }),
    fc.array(tie("leaf"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(tie("leaf"), tie("leaf")), { maxLength: 3 }).map((items) => new Map(items)),
  ),
})).tree;

test("what is written and loaded again is equal, and the text is always the same", async () => {
  await using project = await migrationProject();
  const packages = join(import.meta.dirname, "../../node_modules");
  await symlink(join(packages, "decimal.js"), join(project.folder, "node_modules", "decimal.js"), "dir");
  const folder = join(project.folder, "shop", "migrations");
  const samples = fc.sample(fc.array(values, { minLength: 1, maxLength: 6 }), { numRuns: 80, seed: 6 });

  for (const [position, sample] of samples.entries()) {
    const text = writeMigration(holding(...sample), folder);
    assert.equal(writeMigration(holding(...sample), folder), text);
    const name = `0001_sample${position}.ts`;
    await project.write("shop", name, text);
    const { default: loaded } = (await import(pathToFileURL(join(folder, name)).href)) as {
      readonly default: MigrationFile;
    };
    assert.deepEqual(comparable(loaded.operations[0]!.args), comparable(sample), text);
  }
});

/** Values whose contents are private are compared by what they say of themselves. */
function comparable(value: unknown): unknown {
  if (value instanceof Decimal || value instanceof URL) return [value.constructor.name, String(value)];
  if (Object.prototype.toString.call(value).startsWith("[object Temporal.")) return String(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (value instanceof Set) return new Set([...value].map(comparable));
  if (value instanceof Map) return [...value].map(comparable);
  if (
    value !== null &&
    typeof value === "object" &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  )
    return Object.entries(value).map(([key, item]) => [key, comparable(item)]);
  return value;
}
