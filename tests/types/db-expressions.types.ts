import type { Decimal } from "decimal.js";
import {
  and,
  belongsTo,
  bigInteger,
  type Case,
  caseWhen,
  count,
  type Duration,
  date,
  datetime,
  decimal,
  duration,
  type Expression,
  hasMany,
  hasOne,
  type Instant,
  integer,
  json,
  Model,
  type PlainTime,
  type Query,
  string,
  Temporal,
  time,
} from "quintet/db";

/* What expressions give, to the letter: what the database computes is what the types say. Compiled, never run. */

/** Compiles only where both types are the same. */
type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
declare function gives<Expected>(): <Actual, Input>(
  expression: Expression<Actual, Input>,
  same: Same<Actual, Expected>,
) => void;
declare function rows<Expected>(): <Actual, Of>(
  query: Query<Actual, Of>,
  same: Same<Actual, Expected>,
) => void;

class Author extends Model({
  name: string(),
  get books() {
    return hasMany(() => Book, "author");
  },
  get profile() {
    return hasOne(() => Profile, "author");
  },
}) {}
class Profile extends Model({
  bio: string(),
  get author() {
    return belongsTo(() => Author, { unique: true });
  },
}) {}
class Book extends Model({
  title: string(),
  pages: integer(),
  sold: integer({ nullable: true }),
  bytes: bigInteger({ as: "bigint" }),
  price: decimal({ digits: 8, places: 2 }),
  soldAt: datetime(),
  exactly: datetime({ as: "instant" }),
  day: date(),
  clock: time(),
  span: duration(),
  data: json<{ theme: string }>(),
  words: json<string[]>(),
  labels: json<Set<string>>(),
  get author() {
    return belongsTo(() => Author);
  },
  get editor() {
    return belongsTo(() => Author, { nullable: true, onDelete: "setNull" });
  },
}) {}

/** Numbers: the wider kind of the two, and null where one of them may be. */
export function numbers(): void {
  Book.annotate((book) => {
    gives<number>()(book.pages.plus(1), true);
    gives<number | null>()(book.pages.plus(book.sold), true);
    gives<number | null>()(book.sold.times(2), true);
    gives<Decimal>()(book.pages.times(book.price), true);
    gives<Decimal | null>()(book.sold.minus(book.price), true);
    gives<Decimal>()(book.price.dividedBy("1.5"), true);
    gives<number>()(book.pages.dividedBy(2), true);
    gives<bigint>()(book.bytes.plus(1n), true);
    gives<bigint>()(book.bytes.modulo(book.bytes), true);
    gives<number>()(book.bytes.plus(1), true);
    gives<number>()(book.bytes.dividedBy(2n), true);
    gives<number>()(book.pages.bitAnd(3), true);
    gives<number>()(book.pages.power(2), true);
    book.price.plus(book.sold).gt("1.5");
    // @ts-expect-error a text can't be counted up
    book.title.plus(1);
    // @ts-expect-error nor can a text be added
    book.pages.plus(book.title);
    // @ts-expect-error a day has no double
    book.day.times(2);
    return { total: book.pages.plus(1) };
  });
}

/** Moments and lengths of time. */
export function moments(hour: Duration): void {
  Book.annotate((book) => {
    gives<Date>()(book.soldAt.plus(hour), true);
    gives<Date>()(book.soldAt.minus(book.span), true);
    gives<Duration>()(book.soldAt.minus(book.soldAt), true);
    gives<Duration>()(book.soldAt.minus(new Date()), true);
    gives<Instant>()(book.exactly.plus(hour), true);
    gives<Date>()(book.day.plus(hour), true);
    gives<Duration>()(book.day.minus(book.day), true);
    gives<PlainTime>()(book.clock.minus(hour), true);
    gives<Date>()(book.span.plus(book.soldAt), true);
    gives<Duration>()(book.span.plus(book.span), true);
    gives<Duration>()(book.span.times(2), true);
    gives<Duration>()(book.pages.times(book.span), true);
    book.soldAt.plus(Temporal.Duration.from({ hours: 1 })).lt(new Date());
    return { end: book.soldAt.plus(hour) };
  });
}

/** Totals. */
export function totals(): void {
  Book.annotate((book) => {
    gives<number | null>()(book.pages.sum(), true);
    gives<bigint | null>()(book.bytes.sum(), true);
    gives<number | null>()(book.bytes.avg(), true);
    gives<Decimal | null>()(book.price.avg({ distinct: true }), true);
    gives<Duration | null>()(book.span.avg(), true);
    gives<string | null>()(book.title.max(), true);
    gives<number>()(book.title.count(), true);
    // @ts-expect-error texts have no mean
    book.title.avg();
    // @ts-expect-error moments have no sum
    book.soldAt.sum();
    return { total: book.pages.sum() };
  });
}

