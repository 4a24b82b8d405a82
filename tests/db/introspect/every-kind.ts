import {
  belongsTo,
  bigId,
  bigInteger,
  binary,
  boolean,
  check,
  date,
  datetime,
  decimal,
  duration,
  float,
  generated,
  hasMany,
  index,
  inherit,
  integer,
  ipAddress,
  json,
  lower,
  Model,
  manyToMany,
  now,
  or,
  smallInteger,
  sql,
  string,
  Temporal,
  text,
  time,
  unique,
  uuid,
} from "quintet/db";

/*
 * Models with every kind of field, relation, rule and index: what is written of them, and what is read from a database
 * with their tables, must say the same again.
 */

class Author extends Model({
  name: string({ maxLength: 100 }),
  bornOn: date({ nullable: true }),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}

class Tag extends Model({
  code: string({ maxLength: 30, primaryKey: true }),
  label: string({ maxLength: 60, unique: true }),
}) {}

class Publisher extends Model({
  key: uuid({ primaryKey: true, default: "v4" }),
  name: string({ maxLength: 200, index: true }),
}) {}

class Book extends Model({
  title: string({ maxLength: 200 }),
  subtitle: text({ nullable: true }),
  blurb: text({ default: "" }),
  pages: integer({ positive: true }),
  shelf: smallInteger(),
  copies: bigInteger({ default: 0n }),
  weight: float({ nullable: true }),
  price: decimal({ digits: 8, places: 2 }),
  discount: decimal({ digits: 4, places: 2, default: "0.50" }),
  isPrinted: boolean({ default: false }),
  createdAt: datetime({ default: "now" }),
  closedAt: datetime({ nullable: true, default: new Date("2024-05-06T07:08:09.010Z") }),
  day: date({ default: Temporal.PlainDate.from("2024-02-29") }),
  opensAt: time({ nullable: true }),
  length: duration({ nullable: true }),
  extra: json({ default: { tags: ["a", "b"], size: 3 } }),
  reference: uuid({ unique: true }),
  cover: binary({ nullable: true }),
  address: ipAddress({ nullable: true }),
  ISBN: string({ maxLength: 13, column: "isbn_code", nullable: true }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get editor() {
    return belongsTo(() => Author, { onDelete: "setNull", nullable: true, index: false });
  },
  get publisher() {
    return belongsTo(() => Publisher, { column: "house", dbConstraint: false });
  },
  get successor() {
    return belongsTo(() => Book, { nullable: true, unique: true });
  },
  get tag() {
    return belongsTo(() => Tag, { to: "label", column: "tag_label", nullable: true, onDelete: "dbSetNull" });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
  get related() {
    return manyToMany(() => Book, { table: "book_links", sourceColumn: "one", targetColumn: "other" });
  },
}) {
  static override meta() {
    return this.options({
      orderBy: ["title"],
      constraints: (book) => [
        unique(book.author, book.title),
        unique(book.title, book.day).named("one_a_day"),
        check("book_price_positive", book.price.gte(0)),
        check("book_pages_limited", book.pages.between(1, 5000)),
        check("book_kind", or(book.isPrinted.eq(true), book.weight.isNull(), book.shelf.in([1, 2]))),
        check("book_day", book.day.gt(Temporal.PlainDate.from("1970-01-01"))),
        check("book_raw", sql<boolean>`length(${book.title}) > 0`),
      ],
      indexes: (book) => [
        index(book.createdAt.desc()),
        index(book.author, book.day).named("book_author_day"),
        index(book.price, book.pages.desc()).named("book_price_pages"),
      ],
    });
  }
}

class Measure extends Model({
  key: bigId(),
  low: integer({ dbDefault: 1 }),
  high: integer({ dbDefault: -7 }),
  word: string({ maxLength: 20, dbDefault: 'it\'s "so" \\ here' }),
  is: boolean({ dbDefault: true }),
  rate: decimal({ digits: 6, places: 3, dbDefault: "1.250" }),
  since: datetime({ dbDefault: now() }),
  span: generated(integer(), (row) => row.high.minus(row.low)),
}) {
  static override meta() {
    return this.options({ table: "measures of length" });
  }
}

/** A key of several columns, and what refers to it. */
class Seat extends Model({
  row: integer({ primaryKey: true }),
  number: integer({ primaryKey: true }),
  note: string({ maxLength: 10, nullable: true }),
}) {}

class Booking extends Model({
  seatRow: integer(),
  seatNumber: integer(),
  get seat() {
    return belongsTo(() => Seat, { from: ["seatRow", "seatNumber"], onDelete: "cascade" });
  },
  guest: string({ maxLength: 40 }),
}) {}

/** A key in another order than that of its columns, one of which is a reference. */
class Desk extends Model({
  place: integer(),
  number: integer(),
  get owner() {
    return belongsTo(() => Publisher, { onDelete: "cascade" });
  },
}) {
  static override meta() {
    return this.options({ primaryKey: ["owner", "number", "place"] });
  }
}

class Lamp extends Model({
  number: integer(),
  place: integer(),
  get owner() {
    return belongsTo(() => Publisher, { onDelete: "cascade" });
  },
  get desk() {
    return belongsTo(() => Desk, { from: ["owner", "number", "place"], onDelete: "cascade" });
  },
}) {}

class Person extends Model({ name: string({ maxLength: 40 }) }) {}

class Club extends Model({
  name: string({ maxLength: 40 }),
  get members() {
    return manyToMany(() => Person, { through: () => Membership });
  },
}) {}

class Membership extends Model({
  get club() {
    return belongsTo(() => Club, { onDelete: "cascade" });
  },
  get person() {
    return belongsTo(() => Person, { onDelete: "cascade" });
  },
  joinedOn: date(),
}) {}

class Place extends Model({ name: string({ maxLength: 50 }) }) {}
class Restaurant extends inherit(Place, { servesPizza: boolean({ default: false }) }) {}

/** Every database keeps the tables of these. */
export const everyKind = [
  Author,
  Tag,
  Publisher,
  Book,
  Measure,
  Seat,
  Booking,
  Desk,
  Lamp,
  Person,
  Club,
  Membership,
  Place,
  Restaurant,
] as const;

class Sorted extends Model({
  name: string({ maxLength: 50 }),
  views: integer(),
  deletedAt: datetime({ nullable: true }),
}) {
  static override meta() {
    return this.options({
      constraints: (row) => [
        unique(row.name).named("sorted_live_name").where(row.deletedAt.isNull()),
        unique(lower(row.name), row.views).named("sorted_lower_name"),
      ],
      indexes: (row) => [
        index(row.views).named("sorted_live_views").where(row.views.gt(3).and(row.deletedAt.isNull())),
        index(lower(row.name).desc(), row.views).named("sorted_by_name"),
      ],
    });
  }
}

/** For databases with indexes of some rows, and of computed values. */
export const sortedKinds = [Sorted] as const;

class Covered extends Model({
  name: string({ maxLength: 50, collation: { postgres: "C" } }),
  views: integer({ nullable: true, comment: 'How often; "it\'s" counted' }),
  place: integer(),
}) {
  static override meta() {
    return this.options({
      comment: "With an index that holds more",
      constraints: (row) => [
        unique(row.place).named("covered_place").with({ deferrable: "deferred" }),
        unique(row.name, row.place)
          .named("covered_include")
          .with({ include: [row.views] }),
        unique(row.views, row.name).named("covered_nulls").with({ nullsDistinct: false }),
      ],
      indexes: (row) => [
        index(row.name)
          .named("covered_pattern")
          .with({ operatorClasses: ["varchar_pattern_ops"] }),
        index(row.views.desc({ nulls: "last" }), row.place.asc({ nulls: "first" })).named(
          "covered_nulls_idx",
        ),
        index(row.place)
          .named("covered_place_idx")
          .with({ include: [row.views, row.name] }),
      ],
    });
  }
}

/** For PostgreSQL alone. */
export const coveredKinds = [Covered] as const;
