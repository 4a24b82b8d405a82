import {
  belongsTo,
  bigInteger,
  boolean,
  type Database,
  date,
  datetime,
  decimal,
  duration,
  float,
  hasMany,
  integer,
  json,
  Model,
  manyToMany,
  slug,
  string,
  Temporal,
  text,
  time,
  uuid,
} from "quintet/db";

/* Quintet's side: the models that django_side.py has too, and the rows that both read. */

export class Shop extends Model({
  name: string({ maxLength: 50 }),
  city: string({ maxLength: 50, nullable: true }),
  opened: date({ nullable: true }),
  get items() {
    return hasMany(() => Item, "shop");
  },
  get spares() {
    return hasMany(() => Item, "backup");
  },
}) {
  static override meta() {
    return this.options({ table: "side_shop" });
  }
}

export class Tag extends Model({
  slug: slug({ unique: true }),
  get parent() {
    return belongsTo(() => Tag, { nullable: true, onDelete: "cascade" });
  },
  get children() {
    return hasMany(() => Tag, "parent");
  },
  get items() {
    return hasMany(() => Item, "tags");
  },
}) {
  static override meta() {
    return this.options({ table: "side_tag" });
  }
}

/** What most items' JSON holds. */
export interface Extra {
  readonly size?: number | string | null;
  readonly tags?: readonly string[];
  readonly deep?: { readonly a?: { readonly b?: unknown } };
}

