import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Expression } from "../../src/db/expressions/expression.ts";
import * as comparison from "../../src/db/expressions/functions/comparison.ts";
import * as date from "../../src/db/expressions/functions/date.ts";
import { defineFunction } from "../../src/db/expressions/functions/define-function.ts";
import * as hash from "../../src/db/expressions/functions/hash.ts";
import * as math from "../../src/db/expressions/functions/math.ts";
import * as text from "../../src/db/expressions/functions/text.ts";
import * as totals from "../../src/db/expressions/functions/totals.ts";
import * as windows from "../../src/db/expressions/functions/windows.ts";
import type { AggregateNode, CallNode, Node } from "../../src/db/expressions/node.ts";
import type { AcceptingType } from "../../src/db/fields/accept-value.ts";
import { float, integer, text as textColumn } from "../../src/db/index.ts";
import { aggregateSpecs, functionSpecs } from "../../src/db/sql/functions/all-functions.ts";
import { resultOf } from "../../src/db/sql/functions/computed-type.ts";
import {
  type AggregateCall,
  type DialectName,
  type FunctionCall,
  sqlOf,
} from "../../src/db/sql/functions/function-spec.ts";
import { join, list, type Sql } from "../../src/db/sql/sql.ts";
import { functionDatabases, parameter, typedArgument } from "./function-databases.ts";

/* The builders: what they make reaches the database as it is meant. */

after(() => Promise.all(functionDatabases.map((database) => database.close())));

/** A column of the rows below, without a model. */
function column<Value>(name: string): Expression<Value> {
  return new Expression({ kind: "sql", texts: [name], items: [] });
}

/** The least that writes the nodes of functions. */
class Writer {
  readonly dialect: DialectName;
  constructor(dialect: DialectName) {
    this.dialect = dialect;
  }

  write(node: Node): Sql {
    switch (node.kind) {
      case "value":
        return parameter(this.dialect, typedArgument(node.value as string));
      case "sql":
        return [node.texts.join("")];
      case "order":
        return join(this.write(node.item), node.descending ? " DESC" : "");
      case "call":
        return this.call(node);
      case "aggregate":
        return this.total(node);
      case "window": {
        const over = join(
          "(",
          this.terms("PARTITION BY ", node.partitionBy),
          this.terms(" ORDER BY ", node.orderBy),
          ")",
        );
        return node.item.kind === "call" ? this.call(node.item, over) : this.total(node.item, over);
      }
      default:
        throw new Error(`No test writes a ${node.kind}`);
    }
  }

  terms(before: string, nodes: readonly Node[]): Sql {
    return nodes.length === 0 ? [] : join(before, list(nodes.map((node) => this.write(node))));
  }

  type(node: Node): AcceptingType | undefined {
    if (node.kind === "value") return node.type;
    if (node.kind !== "call") return undefined;
    return resultOf(
      functionSpecs[node.name]!,
      node.args.map((arg) => this.type(arg)),
      node.options,
    );
  }

  call({ name, args, options = {} }: CallNode, over?: Sql): Sql {
    const made = {
      args: args.map((arg) => this.write(arg)),
      types: args.map((arg) => this.type(arg)),
      options,
      over,
    };
    return sqlOf<(call: FunctionCall) => Sql>(functionSpecs[name]!, this.dialect)(made);
  }

  total({ name, item, distinct, filter, orderBy = [], args = [], fallback }: AggregateNode, over?: Sql): Sql {
    const made: AggregateCall = {
      item: item === undefined ? undefined : this.write(item),
      type: undefined,
      distinct,
      filter: filter === undefined ? undefined : this.write(filter),
      orderBy: orderBy.map((node) => this.write(node)),
      args: args.map((node) => this.write(node)),
      over,
    };
    const sql = sqlOf<(call: AggregateCall) => Sql>(aggregateSpecs[name]!, this.dialect)(made);
    return fallback === undefined ? sql : join("COALESCE(", sql, ", ", this.write(fallback), ")");
  }
}

const rows = " FROM (SELECT 1 AS k, 'b' AS t UNION ALL SELECT 2, 'a' UNION ALL SELECT 3, 'b') AS r";

