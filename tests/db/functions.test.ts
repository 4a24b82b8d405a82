import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, describe, test } from "node:test";
import { type Argument, ask, functionDatabases, typed } from "./function-databases.ts";

/*
 * What each function gives, on every database: the same, or else what Django documents for that database. Functions of
 * dates are in functions-dates.test.ts, totals in functions-totals.test.ts.
 */

after(() => Promise.all(functionDatabases.map((database) => database.close())));

type Case = readonly [name: string, args: readonly Argument[], expected: unknown];

const text: readonly Case[] = [
  ["chr", [65], "A"],
  ["chr", [233], "é"],
  ["chr", [128_512], "😀"],
  ["concat", ["a", null, "b"], "ab"],
  ["concat", ["n", 5, "x"], "n5x"],
  ["concat", [null, null], ""],
  ["left", ["Äpfel", 2], "Äp"],
  ["left", ["ab", 9], "ab"],
  ["length", ["Ä😀b"], 3],
  ["length", [null], null],
  ["lower", ["ABC"], "abc"],
  ["upper", ["abc"], "ABC"],
  ["lpad", ["7", 3, "0"], "007"],
  ["lpad", ["abcd", 2, "x"], "ab"],
  ["lpad", ["a", 6, "xyz"], "xyzxya"],
  ["lpad", [null, 3, "x"], null],
  ["rpad", ["7", 3, "0"], "700"],
  ["rpad", ["a", 6, "xyz"], "axyzxy"],
  ["rpad", ["äbcd", 2, "x"], "äb"],
  ["ltrim", ["  a "], "a "],
  ["rtrim", ["  a "], "  a"],
  ["trim", ["  a "], "a"],
  ["ord", ["A"], 65],
  ["ord", ["éa"], 233],
  ["ord", ["😀"], 128_512],
  ["repeat", ["ab", 3], "ababab"],
  ["repeat", ["ab", 0], ""],
  ["repeat", ["ab", -1], ""],
  ["replace", ["a-b-c", "-", "+"], "a+b+c"],
  ["replace", ["aXb", "x", ""], "aXb"],
  ["reverse", ["aé😀"], "😀éa"],
  ["right", ["Äpfel", 2], "el"],
  ["right", ["ab", 9], "ab"],
  ["strIndex", ["banana", "an"], 2],
  ["strIndex", ["banana", "x"], 0],
  ["substr", ["banana", 2, 3], "ana"],
  ["substr", ["banana", 4], "ana"],
];

const math: readonly Case[] = [
  ["abs", [-3], 3],
  ["acos", [0.5], Math.acos(0.5)],
  ["asin", [0.5], Math.asin(0.5)],
  ["atan", [0.5], Math.atan(0.5)],
  ["atan2", [1.5, -2.5], Math.atan2(1.5, -2.5)],
  ["ceil", [1.2], 2],
  ["ceil", [-1.8], -1],
  ["cos", [2], Math.cos(2)],
  ["cot", [2], 1 / Math.tan(2)],
  ["degrees", [Math.PI / 3], 60],
  ["exp", [2], Math.exp(2)],
  ["floor", [-1.2], -2],
  ["ln", [10], Math.log(10)],
  ["log", [2, 8], 3],
  ["log", [2.5, 6.25], 2],
  ["mod", [5.5, 2], 1.5],
  ["mod", [-7, 3], -1],
  ["pi", [], Math.PI],
  ["power", [2, 10], 1024],
  ["power", [2.25, 0.5], 1.5],
  ["power", [typed("float", null), 2], null],
  ["radians", [180], Math.PI],
  ["round", [1.5], 2],
  ["round", [typed("decimal", "2.5")], 3],
  ["round", [typed("decimal", "-2.5")], -3],
  ["sign", [-4.5], -1],
  ["sign", [0], 0],
  ["sign", [typed("float", null)], null],
  ["sin", [2], Math.sin(2)],
  ["sqrt", [2.25], 1.5],
  ["tan", [2], Math.tan(2)],
  ["abs", [typed("decimal", "-1.2500")], 1.25],
  ["sqrt", [typed("decimal", "2.25")], 1.5],
  ["ceil", [typed("decimal", "1.25")], 2],
];

const comparison: readonly Case[] = [
  ["coalesce", [null, "b", "c"], "b"],
  ["coalesce", [null, null], null],
  ["greatest", [3, 7, 5], 7],
  ["least", [3, 7, 5], 3],
  ["nullIf", ["a", "a"], null],
  ["nullIf", ["a", "b"], "a"],
];

