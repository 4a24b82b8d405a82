import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  abs,
  avg,
  bitAnd,
  bitOr,
  boolean,
  coalesce,
  concat,
  count,
  date,
  datetime,
  decimal,
  defineFunction,
  defineTotal,
  duration,
  float,
  greatest,
  integer,
  json,
  jsonObject,
  lag,
  left,
  length,
  lower,
  lpad,
  Model,
  max,
  mod,
  now,
  nullIf,
  over,
  type Path,
  part,
  power,
  random,
  rank,
  repeat,
  round,
  rowNumber,
  sha256,
  stddev,
  string,
  stringAgg,
  substr,
  sum,
  Temporal,
  text,
  trunc,
  upper,
  uuidV4,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

/* Functions in queries: what they give comes back as the kind of value that their types say, on every database. */

class Sale extends Model({
  shop: string({ maxLength: 20 }),
  note: text({ nullable: true }),
  pieces: integer(),
  price: decimal({ digits: 8, places: 2 }),
  weight: float(),
  soldAt: datetime(),
  day: date(),
  took: duration(),
  extra: json<{ tags: string[]; size: number }>(),
}) {}

const sales = [
  {
    shop: "Nord",
    note: null,
    pieces: 1,
    price: "1.50",
    weight: 0.5,
    soldAt: "2024-03-30T23:30:00Z",
    took: 1,
    size: 3,
  },
  {
    shop: "Nord",
    note: "gift",
    pieces: 2,
    price: "2.25",
    weight: 1.5,
    soldAt: "2024-03-31T01:30:00Z",
    took: 2,
    size: 1,
  },
  {
    shop: "Süd",
    note: "gift",
    pieces: 5,
    price: "10.00",
    weight: 2.5,
    soldAt: "2024-10-27T00:30:00Z",
    took: 6,
    size: 2,
  },
];

/** A sale that differs in nothing but its pieces. */
function sale(pieces: number) {
  const soldAt = new Date("2024-05-01T10:00:00Z");
  const day = Temporal.PlainDate.from("2024-05-01");
  return {
    shop: "Ost",
    pieces,
    price: "1.00",
    weight: 1,
    soldAt,
    day,
    took: Temporal.Duration.from({ minutes: 1 }),
  };
}

async function fill(): Promise<void> {
  for (const { soldAt, took, size, ...written } of sales)
    await Sale.create({
      ...written,
      soldAt: new Date(soldAt),
      day: Temporal.PlainDate.from(soldAt.slice(0, 10)),
      took: Temporal.Duration.from({ minutes: took }),
      extra: { tags: ["a", "b"].slice(0, size), size },
    });
}

const startsWithN = defineFunction({
  name: "starts_with_n",
  parameters: [text()],
  result: integer(),
  sql: "CASE WHEN {1} LIKE 'N%' THEN 1 ELSE 0 END",
});

const product = defineTotal({
  name: "product",
  parameters: [integer()],
  result: float({ nullable: true }),
  sql: "EXP(SUM(LN({1})) {over})",
});

const isLike = defineFunction({
  name: "is_like",
  parameters: [text(), text()],
  result: boolean(),
  sql: { sqlite: "{1} LIKE {2}", postgres: "{1} LIKE {2}", mysql: "{1} LIKE {2}" },
});

const squares = defineTotal({
  name: "squares",
  parameters: [integer(), integer()],
  result: float({ nullable: true }),
  sql: {
    sqlite: "SUM({1} * {1} * {2})",
    postgres: "SUM(({1} * {1} * {2})::float)",
    mysql: "SUM({1} * {1} * {2})",
  },
});