/** Behind a relation that may lead nowhere, each value may be null. */
export function relationsThatMayLeadNowhere(): void {
  rows<string>()(
    Book.select((book) => book.author.name),
    true,
  );
  rows<[string | null, string | null]>()(
    Book.select((book) => [book.editor.name, book.editor.books.author.name]),
    true,
  );
  rows<{ title: string | null; bio: string | null }>()(
    Author.select((author) => ({ title: author.books.title, bio: author.profile.bio })),
    true,
  );
  rows<string | null>()(
    Author.select((author) => author.books.where({ pages: 3 }).title.lower()),
    true,
  );
}

/** A relation that is chosen gives its key. */
export function chosenRelations(): void {
  rows<{ author: number; editor: number | null; title: string }>()(
    Book.select("author", "editor", "title"),
    true,
  );
  rows<{ by: number; books: number }>()(
    Book.select((book) => ({ by: book.author, books: count() })),
    true,
  );
  rows<[number | null, string]>()(
    Book.select((book) => [book.editor, book.title]),
    true,
  );
}

/** Names of annotations, and values of conditions. */
export function annotationsAndConditions(): void {
  Book.annotate((book) => ({ cost: book.price.times(2), size: book.bytes })).where({ cost: "3.50", size: 3 });
  Book.where({ words: ["a"], labels: new Set(["a"]), data: { eq: { theme: "dark" } } });
  Book.where({ pages: { in: Author.select("id") }, author: { in: Author.where({ name: "x" }) } });
  // @ts-expect-error the name of a field
  Book.alias((book) => ({ title: book.pages }));
  // @ts-expect-error an object would be taken for operators
  Book.where({ data: { theme: "dark" } });
  // @ts-expect-error texts among numbers
  Book.where({ pages: { in: Author.select((author) => author.name) } });
  // @ts-expect-error the key is a number
  Book.find("x");
}

/** Changes by expressions. */
export async function changes(author: Author): Promise<void> {
  await Book.all().update((book) => ({
    price: book.pages.plus(1),
    sold: book.pages,
    author: book.author.id,
  }));
  await author.books.create({
    title: "x",
    pages: 1,
    bytes: 1,
    price: 1,
    soldAt: new Date(),
    exactly: new Date(),
    day: Temporal.Now.plainDateISO(),
    clock: Temporal.Now.plainTimeISO(),
    span: Temporal.Duration.from({ hours: 1 }),
    data: { theme: "x" },
    words: [],
    labels: new Set(),
  });
  // @ts-expect-error a text for a number
  await Book.all().update((book) => ({ pages: book.title }));
  // @ts-expect-error a title is needed too
  await author.books.create({ pages: 1 });
}

/** Conditions of expressions, and what becomes of a value. */
export function conditions(): void {
  Book.where((book) =>
    and(
      book.pages.gte(1),
      book.price.lte("9.99"),
      book.pages.between(1, book.sold),
      book.sold.isNull().or(book.sold.isNotNull()),
      book.title.startsWith("A").not(),
      book.title.endsWith(book.title.lower()),
      book.title.iexact("a"),
      book.title.icontains("a"),
      book.title.istartsWith("a"),
      book.title.iendsWith("a"),
      book.title.regex("^a"),
      book.title.iregex("^a"),
      book.data.containsJson({ theme: "dark" }),
      book.data.containedBy({ theme: "dark" }),
      book.data.hasKey("theme"),
      book.data.hasKeys(["theme"]),
      book.data.hasAnyKeys(["theme"]),
      book.title.compare("near", "x"),
    ),
  );
  // @ts-expect-error a number doesn't begin with a text
  Book.where((book) => book.pages.startsWith("1"));
  // @ts-expect-error between two numbers
  Book.where((book) => book.pages.between("1", "2"));
  // @ts-expect-error keys are texts
  Book.where((book) => book.data.hasKey(1));
  // @ts-expect-error a condition, not a value
  Book.where((book) => book.title.upper());
  Book.orderBy((book) => book.title.asc({ nulls: "last" }));
  // @ts-expect-error nulls stand first or last
  Book.orderBy((book) => book.title.asc({ nulls: "middle" }));
  Book.where((book) => {
    const open: Case<"long"> = caseWhen([book.pages.gt(500), "long" as const]);
    gives<"long" | null>()(open, true);
    gives<"long" | "short">()(open.otherwise("short" as const), true);
    // @ts-expect-error pairs of a condition and a value
    caseWhen(book.pages.gt(500), "long");
    return open.isNotNull();
  });
  Book.select((book) => {
    gives<string>()(book.title.upper(), true);
    gives<number>()(book.sold.orElse(0), true);
    gives<Decimal>()(book.pages.cast(decimal({ digits: 8, places: 2 })), true);
    gives<string | null>()(book.data.textAt("theme"), true);
    gives<PlainTime | null>()(book.clock.min(), true);
    gives<number>()(book.pages.bitOr(1).bitXor(2).shiftLeft(1).shiftRight(1), true);
    // @ts-expect-error a text has no bits
    book.title.bitOr(1);
    // @ts-expect-error a kind of field
    book.pages.cast("integer");
    return book.title;
  });
}