for (const database of functionDatabases) {
  const writer = new Writer(database.name);
  const ask = async (expression: { readonly node: Node }, from: string = "") => {
    const answer = await database.rows(join(writer.write(expression.node), from));
    return answer.map(([value]) => value);
  };
  const value = (given: string) => new Expression<string>({ kind: "value", value: given });

  describe(database.name, { skip: database.skip }, () => {
    test(`builders of texts hand their arguments over in order (${database.name})`, async () => {
      assert.deepEqual(await ask(text.substr(value("banana"), 2, 3)), ["ana"]);
      assert.deepEqual(await ask(text.lpad(value("7"), 3, "0")), ["007"]);
      assert.deepEqual(await ask(text.lpad(value("7"), 3)), ["  7"]);
      assert.deepEqual(await ask(text.replace(value("banana"), "an")), ["ba"]);
      assert.deepEqual(await ask(text.concat(text.upper(value("a")), "-", text.lower(value("B")))), ["A-b"]);
      assert.deepEqual(await ask(text.right(text.left(value("banana"), 4), 2)), ["na"]);
    });

    test(`builders of JSON say of which kind plain values are (${database.name})`, async () => {
      const made = comparison.jsonObject({
        n: 1.5,
        i: 2,
        t: "x",
        b: true,
        no: null,
        list: [1, { a: 2 }].length,
        inner: comparison.jsonArray(1),
      });
      const [found] = await ask(made);
      assert.deepEqual(JSON.parse(String(found)), {
        n: 1.5,
        i: 2,
        t: "x",
        b: true,
        no: null,
        list: 2,
        inner: [1],
      });
    });

    test(`totals are told what they leave out, their order and their default (${database.name})`, async () => {
      const [k, t] = [column<number>("k"), column<string>("t")];
      const never = column<boolean>("k > 5");
      assert.deepEqual((await ask(totals.count(), rows)).map(Number), [3]);
      assert.deepEqual((await ask(totals.count(t, { distinct: true }), rows)).map(Number), [2]);
      assert.deepEqual(
        (await ask(totals.sum(k, { where: column<boolean>("k > 1") }), rows)).map(Number),
        [5],
      );
      assert.deepEqual((await ask(totals.sum(k, { where: never, default: 7 }), rows)).map(Number), [7]);
      assert.deepEqual(await ask(totals.sum(k, { where: never }), rows), [null]);
      assert.deepEqual(await ask(totals.stringAgg(t, "+", { orderBy: k.desc() }), rows), ["b+a+b"]);
      assert.deepEqual((await ask(totals.variance(k, { sample: true }), rows)).map(Number), [1]);
    });

    test(`window functions get their window (${database.name})`, async () => {
      const [k, t] = [column<number>("k"), column<string>("t")];
      const inOrder = `${rows} ORDER BY k`;
      const numbers = await ask(windows.rowNumber().over({ partitionBy: [t], orderBy: [k.desc()] }), inOrder);
      assert.deepEqual(numbers.map(Number), [2, 1, 1]);
      const sums = await ask(windows.over(totals.sum(k), { orderBy: k }), inOrder);
      assert.deepEqual(sums.map(Number), [1, 3, 6]);
      const before = await ask(windows.lag(k, { distance: 2, default: -1 }).over({ orderBy: [k] }), inOrder);
      assert.deepEqual(before.map(Number), [-1, -1, 1]);
    });

    test(`a function of one's own gets its arguments bound (${database.name})`, async () => {
      const initials = defineFunction({
        name: `initials_${database.name}`,
        parameters: [textColumn(), textColumn()],
        result: textColumn(),
        sql: { [database.name]: "CONCAT_WS('.', {2}, {1}, {2})" },
      });
      assert.deepEqual(await ask(initials("it's {2}", "b")), ["b.it's {2}.b"]);
      const all = defineFunction({
        name: `all_${database.name}`,
        parameters: [textColumn(), textColumn()],
        result: float(),
        sql: "COALESCE({args})",
      });
      assert.deepEqual(await ask(all("x", "y")), ["x"]);
    });
  });
}

test("a function of one's own is refused where it can't work", () => {
  const define = (name: string, sql: string | object) =>
    defineFunction({ name, parameters: [integer()], result: integer(), sql: sql as string });
  assert.throws(() => define("lower", "X({1})"), {
    code: "db.invalid-query",
    message: /already a function "lower"/,
  });
  assert.throws(() => define("far", "X({2})"), {
    code: "db.invalid-query",
    message: /names the argument \{2\}/,
  });
  const only = define("only_postgres", { postgres: "X({1})" });
  assert.throws(() => new Writer("sqlite").write(only(1).node), {
    code: "db.invalid-query",
    message: /Add "sqlite"/,
  });
  assert.throws(() => (only as (...args: number[]) => unknown)(), {
    message: /takes 1 arguments, and was given 0/,
  });
});

test("every function and every total has a builder", () => {
  const built = Object.keys({ ...comparison, ...date, ...hash, ...math, ...text, ...totals, ...windows });
  const known = [...Object.keys(functionSpecs), ...Object.keys(aggregateSpecs)];
  const missing = known.filter(
    (name) => !built.includes(name) && !name.includes("_") && !name.endsWith("Sample"),
  );
  assert.deepEqual(missing, []);
});

test("arguments that mean nothing are refused when they are written", () => {
  const name = column<string>("t");
  const size = column<number>("k");
  const mistakes: readonly (readonly [() => unknown, RegExp])[] = [
    [() => text.left(name, 0), /left\(\) takes a length of 1 or more, and was given 0/],
    [() => text.substr(name, -1), /position of 1 or more/],
    [() => text.lpad(name, 1.5), /length of 0 or more, and was given 1.5/],
    [() => text.repeat(name, -1), /number of times of 0 or more/],
    [() => text.collate(name, 'x"; --'), /is not the name of a collation/],
    [() => math.round(size, Number.NaN), /whole number of places/],
    [() => comparison.coalesce(size), /two values or more, and was given 1/],
    [() => windows.ntile(0), /number of parts of 1 or more/],
    [() => windows.lag(size, { distance: -1 }), /distance of 1 or more/],
    [
      () => date.trunc(column<Date>("d"), "day", { zone: "Europe/Atlantis" }),
      /"Europe\/Atlantis" is not a time zone/,
    ],
  ];
  for (const [make, message] of mistakes) assert.throws(make, { code: "db.invalid-query", message });
});