for (const database of functionDatabases) {
  describe(database.name, { skip: database.skip }, () => {
    for (const [name, args, expected] of [...text, ...math, ...comparison]) {
      const shown = args.map((arg) => JSON.stringify(arg)).join(", ");
      test(`${name}(${shown}) is ${JSON.stringify(expected)} (${database.name})`, async () => {
        assertSame(await ask(database, name, args), expected);
      });
    }

    test(`round() keeps places, also below 0, as an option and as an argument (${database.name})`, async () => {
      assertSame(await ask(database, "round", [2.345], { places: 1 }), 2.3);
      assertSame(await ask(database, "round", [typed("decimal", "2.345")], { places: 2 }), 2.35);
      assertSame(await ask(database, "round", [1254.5], { places: -2 }), 1300);
      assertSame(await ask(database, "round", [1254], { places: -1 }), 1250);
      assertSame(await ask(database, "round", [2.345, 2]), 2.35);
    });

    test(`of a null among others, greatest() and least() take notice except on PostgreSQL (${database.name})`, async () => {
      const isPostgres = database.name === "postgres";
      assertSame(await ask(database, "greatest", [1, typed("integer", null), 2]), isPostgres ? 2 : null);
      assertSame(await ask(database, "least", [1, typed("integer", null), 2]), isPostgres ? 1 : null);
    });

    test(`random() is between 0 and 1, and another one each time (${database.name})`, async () => {
      const numbers = [Number(await ask(database, "random", [])), Number(await ask(database, "random", []))];
      assert.ok(
        numbers.every((number) => number >= 0 && number < 1),
        String(numbers),
      );
      assert.notEqual(numbers[0], numbers[1]);
    });

    for (const algorithm of ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]) {
      test(`${algorithm}() hashes the UTF-8 of a text, and leaves null alone (${database.name})`, async () => {
        const expected = createHash(algorithm).update("Zoë 😀").digest("hex");
        assert.equal(await ask(database, algorithm, ["Zoë 😀"]), expected);
        assert.equal(await ask(database, algorithm, [typed("string", null)]), null);
      });
    }

    test(`uuidV4() gives random UUIDs of version 4 (${database.name})`, async () => {
      const first = String(await ask(database, "uuidV4", [])).replaceAll("-", "");
      assert.match(first, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
      assert.notEqual(first, String(await ask(database, "uuidV4", [])).replaceAll("-", ""));
    });

    test(`uuidV7() gives UUIDs of version 7 that begin with the time (${database.name})`, async () => {
      const made = String(await ask(database, "uuidV7", [])).replaceAll("-", "");
      assert.match(made, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
      const millis = Number.parseInt(made.slice(0, 12), 16);
      assert.ok(Math.abs(millis - Date.now()) < 60_000, `${millis} is not now, ${Date.now()}`);
    });

    test(`jsonArray() and jsonObject() keep the kinds of values (${database.name})`, async () => {
      const values: Argument[] = [
        1,
        "x",
        null,
        true,
        false,
        1.5,
        typed("boolean", null),
        typed("json", '{"a": [1]}'),
      ];
      const array = await ask(database, "jsonArray", values);
      assert.deepEqual(JSON.parse(String(array)), [1, "x", null, true, false, 1.5, null, { a: [1] }]);
      const object = await ask(database, "jsonObject", ["a", 1, 'b"', typed("json", "[2]"), "c", true]);
      assert.deepEqual(JSON.parse(String(object)), { a: 1, 'b"': [2], c: true });
      assert.deepEqual(JSON.parse(String(await ask(database, "jsonArray", []))), []);
    });

    test(`collate() compares by another rule (${database.name})`, async () => {
      const collation = { sqlite: "NOCASE", postgres: "C", mysql: "utf8mb4_bin" }[database.name];
      assert.equal(await ask(database, "collate", ["a"], { collation }), "a");
    });
  });
}

/** Numbers as near as floating point gets; PostgreSQL's driver gives them as texts. */
function assertSame(actual: unknown, expected: unknown): void {
  if (typeof expected !== "number") {
    assert.equal(actual, expected);
    return;
  }
  assert.notEqual(actual, null);
  const difference = Math.abs(Number(actual) - expected);
  assert.ok(difference <= 1e-12 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}