export class Item extends Model({
  sku: string({ maxLength: 20, unique: true }),
  name: string({ maxLength: 100 }),
  note: text({ nullable: true }),
  pieces: integer(),
  spare: integer({ nullable: true }),
  total: bigInteger(),
  price: decimal({ digits: 8, places: 2 }),
  rate: decimal({ digits: 10, places: 4, nullable: true }),
  weight: float(),
  active: boolean(),
  flag: boolean({ nullable: true }),
  sold: datetime(),
  shipped: datetime({ nullable: true }),
  day: date(),
  clock: time({ nullable: true }),
  took: duration({ nullable: true }),
  extra: json<unknown>({ nullable: true }),
  code: uuid(),
  get shop() {
    return belongsTo(() => Shop, { onDelete: "cascade" });
  },
  get backup() {
    return belongsTo(() => Shop, { nullable: true, onDelete: "setNull" });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
  get reviews() {
    return hasMany(() => Review, "item");
  },
}) {
  static override meta() {
    return this.options({ table: "side_item" });
  }
}

export class Review extends Model({
  stars: integer(),
  text: string({ maxLength: 100, nullable: true }),
  get item() {
    return belongsTo(() => Item, { onDelete: "cascade" });
  },
}) {
  static override meta() {
    return this.options({ table: "side_review" });
  }
}

export const models = [Shop, Tag, Item, Review];

export const day = (written: string) => Temporal.PlainDate.from(written);
export const clock = (written: string) => Temporal.PlainTime.from(written);
export const minutes = (count: number) => Temporal.Duration.from({ seconds: Math.round(count * 60) });
export const moment = (written: string) => new Date(`${written}Z`);

/** The key of the item with that SKU. */
export async function key(sku: string): Promise<number> {
  return (await Item.get({ sku })).id;
}

/** One row of items: what differs between them, and is null, empty, negative or at an edge somewhere. */
type ItemRow = readonly [
  name: string,
  note: string | null,
  numbers: readonly [pieces: number, spare: number | null, total: number, weight: number],
  price: string,
  rate: string | null,
  flags: readonly [boolean, boolean | null],
  sold: string,
  shipped: string | null,
  clock: string | null,
  tookMinutes: number | null,
  extra: unknown,
  shops: readonly [shop: number, backup: number | null],
  tags: readonly number[],
  stars: readonly (readonly [number, string | null])[],
];

/* The moments lie around the changes of the clocks in Berlin (2024-03-31 and 2024-10-27, 01:00 UTC) and New York. */
const itemRows: readonly ItemRow[] = [
  [
    "Apple",
    "Fresh",
    [3, 1, 10, 0.5],
    "1.50",
    "0.1250",
    [true, true],
    "2024-03-30T23:30:00",
    null,
    "08:00:00",
    5,
    { size: 3, tags: ["a", "b"], deep: { a: { b: 1 } } },
    [0, 1],
    [0, 1],
    [
      [5, "good"],
      [1, null],
    ],
  ],
  [
    "apple",
    null,
    [-7, null, 20, 1.5],
    "2.25",
    null,
    [false, null],
    "2024-03-31T00:59:59",
    "2024-03-31T01:00:00",
    null,
    null,
    { size: "3", tags: [] },
    [0, null],
    [0],
    [[3, "ok"]],
  ],
  [
    "APPLE pie",
    "100% fruit_no sugar",
    [12, 4, 30, 2.5],
    "10.00",
    "3.3333",
    [true, false],
    "2024-03-31T01:00:00",
    "2024-10-27T00:30:00",
    "23:59:59",
    90.5,
    { size: null },
    [1, 0],
    [1, 2],
    [],
  ],
  [
    "Äpfel",
    "C:\\temp\\new",
    [5, 5, 40, -2.5],
    "10.00",
    "-1.0000",
    [true, null],
    "2024-10-27T00:30:00",
    "2024-10-27T01:30:00",
    "12:30:15",
    1440,
    { tags: ["b"], deep: { a: {} } },
    [1, null],
    [2],
    [
      [4, "fine"],
      [4, "good"],
    ],
  ],
  [
    "äpfel",
    'O\'Neil said "hi"',
    [0, 0, 50, 3.5],
    "0.00",
    "0.0000",
    [false, true],
    "2024-10-27T01:30:00",
    null,
    "00:00:00",
    0,
    [1, 2, 3],
    [2, 2],
    [],
    [[2, null]],
  ],
  [
    "straße",
    "",
    [8, null, 60, 4.5],
    "7.77",
    "2.5000",
    [false, false],
    "2024-12-31T23:59:59",
    "2025-01-01T00:00:00",
    "06:15:00",
    30,
    "text",
    [2, 0],
    [0, 1, 2],
    [[5, "good"]],
  ],
  [
    "Zebra 10",
    " spaced ",
    [15, 7, 70, 10.25],
    "99999.99",
    "9999.9999",
    [true, true],
    "2025-01-01T00:00:00",
    "2025-01-02T12:00:00",
    "18:45:30",
    12.5,
    7,
    [0, 2],
    [3],
    [
      [1, "bad"],
      [2, "bad"],
      [3, null],
    ],
  ],
  [
    "Zebra 9",
    "multi\nline",
    [15, 7, 80, 0.1],
    "0.01",
    "0.0001",
    [true, null],
    "2020-02-29T12:00:00",
    null,
    null,
    null,
    true,
    [3, null],
    [],
    [],
  ],
  [
    "日本語",
    "🎉 party",
    [1, 2, 90, 0.2],
    "5.55",
    null,
    [false, null],
    "2024-06-15T12:34:56",
    "2024-06-15T12:34:57",
    "12:34:56",
    1.5,
    null,
    [3, 1],
    [4],
    [[5, null]],
  ],
  [
    "back\\slash",
    "under_score",
    [-1, -2, 100, -0.5],
    "3.00",
    "1.5000",
    [true, false],
    "2024-11-03T05:30:00",
    "2024-11-03T06:30:00",
    "05:30:00",
    45,
    { size: 10, "odd key.x": 1, "quo'te\"": { "": 2 } },
    [1, 3],
    [0],
    [[3, "ok"]],
  ],
];

const shopRows = [
  { name: "North", city: "Berlin", opened: day("2019-12-30") },
  { name: "South", city: "berlin", opened: day("2021-01-03") },
  { name: "East", city: null, opened: null },
  { name: "West", city: "New York", opened: day("2024-02-29") },
  { name: "Empty", city: "Oslo", opened: day("2000-01-01") },
];

/** Stores the rows. */
export async function fill(_database: Database): Promise<void> {
  const shops = await Shop.createMany(shopRows);
  const fruit = await Tag.create({ slug: "fruit" });
  const sweet = await Tag.create({ slug: "sweet", parent: fruit });
  const sour = await Tag.create({ slug: "sour", parent: fruit });
  const very = await Tag.create({ slug: "very-sweet", parent: sweet });
  const tags = [fruit, sweet, sour, very, await Tag.create({ slug: "alone" })];
  for (const [number, row] of itemRows.entries()) {
    const [name, note, [pieces, spare, total, weight], price, rate, [active, flag], sold, shipped, at, took] =
      row;
    const [extra, [shop, backup], tagged, reviews] = row.slice(10) as [
      ItemRow[10],
      ItemRow[11],
      ItemRow[12],
      ItemRow[13],
    ];
    const item = await Item.create({
      sku: `s${number}`,
      ...{ name, note, pieces, spare, total, weight, price, rate, active, flag, extra },
      sold: moment(sold),
      shipped: shipped === null ? null : moment(shipped),
      day: day(sold.slice(0, 10)),
      clock: at === null ? null : clock(at),
      took: took === null ? null : minutes(took),
      code: `0000000${number}-0000-4000-8000-00000000000${number}`,
      shop: shops[shop]!,
      backup: backup === null ? null : shops[backup]!,
    });
    await item.tags.add(...tagged.map((position) => tags[position]!));
    for (const [stars, written] of reviews) await Review.create({ stars, text: written, item });
  }
}
