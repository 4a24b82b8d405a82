import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { StoredValue } from "../../src/db/fields/column.ts";
import type { Encoder } from "../../src/db/sql/dialect.ts";
import { type JsonPath, jsonNull, jsonSql } from "../../src/db/sql/functions/json-sql.ts";
import { matchRegex } from "../../src/db/sql/functions/regex-sql.ts";
import { join, type Sql } from "../../src/db/sql/sql.ts";
import { type FunctionDatabase, functionDatabases, parameter, typed } from "./function-databases.ts";

/* JSON paths and conditions, and regular expressions, the same on every database. */

after(() => Promise.all(functionDatabases.map((database) => database.close())));

function bound(encode: Encoder, value: unknown): Sql {
  return [{ constant: encode(value) as StoredValue }];
}
/** Whether a condition holds; `null` where it is unknown. */
function truth(value: unknown): boolean | null {
  return value === null ? null : value === true || value === "t" || Number(value) === 1;
}

for (const database of functionDatabases) {
  const json = jsonSql[database.name];
  const item = (value: unknown) =>
    parameter(database.name, typed("json", value === undefined ? null : JSON.stringify(value)));
  const path = (...steps: JsonPath) => bound(json.encodePath, steps);
  const ask = async (sql: Sql) => (await database.rows(sql))[0]![0];
  const at = async (value: unknown, ...steps: JsonPath) => {
    const found = await ask(json.value(item(value), path(...steps)));
    return found === null ? undefined : JSON.parse(String(found));
  };
  const holds = async (sql: Sql) =>
    truth(await ask(join("CASE WHEN ", sql, " THEN 1 WHEN NOT (", sql, ") THEN 0 END")));

  describe(database.name, { skip: database.skip }, () => {
    test(`a path leads to a part, with its kind (${database.name})`, async () => {
      const value = { a: [1, { b: "x" }, true], c: null, d: "1", e: 1.5 };
      assert.equal(await at(value, "a", 0), 1);
      assert.equal(await at(value, "a", 1, "b"), "x");
      assert.equal(await at(value, "a", 2), true);
      assert.equal(await at(value, "a", -1), true);
      assert.equal(await at(value, "a", -3), 1);
      assert.equal(await at(value, "a", -4), undefined);
      assert.equal(await at(value, "a", 3), undefined);
      assert.equal(await at(value, "c"), null);
      assert.equal(await at(value, "d"), "1");
      assert.equal(await at(value, "e"), 1.5);
      assert.deepEqual(await at(value, "a", 1), { b: "x" });
      assert.equal(await at(value, "z"), undefined);
      assert.equal(await at(value, "z", "y", 0), undefined);
      assert.equal(await at(undefined, "a"), undefined);
    });

    test(`names in a path are only names (${database.name})`, async () => {
      const names = [
        'a"b',
        "a\\b",
        "ä😀",
        "a.b",
        "",
        "$",
        "[0]",
        "a b",
        "it's",
        "'; DROP TABLE x; --",
        "{a,b}",
        "*",
        '"]',
        "a\nb",
        "null",
        "#-1",
        "last",
      ];
      for (const name of names) {
        assert.equal(await at({ [name]: 7, other: 1 }, name), 7, name);
        assert.equal(await at({ other: { [name]: [3] } }, "other", name, 0), 3, name);
        assert.equal(await at({ a: 1, b: { c: 2 } }, name), undefined, name);
        assert.equal(
          await holds(json.hasKey(item({ [name]: null }), bound(json.encodeKey, name))),
          true,
          name,
        );
        assert.equal(await holds(json.hasKey(item({ x: 1 }), bound(json.encodeKey, name))), false, name);
      }
    });

    test(`a path takes names and positions only (${database.name})`, () => {
      for (const wrong of ["a", [], [1.5], [null], [{}], [Number.NaN], [["a"]]])
        assert.throws(() => json.encodePath(wrong), {
          code: "db.invalid-query",
          message: /names \(texts\) and positions/,
        });
    });

    test(`a part can be read as text (${database.name})`, async () => {
      const value = { a: "x", b: 5, c: true, d: null, e: [1], f: "null" };
      const text = (name: string) => ask(json.text(item(value), path(name)));
      assert.equal(await text("a"), "x");
      assert.equal(String(await text("b")), "5");
      assert.equal(await text("c"), "true");
      assert.equal(await text("d"), null);
      assert.equal(await text("e"), "[1]");
      assert.equal(await text("f"), "null");
      assert.equal(await text("z"), null);
    });

    test(`parts are compared and ordered by value (${database.name})`, async () => {
      const compare = (value: unknown, operator: string, other: unknown) =>
        holds(
          join(
            json.comparable(item({ a: value }), path("a")),
            ` ${operator} `,
            json.compared(bound(json.encodeComparable, other)),
          ),
        );
      assert.equal(await compare(10, ">", 9), true);
      assert.equal(await compare(9.5, "<", 10), true);
      assert.equal(await compare(10, "<", 9), false);
      assert.equal(await compare("b", ">", "a"), true);
      assert.equal(await compare("a", ">=", "b"), false);
      assert.equal(await compare(undefined, ">", 1), null);
    });

    test(`equals() compares kind and content (${database.name})`, async () => {
      const equals = (value: unknown, other: unknown) =>
        holds(json.equals(item({ a: value }), path("a"), bound(json.encodeJson, other)));
      assert.equal(await equals(1, 1), true);
      assert.equal(await equals("é", "é"), true);
      assert.equal(await equals("a", "A"), false);
      assert.equal(await equals("1", 1), false);
      assert.equal(await equals(1, "1"), false);
      assert.equal(await equals(true, true), true);
      assert.equal(await equals(true, 1), false);
      assert.equal(await equals("true", true), false);
      assert.equal(await equals([1, 2], [1, 2]), true);
      assert.equal(await equals([1, 2], [2, 1]), false);
      assert.equal(await equals({ x: 1, y: { z: [2] } }, { y: { z: [2] }, x: 1 }), true);
      assert.equal(await equals({ x: 1 }, { x: 2 }), false);
      assert.equal(await equals(undefined, 1), null);
      const written = (text: string) => parameter(database.name, typed("json", text)); // as Python writes it
      assert.equal(
        await holds(
          json.equals(written('{"a": [1.0, "e"]}'), undefined, bound(json.encodeJson, { a: [1, "e"] })),
        ),
        true,
      );
      assert.equal(
        await holds(json.equals(written('{"a": "\\u00e9"}'), path("a"), bound(json.encodeJson, "é"))),
        true,
      );
      assert.equal(await holds(json.equals(item([1]), undefined, bound(json.encodeJson, [1]))), true);
      assert.equal(await holds(json.equals(item("x"), undefined, bound(json.encodeJson, "x"))), true);
    });

    test(`a null in JSON is a value, and SQL's null is none (${database.name})`, async () => {
      const value = { a: null };
      assert.equal(await holds(json.equals(item(value), path("a"), jsonNull)), true);
      assert.equal(await holds(json.isMissing(item(value), path("a"))), false);
      assert.equal(await holds(json.isMissing(item(value), path("b"))), true);
      assert.equal(await holds(json.isMissing(item(undefined), path("a"))), true);
      assert.equal(await holds(json.equals(item(value), path("b"), jsonNull)), null);
      assert.equal(await holds(json.equals(item(null), undefined, jsonNull)), true);
      assert.equal(await holds(json.equals(item(undefined), undefined, jsonNull)), null);
    });

    test(`contains() and containedBy() compare parts (${database.name})`, async () => {
      const contains = (value: unknown, part: unknown) =>
        holds(json.contains(item(value), bound(json.encodeJson, part)));
      assert.equal(await contains({ a: 1, b: 2 }, { a: 1 }), true);
      assert.equal(await contains({ a: 1 }, { a: 1, b: 2 }), false);
      assert.equal(await contains({ a: 1 }, {}), true);
      assert.equal(await contains({ a: { b: 1, c: 2 } }, { a: { c: 2 } }), true);
      assert.equal(await contains({ a: 1 }, { a: 2 }), false);
      assert.equal(await contains([1, 2, { x: 1, y: 2 }], [{ y: 2 }, 1]), true);
      assert.equal(await contains([1, 2], [3]), false);
      assert.equal(await contains(["a", "b"], "a"), true);
      assert.equal(await contains("a", "a"), true);
      assert.equal(await contains({ a: null }, { a: null }), true);
      assert.equal(await contains({}, { a: null }), false);
      assert.equal(await contains({ a: [1, 2, 3] }, { a: [3, 1] }), true);
      assert.equal(await contains({ __proto__x: 1 }, { toString: 1 }), false);
      assert.equal(await contains(undefined, { a: 1 }), null);
      assert.equal(
        await holds(json.containedBy(item({ a: 1 }), bound(json.encodeJson, { a: 1, b: 2 }))),
        true,
      );
      assert.equal(
        await holds(json.containedBy(item({ c: 1 }), bound(json.encodeJson, { a: 1, b: 2 }))),
        false,
      );
      const nested = json.value(item({ a: { b: 1, c: 2 } }), path("a"));
      assert.equal(await holds(json.contains(nested, bound(json.encodeJson, { b: 1 }))), true);
    });

    test(`hasKey() looks for keys of objects, also below a path (${database.name})`, async () => {
      const has = (value: unknown, key: string) =>
        holds(json.hasKey(item(value), bound(json.encodeKey, key)));
      assert.equal(await has({ a: null }, "a"), true);
      assert.equal(await has({ a: 1 }, "b"), false);
      assert.equal(await has({ 0: 1 }, "0"), true);
      assert.equal(await has([1], "0"), false);
      const nested = json.value(item({ a: { b: 1 } }), path("a"));
      assert.equal(await holds(json.hasKey(nested, bound(json.encodeKey, "b"))), true);
      assert.equal(await holds(json.hasKey(nested, bound(json.encodeKey, "a"))), false);
    });

    test(`regular expressions tell letters' cases apart, or not (${database.name})`, async () => {
      assert.equal(await matches(database, "Straße 12", "^Stra.e \\d+$", false), true);
      assert.equal(await matches(database, "ABC", "b", false), false);
      assert.equal(await matches(database, "ABC", "b", true), true);
      assert.equal(await matches(database, "Äpfel", "^ä", true), true);
      assert.equal(await matches(database, "Äpfel", "^ä", false), false);
      assert.equal(await matches(database, "é", "^.$", false), true);
      assert.equal(await matches(database, "a-b", "[a-z]\\-b", false), true);
      assert.equal(await matches(database, "xyz", "a|z$", false), true);
      assert.equal(await matches(database, null, "a", false), null);
    });
  });
}

for (const sqlite of functionDatabases.filter(({ name }) => name === "sqlite")) {
  test("SQLite understands Python's notations, and refuses what isn't a regular expression", async () => {
    assert.equal(await matches(sqlite, "ABBA", "(?i)^a(?P<x>b)(?P=x)a$", false), true);
    await assert.rejects(matches(sqlite, "a", "(", false), {
      code: "db.invalid-query",
      message: /"\(" is not a regular expression/,
    });
  });
}

async function matches(
  database: FunctionDatabase,
  text: string | null,
  pattern: string,
  ignoreCase: boolean,
) {
  const sql = matchRegex(
    database.name,
    parameter(database.name, typed("string", text)),
    parameter(database.name, typed("string", pattern)),
    ignoreCase,
  );
  return truth((await database.rows(sql))[0]![0]);
}
