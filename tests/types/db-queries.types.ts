import type { Decimal } from "decimal.js";
import {
  belongsTo,
  boolean,
  caseWhen,
  count,
  type Database,
  type DeletedRows,
  date,
  datetime,
  decimal,
  type Expression,
  exists,
  hasMany,
  inherit,
  integer,
  json,
  Model,
  over,
  type Page,
  type Query,
  rank,
  type StatementWrapper,
  type StoredValue,
  sql,
  sqlList,
  string,
  sum,
  time,
  tuple,
  wrapStatements,
} from "quintet/db";

/* What every method of queries takes and gives, to the letter. Compiled, never run. */

/** Compiles only where both types are the same. */
type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
declare function gives<Expected>(): <Actual>(
  value: Promise<Actual> | PromiseLike<Actual> | AsyncIterable<Actual>,
  same: Same<Actual, Expected>,
) => void;
/** The same for the rows of a query. */
declare function rows<Expected>(): <Actual, Of>(
  query: Query<Actual, Of>,
  same: Same<Actual, Expected>,
) => void;

class Author extends Model({
  name: string(),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}
class Book extends Model({
  title: string(),
  pages: integer({ default: 0 }),
  price: decimal({ digits: 8, places: 2, nullable: true }),
  isGood: boolean({ default: false }),
  createdAt: datetime({ default: "now" }),
  day: date({ nullable: true }),
  clock: time({ nullable: true }),
  data: json<{ theme: string }>({ default: { theme: "dark" } }),
  get author() {
    return belongsTo(() => Author);
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["-author.name", "title"], latestBy: ["createdAt"] });
  }
}
class Novel extends inherit(Book, { genre: string() }) {}

/** Methods that give a query of the same rows: of the model's class, and of a query. */
export function sameRows(): void {
  for (const books of [Book.all(), Book.where({ pages: 1 }), Book.whereNot({ pages: 1 })])
    rows<Book>()(books, true);
  rows<Book>()(Book.using("other").orderBy("title").reverse().limit(3).offset(1), true);
  rows<Book>()(Book.none().distinct("title").lock({ skipLocked: true }), true);
  rows<Book>()(Book.alias((book) => ({ double: book.pages.times(2) })).where({ double: { gt: 3 } }), true);
  rows<Book>()(
    Book.all()
      .union(Book.where({ pages: 3 }))
      .unionAll(Book.all()),
    true,
  );
  rows<Book>()(Book.all().intersection(Book.all()).difference(Book.all()), true);
  rows<Book>()(Book.all().and(Book.all()).or(Book.all()).xor(Book.all()), true);
  rows<Book>()(Book.all().fetchMode("raise"), true);
  const books = Book.includeAs("named", "author", (author) => author.where({ name: "x" }));
  const named = async (): Promise<Author | null | undefined> => (await books)[0]?.named;
  void named;
  // @ts-expect-error there is no such mode
  Book.all().fetchMode("never");
  const drafts = Author.alias((author) => ({ long: author.books.where({ pages: { gt: 100 } }) }));
  rows<Author>()(
    drafts.where({ long: { title: "x" } }).orderBy((author) => author.long.title),
    true,
  );
  // @ts-expect-error the rows of the relation have no such field
  drafts.where({ long: { titel: "x" } });
  // What one of them annotates or loads is no hindrance: a scope can be added to any query of its model.
  const counted = Book.include("author").annotate((book) => ({ twice: book.pages.times(2) }));
  const scoped = async (): Promise<[number, string] | undefined> => {
    const [found] = await counted
      .and(Book.where({ pages: 3 }))
      .or(Book.annotate((book) => ({ n: book.pages })));
    return found && [found.twice, found.author.name];
  };
  void scoped;
  rows<Novel>()(Novel.where({ genre: "x", pages: 3, author: { name: "y" } }), true);
  // @ts-expect-error rows of another model
  Book.all().union(Author.all());
  // @ts-expect-error rows of another model
  Book.all().and(Author.all());
  // @ts-expect-error there is no such option
  Book.all().lock({ skip: true });
}

