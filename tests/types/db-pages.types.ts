import type { Decimal } from "decimal.js";
import { belongsTo, decimal, hasMany, integer, Model, sql, string } from "quintet/db";

/* What the types of pages, raw queries, streams and explain() accept and refuse. Compiled, never run. */

class Author extends Model({
  name: string({ maxLength: 100 }),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}

class Book extends Model({
  title: string({ maxLength: 200 }),
  pages: integer({ nullable: true }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
}) {}

export async function pages(): Promise<void> {
  const query = Book.include("author").annotate((book) => ({ twice: book.pages.times(2) }));
  const first = await query.orderBy("-twice").keysetPage({ size: 20 });
  first.rows[0]!.author.name.trim();
  first.next satisfies string | null;
  const second = await query.orderBy("-twice").keysetPage({ size: 20, after: first.next });
  await query.keysetPage({ size: 20, before: second.previous, after: undefined });
  (await Book.select((book) => book.title).keysetPage({ size: 2 })).rows satisfies readonly string[];
  (await query.page({ number: 1, size: 20 })).rows[0]!.author.name.trim();

  // @ts-expect-error a page has a size
  await query.keysetPage({ after: first.next });
  // @ts-expect-error a cursor is a text
  await query.keysetPage({ size: 20, after: 3 });
  // @ts-expect-error relations that weren't included aren't loaded
  (await Book.all().keysetPage({ size: 20 })).rows[0]!.author.name;
}

export async function rawQueries(): Promise<void> {
  const rows = await Book.fromSql(sql`SELECT * FROM ${Book}`);
  rows[0]!.title.trim();
  const more = await Book.fromSql(sql`SELECT *, 1 AS total FROM ${Book}`, {
    total: decimal({ digits: 5, places: 2 }),
    rest: integer({ nullable: true }),
  }).include("author", { author: (author) => author.include("books") });
  more[0]!.total satisfies Decimal;
  more[0]!.rest satisfies number | null;
  more[0]!.author.name.trim();
  for await (const book of Book.fromSql(sql`SELECT id FROM ${Book}`).using("reports")) book.id.toFixed();

  // @ts-expect-error a statement is written as sql`…`: a plain text could hold what a visitor wrote
  await Book.fromSql("SELECT * FROM book");
  // @ts-expect-error a column that nobody spoke of
  rows[0]!.total;
  // @ts-expect-error relations that weren't included aren't loaded
  rows[0]!.author.name;
  // @ts-expect-error no such relation
  Book.fromSql(sql`SELECT * FROM ${Book}`).include("writer");
  // @ts-expect-error null must be thought of
  more[0]!.rest.toFixed();
}

export async function plansAndStreams(): Promise<void> {
  (await Book.all().explain({ analyze: true, format: "json" })) satisfies string;
  for await (const book of Book.include("author").stream({ chunk: 10 })) book.author.name.trim();
  for await (const title of Book.select((book) => book.title).stream()) title.trim();

  // @ts-expect-error no database has that format
  await Book.all().explain({ format: "html" });
  // @ts-expect-error no such option
  await Book.all().explain({ analyse: true });
  // @ts-expect-error a number of rows
  Book.all().stream({ chunk: "10" });
}
