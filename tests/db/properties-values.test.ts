import assert from "node:assert/strict";
import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { datetime, decimal, Model } from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/*
 * Random values come back as they were stored. The seed is fixed: a failure is the same one the next time.
 */

class Payment extends Model({
  at: datetime(),
  price: decimal({ digits: 8, places: 2 }),
  rate: decimal({ digits: 14, places: 10 }),
}) {}

// The years of four digits, but for the first 1,000: MariaDB has none before.
const moments = fc.date({
  min: new Date("1000-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});
const places = (digits: number, most: number) =>
  fc
    .integer({ min: -most, max: most })
    .map((units) => new Decimal(units).dividedBy(new Decimal(10).pow(digits)).plus(0)); // no -0
const payments = fc.array(
  fc.record({ at: moments, price: places(2, 99_999_999), rate: places(10, 1e14 - 1) }),
  {
    minLength: 1,
    maxLength: 20,
  },
);

forEachDatabase(({ test, open }) => {
  test("random moments and decimals come back as they were stored", async () => {
    await using _database = await open([Payment]);

    await fc.assert(
      fc.asyncProperty(payments, async (given) => {
        await Payment.all().delete();
        await Payment.createMany(given);
        const read = await Payment.orderBy("id");

        const plain = ({ at, price, rate }: { at: Date; price: Decimal; rate: Decimal }) =>
          [at.toISOString(), price.toFixed(), rate.toFixed()].join(" ");
        assert.deepEqual(read.map(plain), given.map(plain));
      }),
      { seed: 20_240_331, numRuns: 100 },
    );
  });

  test("days of the end of February and of the year are read as they are written", async () => {
    await using _database = await open([Payment]);
    const days = [1900, 1970, 1999, 2000, 2024, 2100, 2400].flatMap((year) =>
      [
        "02-28",
        "03-01",
        "12-31",
        ...(new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29 ? ["02-29"] : []),
      ].map((day) => `${year}-${day}T23:59:59.999Z`),
    );

    await Payment.createMany(days.map((day) => ({ at: new Date(day), price: 1, rate: 1 })));

    const read = await Payment.orderBy("id").select((payment) => payment.at);
    assert.deepEqual(
      read.map((at) => at.toISOString()),
      days,
    );
  });
});