/** Queries as values of others. */
export function asValues(): void {
  rows<{ titles: string[]; prices: (Decimal | null)[] }>()(
    Author.select((author) => ({
      titles: Book.where((book) => book.author.eq(author))
        .select((book) => book.title)
        .asList(),
      prices: Book.select((book) => book.price).asList(),
    })),
    true,
  );
  rows<[number, string]>()(
    Book.select((book) => [book.author, book.title]), // the key of the relation's row
    true,
  );
}

/** SQL of one's own that gives no instances, and wrappers of statements. */
export async function statements(database: Database): Promise<void> {
  gives<{ one: number; two: Decimal | null }[]>()(
    database.rows(sql`SELECT 1 AS one, 2 AS two`, {
      one: integer(),
      two: decimal({ digits: 4, places: 2, nullable: true }),
    }),
    true,
  );
  await database.execute(sql`DELETE FROM ${Book} WHERE id IN (${sqlList([1, 2])})`);
  // @ts-expect-error a statement, not a query
  await database.query(Book.all());
  gives<number>()(
    wrapStatements(
      (send, { text }) => (text === "" ? Promise.reject(new Error("nothing")) : send()),
      () => Book.count(),
    ),
    true,
  );
  const givesBack: StatementWrapper = (send) => send();
  // @ts-expect-error what was sent must be given back
  const keeps: StatementWrapper = async () => 1;
  void [givesBack, keeps];
}

/** Methods that give other rows. */
export async function otherRows(): Promise<void> {
  rows<{ title: string; price: Decimal | null }>()(
    Book.select((book) => ({ title: book.title, price: book.price })),
    true,
  );
  const [named] = await Book.select("title", "pages");
  const title: string = named!.title;
  rows<[string, number]>()(
    Book.select((book) => [book.title, book.pages]),
    true,
  );
  rows<string>()(
    Book.select((book) => book.title),
    true,
  );
  const [annotated] = await Author.annotate((author) => ({ n: count(author.books) }));
  const n: number = annotated!.n;
  annotated!.name.trim();
  await annotated!.save();
  const [grouped] = await Book.select((book) => ({ good: book.isGood })).annotate((book) => ({
    n: count(book.id),
  }));
  const each: { good: boolean; n: number } = grouped!;
  const [only] = await Book.only("title");
  only!.title.trim();
  only!.id.toFixed();
  // @ts-expect-error not among the columns
  only!.pages.toFixed();
  const [deferred] = await Book.defer("title");
  deferred!.pages.toFixed();
  // @ts-expect-error left out
  deferred!.title.trim();
  const included = await Author.include("books").get(1);
  const books: Book[] = included.books;
  await included.books.add(1);
  const author: Author = included; // a row with more loaded is still a row
  // @ts-expect-error no column of that name
  Book.only("titel");
  // @ts-expect-error a relation to many is not a value
  Author.select("books");
  void [title, n, each, books, author];
}

