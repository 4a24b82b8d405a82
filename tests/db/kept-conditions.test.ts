import assert from "node:assert/strict";
import {
  and,
  caseWhen,
  check,
  type Expression,
  float,
  generated,
  integer,
  Model,
  not,
  or,
  string,
  xor,
} from "quintet/db";
import { modelsState } from "../../src/db/schema/models-state.ts";
import { forEachDatabase } from "./databases.ts";

/*
 * What the database keeps (rules, computed columns) is written otherwise than what queries ask, and must mean the same.
 */

const expressions = {
  both: ({ a, b }: Numbers) => a.bitAnd(b),
  either: ({ a, b }: Numbers) => a.bitOr(b),
  one: ({ a, b }: Numbers) => a.bitXor(b),
  left: ({ a, b }: Numbers) => a.shiftLeft(b),
  right: ({ a, b }: Numbers) => a.shiftRight(b),
  rest: ({ a, b }: Numbers) => a.modulo(b),
  power: ({ a, b }: Numbers) => a.power(b),
  ratio: ({ a, b }: Numbers) => a.dividedBy(b),
  half: ({ a }: Numbers) => a.dividedBy(2),
  kind: ({ a, b }: Numbers) => caseWhen([a.gt(b), 1], [a.eq(b), 2]).otherwise(3),
};
type ExpressionName = keyof typeof expressions;
interface Numbers {
  readonly a: Expression<number>;
  readonly b: Expression<number>;
}
const computed = (name: ExpressionName) =>
  generated(float({ nullable: true }), (row) => expressions[name](row as unknown as Numbers));

class Computed extends Model({
  a: integer(),
  b: integer(),
  both: computed("both"),
  either: computed("either"),
  one: computed("one"),
  left: computed("left"),
  right: computed("right"),
  rest: computed("rest"),
  power: computed("power"),
  ratio: computed("ratio"),
  half: computed("half"),
  kind: computed("kind"),
}) {}

const rules = {
  part: (text: Expression<string>) => text.contains("50%"),
  start: (text: Expression<string>) => text.startsWith("a_"),
  end: (text: Expression<string>) => text.endsWith("\\"),
  same: (text: Expression<string>) => text.iexact("quote's"),
  anyPart: (text: Expression<string>) => text.icontains("_B"),
  anyStart: (text: Expression<string>) => text.istartsWith("A_"),
  anyEnd: (text: Expression<string>) => text.iendsWith("%"),
  different: (text: Expression<string>) => text.ne("x"),
  listed: (text: Expression<string>) => text.in(["x", "a_b"]),
  between: (text: Expression<string>) => text.length().between(2, 3),
  odd: (text: Expression<string>) => xor(text.eq("x"), text.length().gt(1), text.startsWith("a")),
  none: (text: Expression<string>) => not(or(and(text.eq("x"), text.length().lt(5)), text.eq("a_b"))),
};
type RuleName = keyof typeof rules;

/** A model with that rule alone. */
function ruled(name: RuleName) {
  return class Ruled extends Model({ text: string({ maxLength: 20 }) }) {
    static override meta() {
      return this.options({
        table: `ruled_${name.toLowerCase()}`,
        constraints: (row) => [check(name.toLowerCase(), rules[name](row.text))],
      });
    }
  };
}

const texts = ["x", "a_b", "A_B", "axb", "50%", "500", "quote's", "QUOTE'S", "back\\", "aber", ""];

forEachDatabase(({ test, open }) => {
  test("computed columns hold what a query computes", async () => {
    await using _database = await open([Computed]);
    await Computed.createMany([
      { a: 12, b: 10 },
      { a: 7, b: 2 },
      { a: 3, b: 3 },
      { a: 0, b: 1 },
    ]);
    const names = Object.keys(expressions) as ExpressionName[];

    const kept = await Computed.orderBy("id");
    const asked = await Computed.orderBy("id").select((row) => names.map((name) => expressions[name](row)));

    const close = (values: readonly unknown[]) => values.map((value) => Number(value).toFixed(6));
    assert.deepEqual(
      kept.map((row) => close(names.map((name) => row[name]))),
      asked.map((values) => close(values)),
    );
  });

  test("what only queries can compute is refused, with what can be kept", () => {
    class Wrong extends Model({ text: string({ maxLength: 20 }) }) {
      static override meta() {
        return this.options({ constraints: (row) => [check("found", row.text.regex("^a"))] });
      }
    }

    assert.throws(() => modelsState([Wrong]), {
      code: "db.schema-state",
      message: /of Wrong uses the operator "regex", which not every database can keep\. Write it with sql`…`/,
    });
  });

  for (const name of Object.keys(rules) as RuleName[]) {
    test(`a rule lets pass what its condition finds: ${name}`, async () => {
      const Ruled = ruled(name);
      await using _database = await open([Ruled]);

      const kept: string[] = [];
      for (const text of texts) {
        const row = new Ruled({ text });
        const valid = (await row.validate({ unique: false })).every(({ code }) => code !== "check");
        await row.save().then(
          () => kept.push(text),
          (error) => assert.equal(error.code, "db.check-violation"),
        );
        assert.equal(
          valid || text === "",
          kept.at(-1) === text || text === "",
          `${name} of ${JSON.stringify(text)}`,
        );
      }

      const found = await Ruled.where((row) => rules[name](row.text)).orderBy("id");
      assert.deepEqual(
        found.map(({ text }) => text),
        kept,
      );
    });
  }
});