forEachDatabase(({ test, open, dialect }) => {
  test("functions of texts give texts and numbers", async () => {
    await using _database = await open([Sale]);
    await fill();

    const rows = await Sale.orderBy("id").select((sale) => ({
      lower: lower(sale.shop),
      code: upper(left(sale.shop, 2)),
      label: concat(sale.shop, ": ", sale.note),
      padded: lpad(sale.shop, 5, "*"),
      part: substr(sale.shop, 2, 2),
      twice: repeat(sale.note, 2),
      size: length(sale.note),
      hash: sha256(sale.shop),
    }));

    assert.deepEqual(rows[0], {
      lower: "nord",
      code: "NO",
      label: "Nord: ",
      padded: "*Nord",
      part: "or",
      twice: null,
      size: null,
      hash: createHash("sha256").update("Nord").digest("hex"),
    });
    assert.equal(rows[1]!.label, "Nord: gift");
    assert.equal(rows[1]!.twice, "giftgift");
    assert.equal(rows[1]!.size, 4);
  });

  test("functions of numbers give numbers, and of decimals decimals", async () => {
    await using _database = await open([Sale]);
    await fill();

    const rows = await Sale.orderBy("id").select((sale) => ({
      absolute: abs(sale.pieces),
      square: power(sale.pieces, 2),
      rest: mod(sale.pieces, 2),
      rounded: round(sale.price, 1),
      exact: power(sale.price, 2),
      weight: round(sale.weight),
      most: greatest(sale.pieces, 2),
      random: random(),
    }));

    const { absolute, square, rest, rounded, exact, weight, most, random: drawn } = rows[2]!;
    assert.deepEqual({ absolute, square, rest, most }, { absolute: 5, square: 25, rest: 1, most: 5 });
    assert.equal(rounded.toFixed(1), "10.0");
    assert.equal(exact.toFixed(2), "100.00");
    assert.equal(typeof weight, "number");
    assert.ok(drawn >= 0 && drawn < 1);
  });

  test("parts and beginnings of moments are in the zone that was named", async () => {
    await using _database = await open([Sale]);
    await fill();
    const zone = "Europe/Berlin";

    const rows = await Sale.orderBy("id").select((sale) => ({
      hour: part(sale.soldAt, "hour", { zone }),
      weekDay: part(sale.day, "isoWeekDay"),
      day: trunc(sale.soldAt, "date", { zone }),
      time: trunc(sale.soldAt, "time", { zone }),
      month: trunc(sale.soldAt, "month", { zone }),
      year: trunc(sale.day, "year"),
      now: now(),
    }));

    assert.deepEqual(
      rows.map(({ hour }) => hour),
      [0, 3, 2],
    );
    assert.deepEqual(
      rows.map(({ weekDay }) => weekDay),
      [6, 7, 7],
    );
    assert.deepEqual(
      rows.map(({ day }) => String(day)),
      ["2024-03-31", "2024-03-31", "2024-10-27"],
    );
    assert.equal(String(rows[0]!.time), "00:30:00");
    assert.equal(rows[2]!.month.toISOString(), "2024-09-30T22:00:00.000Z");
    assert.equal(String(rows[2]!.year), "2024-01-01");
    assert.ok(Math.abs(rows[0]!.now.getTime() - Date.now()) < 60_000);
  });

  test("rows are grouped by the beginning of a month", async () => {
    await using _database = await open([Sale]);
    await fill();

    const zone = "America/St_Johns";
    const months = await Sale.select((sale) => ({
      month: trunc(sale.soldAt, "month", { zone }),
      pieces: sum(sale.pieces),
    })).orderBy((sale) => trunc(sale.soldAt, "month", { zone }));

    assert.deepEqual(
      months.map(({ month, pieces }) => [month.toISOString(), pieces]),
      [
        ["2024-03-01T03:30:00.000Z", 3],
        ["2024-10-01T02:30:00.000Z", 5],
      ],
    );
  });

  test("conditions compare what functions give", async () => {
    await using _database = await open([Sale]);
    await fill();

    assert.equal(await Sale.where((sale) => lower(sale.shop).eq("nord")).count(), 2);
    assert.equal(await Sale.where((sale) => part(sale.soldAt, "month").eq(3)).count(), 2);
    assert.equal(
      await Sale.where((sale) =>
        trunc(sale.soldAt, "date", { zone: "Europe/Berlin" }).eq(Temporal.PlainDate.from("2024-03-31")),
      ).count(),
      2,
    );
    assert.equal(await Sale.where((sale) => coalesce(sale.note, "none").eq("none")).count(), 1);
    assert.equal(await Sale.where((sale) => nullIf(sale.note, "gift").isNull()).count(), 3);
    assert.equal(await Sale.where((sale) => greatest(sale.price, 2).gt("2.5")).count(), 1);
    assert.equal(await Sale.where((sale) => sale.soldAt.lt(now())).count(), 3);
  });

  test("totals give the kind of value that was added up, their default, or null", async () => {
    await using _database = await open([Sale]);
    const nothing = await Sale.aggregate((sale) => ({
      none: sum(sale.pieces),
      zero: sum(sale.pieces, { default: 0 }),
      count: count(),
      mean: avg(sale.price),
    }));
    assert.deepEqual(nothing, { none: null, zero: 0, count: 0, mean: null });
    await fill();

    const totals = await Sale.aggregate((sale) => ({
      pieces: sum(sale.pieces),
      gifts: sum(sale.pieces, { where: sale.note.eq("gift") }),
      mean: avg(sale.pieces),
      price: sum(sale.price),
      meanPrice: avg(sale.price),
      took: sum(sale.took),
      meanTook: avg(sale.took),
      latest: max(sale.soldAt),
      shops: count(sale.shop, { distinct: true }),
      spread: stddev(sale.weight),
      notes: stringAgg(sale.note, ", ", { distinct: true }),
      order: stringAgg(sale.shop, "/", { orderBy: sale.pieces.desc() }),
      bits: bitOr(sale.pieces),
    }));

    assert.equal(totals.pieces, 8);
    assert.equal(totals.gifts, 7);
    assert.ok(Math.abs(totals.mean! - 8 / 3) < 1e-12);
    assert.equal(totals.price!.toFixed(2), "13.75");
    assert.equal(totals.meanPrice!.toFixed(4), "4.5833");
    assert.equal(totals.took!.total("minutes"), 9);
    assert.equal(totals.meanTook!.total("minutes"), 3);
    assert.equal(totals.latest!.toISOString(), "2024-10-27T00:30:00.000Z");
    assert.equal(totals.shops, 2);
    assert.ok(Math.abs(totals.spread! - Math.sqrt(2 / 3)) < 1e-12);
    assert.equal(totals.notes, "gift");
    assert.equal(totals.order, "Süd/Nord/Nord");
    assert.equal(totals.bits, 7);
  });

  test("totals leave repetitions out, and texts stand in an order all the same", async () => {
    await using _database = await open([Sale]);
    await fill();

    const totals = await Sale.aggregate((sale) => ({
      shops: stringAgg(sale.shop, "+", { distinct: true, orderBy: sale.shop.desc() }),
      bits: bitOr(sale.pieces, { distinct: true }),
      all: bitAnd(sale.pieces, { distinct: true }),
    }));

    assert.deepEqual(totals, { shops: "Süd+Nord", bits: 7, all: 0 });
  });

  test("window functions and totals over windows stay on their rows", async () => {
    await using _database = await open([Sale]);
    await fill();

    const rows = await Sale.orderBy("id").select((sale) => ({
      number: rowNumber().over({ orderBy: sale.id.desc() }),
      place: rank().over({ partitionBy: sale.shop, orderBy: sale.price.desc() }),
      soFar: over(sum(sale.pieces), { orderBy: sale.id }),
      before: lag(sale.price, { default: "0.00" }).over({ orderBy: sale.id }),
      mean: over(avg(sale.pieces), { orderBy: sale.id, frame: { rows: [-1, 0] } }),
    }));

    assert.deepEqual(
      rows.map(({ number, place, soFar, mean }) => [number, place, soFar, mean]),
      [
        [3, 2, 1, 1],
        [2, 1, 3, 1.5],
        [1, 1, 8, 3.5],
      ],
    );
    assert.deepEqual(
      rows.map(({ before }) => Number(before)),
      [0, 1.5, 2.25],
    );
  });

  test("JSON is put together and looked into", async () => {
    await using _database = await open([Sale]);
    await fill();

    const cards = await Sale.orderBy("id").select((sale) =>
      jsonObject<{ shop: string; pieces: number; extra: { size: number }; fixed: boolean }>({
        shop: sale.shop,
        pieces: sale.pieces,
        extra: sale.extra,
        fixed: true,
      }),
    );
    assert.deepEqual(cards[1], { shop: "Nord", pieces: 2, extra: { tags: ["a"], size: 1 }, fixed: true });

    assert.equal(await Sale.where((sale) => sale.extra.at("size").gt(1)).count(), 2);
    // Of lists of different lengths: MariaDB would take the place of the first one's last element for all.
    assert.equal(await Sale.where((sale) => sale.extra.at("tags", -1).eq("b")).count(), 2);
    assert.equal(await Sale.where((sale) => sale.extra.at("tags", -1).eq("a")).count(), 1);
  });

  test("a text in JSON is searched as any text", async () => {
    await using _database = await open([Sale]);
    await fill();
    const first = (sale: Pick<Path<typeof Sale>, "extra">) => sale.extra.at<string>("tags", -1);

    assert.equal(await Sale.where((sale) => first(sale).contains("b")).count(), 2);
    assert.equal(await Sale.where((sale) => first(sale).icontains("B")).count(), 2);
    assert.equal(await Sale.where((sale) => first(sale).startsWith("a")).count(), 1);
    assert.equal(await Sale.where((sale) => sale.extra.at("tags").containsJson(["b"])).count(), 2);
  });

  test("parts of JSON are ordered by value, and those that aren't there differ from nothing", async () => {
    await using _database = await open([Sale]);
    await fill();
    await Sale.create({ ...sale(7), extra: { tags: [], size: -20 } });
    await Sale.create({ ...sale(8), extra: { tags: ["c"], size: 100 } });

    const sizes = await Sale.orderBy((each) => each.extra.at("size")).select((each) => each.extra.at("size"));
    const others = await Sale.whereNot((each) => each.extra.at("tags", 1).eq("b")).count();

    // MariaDB orders by the text, as Django does there.
    if (dialect === "mysql") assert.equal(sizes.length, 5);
    else assert.deepEqual(sizes, [-20, 1, 2, 3, 100]);
    assert.equal(others, 0);
  });

  test("a function of one's own can be compared as any other", async () => {
    await using _database = await open([Sale]);
    await fill();
    assert.equal(await Sale.where((sale) => startsWithN(sale.shop).eq(1)).count(), 2);
  });

  test("a total that is computed with takes a condition, and a window where its text says so", async () => {
    await using _database = await open([Sale]);
    await fill();

    const { all, some } = await Sale.aggregate((sale) => ({
      all: product(sale.pieces),
      some: product(sale.pieces, { where: sale.pieces.gt(1) }),
    }));
    const soFar = await Sale.orderBy("id").select((sale) => over(product(sale.pieces), { orderBy: sale.id }));

    assert.deepEqual([all, some].map(Number).map(Math.round), [10, 10]);
    assert.deepEqual(soFar.map(Number).map(Math.round), [1, 2, 10]);
  });

  test("a condition of one's own stands where conditions do", async () => {
    await using _database = await open([Sale]);
    await fill();
    const among = await Sale.annotate((sale) => ({ like: isLike(sale.shop, "N%") })).where({ like: true });

    assert.equal(await Sale.where((sale) => isLike(sale.shop, "S%")).count(), 1);
    assert.equal(await Sale.where((sale) => isLike(sale.shop, "S%").not().and(sale.pieces.gt(1))).count(), 1);
    assert.equal(among.length, 2);
  });

  test("a total of one's own takes a condition, a window and a default", async () => {
    await using _database = await open([Sale]);
    await fill();

    const totals = await Sale.aggregate((sale) => ({
      all: squares(sale.pieces, 1),
      more: squares(sale.pieces, 10, { where: sale.pieces.gt(1) }),
      none: squares(sale.pieces, 1, { where: sale.pieces.gt(9), default: -1 }),
    }));
    const soFar = await Sale.orderBy("id").select((sale) =>
      over(squares(sale.pieces, 1), { orderBy: sale.id }),
    );

    assert.deepEqual(totals, { all: 30, more: 290, none: -1 });
    assert.deepEqual(soFar, [1, 5, 30]);
  });

  test("UUIDs that the database makes are read as usual", async () => {
    await using _database = await open([Sale]);
    await fill();
    const made = await Sale.select(() => uuidV4());
    for (const uuid of made)
      assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(made).size, 3);
  });
});