/** Methods that ask. */
export function answers(book: Book): void {
  gives<Book>()(Book.get({ title: "x" }), true);
  gives<Book>()(Book.all().get(["tenant", 1]), true);
  gives<Book | null>()(Book.find(1), true);
  gives<Book | null>()(Book.first(), true);
  gives<Book | null>()(Book.all().last(), true);
  gives<Book>()(Book.earliest("createdAt"), true);
  gives<Book>()(Book.all().latest("-author.name"), true);
  gives<Map<number, Book>>()(Book.inBulk([1, 2]), true);
  gives<Map<string, Book>>()(Book.all().inBulk(["x"], "title"), true);
  // @ts-expect-error titles are texts
  Book.inBulk([1], "title");
  gives<boolean>()(Book.all().contains(book), true);
  gives<Page<Book>>()(Book.all().page({ number: 1, size: 20 }), true);
  gives<number>()(Book.count(), true);
  gives<boolean>()(Book.exists(), true);
  gives<Book>()(Book.create({ title: "x", author: 1 }), true);
  gives<Book[]>()(Book.createMany([{ title: "x", author: 1 }], { ignoreConflicts: true }), true);
  gives<[row: Book, created: boolean]>()(Book.getOrCreate({ title: "x" }, { author: 1 }), true);
  gives<[row: Book, created: boolean]>()(Book.upsert({ title: "x" }, { pages: 1 }), true);
  gives<number>()(Book.where({ id: 1 }).update({ pages: 3 }), true);
  gives<number>()(
    Book.all().update((row) => ({ pages: row.pages.plus(1) })),
    true,
  );
  gives<number>()(Book.updateMany([book], ["pages"]), true);
  gives<DeletedRows>()(Book.all().delete(), true);
  gives<Book[] | null>()(
    Book.all().catch(() => null),
    true,
  );
  gives<Book[]>()(
    Book.all().finally(() => {}),
    true,
  );
  gives<string>()(Book.all().explain(), true);
  Book.all().toSql() satisfies { text: string; params: readonly StoredValue[] };
  book.save({ only: ["pages"] });
  book.refresh({ only: ["pages", "author"] });
  // @ts-expect-error no such field
  Book.updateMany([book], ["page"]);
  // @ts-expect-error no such field
  book.save({ only: ["page"] });
  // @ts-expect-error pages have a size
  Book.all().page({ number: 1 });
  // @ts-expect-error a row of another model
  Author.all().contains(book);
}

/** Conditions and orders written as data. */
export function data(): void {
  Book.where({ createdAt: { year: 2024, hour: { lt: 12 } }, day: { month: { in: [1, 2] } } });
  Book.where({ clock: { hour: 3 }, title: { regex: "^a", iregex: "b$" } });
  Book.where({ data: { contains: { theme: "dark" }, hasKey: "theme", hasAnyKeys: ["a", "b"] } });
  Book.where({ xor: [{ pages: 1 }, { title: "x" }], not: { isGood: true } });
  Book.orderBy("author.name", "-author.id", (book) => book.pages.desc({ nulls: "last" }));
  Author.orderBy("books.author.name");
  // @ts-expect-error a day has no hour
  Book.where({ day: { hour: 3 } });
  // @ts-expect-error a number has no year
  Book.where({ pages: { year: 3 } });
  // @ts-expect-error a text has no keys
  Book.where({ title: { hasKey: "x" } });
  // @ts-expect-error true and false have no order
  Book.where({ isGood: { gt: false } });
  // @ts-expect-error no such field behind the relation
  Book.orderBy("author.nam");
  // @ts-expect-error title leads nowhere
  Book.orderBy("title.name");
}

/** Callbacks that refer to a row of the query around. */
export function outerRows(): void {
  const newest = Author.annotate((author) => ({
    title: Book.where((book) => book.author.eq(author))
      .orderBy("-id")
      .limit(1)
      .select((book) => book.title)
      .asValue(),
  }));
  newest.then(([author]) => {
    const title: string | null = author!.title;
    return title;
  });
  Author.where((author) => exists(Book.where((book) => book.author.eq(author).and(book.pages.gt(3)))));
  Author.annotate((author) => ({ good: count(author.books.where({ isGood: true })) }));
  Author.annotate((author) => ({ good: author.books.where((book) => book.isGood.eq(true)).pages.sum() }));
  Book.where((book) => tuple(book.author, book.id).in([[1, 2]]));
  Book.annotate((book) => {
    const size: Expression<"big" | "small"> = caseWhen<"big" | "small">([book.pages.gt(3), "big"]).otherwise(
      "small",
    );
    const place: Expression<number> = rank().over({ partitionBy: book.author, orderBy: book.pages.desc() });
    return {
      size,
      place,
      running: over(sum(book.pages), { orderBy: book.id }),
      theme: book.data.at<string>("theme"),
    };
  });
  // @ts-expect-error the row of another model
  Author.where((author) => exists(Book.where((book) => book.eq(author))));
}
