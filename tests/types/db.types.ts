import {
  avg,
  belongsTo,
  boolean,
  check,
  choice,
  count,
  datetime,
  decimal,
  hasMany,
  hasOne,
  integer,
  json,
  lower,
  Model,
  manyToMany,
  string,
  text,
  unique,
  uuid,
  value,
} from "quintet/db";

/*
 * What the types of models and queries accept and refuse. Compiled, never run. The models refer to each other and to
 * themselves in every direction: that they have types at all is the first thing tested here.
 */

const timestamps = { createdAt: datetime({ default: "now" }), updatedAt: datetime({ autoNow: true }) };

class Author extends Model({
  name: string({ maxLength: 100 }),
  ...timestamps,
  get favourite() {
    return belongsTo(() => Book, { nullable: true, onDelete: "setNull" });
  },
  get books() {
    return hasMany(() => Book, "author");
  },
  get profile() {
    return hasOne(() => Profile, "author");
  },
}) {
  static override meta() {
    return this.options({
      orderBy: ["-name", "favourite.title"],
      constraints: (author) => [unique(author.name), check("named", author.name.ne(""))],
    });
  }
  static recent() {
    return this.where({ createdAt: { gt: new Date() } });
  }
  override toString() {
    return this.name;
  }
}

class Profile extends Model({
  settings: json<{ theme: string }>({ default: { theme: "dark" } }),
  get author() {
    return belongsTo(() => Author, { unique: true, onDelete: "cascade" });
  },
}) {}

class Tag extends Model({
  slug: string(),
  get books() {
    return hasMany(() => Book, "tags");
  },
}) {}

class Book extends Model({
  title: string(),
  summary: text({ optional: true }),
  status: choice("draft", "published"),
  pages: integer({ default: 0 }),
  price: decimal({ digits: 8, places: 2, nullable: true }),
  isGood: boolean({ default: false }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get sequelOf() {
    return belongsTo(() => Book, { nullable: true });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
}) {
  static published() {
    return this.where({ status: "published" });
  }
  async siblings() {
    return Book.where({ author: { id: (await this.author).id } });
  }
}

class Session extends Model({
  sessionKey: string({ maxLength: 40, primaryKey: true }),
  get next() {
    return belongsTo(() => Session, { nullable: true });
  },
}) {}
class Token extends Model({ id: uuid({ primaryKey: true, default: "v7" }) }) {}

export async function queries(): Promise<void> {
  const cheap = await Book.published()
    .where({ author: { name: { startsWith: "T" }, favourite: { title: "q" } }, price: { lt: 3 } })
    .orderBy("-price", "author.name", (book) => book.pages.desc());
  const first = cheap[0]!;
  (await first.author).name.toUpperCase();
  first.author.id.toFixed();
  first.authorId.toFixed();
  const sequel: number | null = first.sequelOfId;
  (await first.sequelOf)?.title.trim();
  (await first.tags)[0]!.slug.trim();
  await first.tags.add(1, (await Tag.first())!);
  await first.tags.where({ slug: { in: ["a"] } }).count();
  (await (await Author.get(1)).profile)?.settings.theme.trim();
  void sequel;

  const full = await Book.include("author", "tags").get({ id: 3 });
  full.author.name.toUpperCase();
  full.tags[0]!.slug.toUpperCase();
  const asBook: Book = full; // a row with more loaded is still a row
  await asBook.save();

  const nested = await Book.all().include("author", {
    tags: (tags) => tags.where({ slug: "x" }).orderBy("slug"),
  });
  nested[0]!.author.name.trim();
  nested[0]!.tags[0]!.slug.trim();
  const deep = await Author.all().include({ books: (books) => books.include("tags") });
  deep[0]!.books[0]!.tags[0]!.slug.trim();

  const busy = await Author.annotate((a) => ({ written: count(a.books), price: avg(a.books.pages) }))
    .where({ written: { gt: 3 } })
    .orderBy("-written");
  busy[0]!.written.toFixed();
  busy[0]!.price?.toFixed();
  busy[0]!.toString().trim();

  const rows = await Book.select((b) => ({ title: b.title, by: b.author.name, cost: b.price }));
  rows[0]!.by.trim();
  rows[0]!.cost?.toFixed(2);
  const names = await Book.all().select("title", "pages");
  names[0]!.title.trim();
  const totals = await Book.aggregate((b) => ({ all: count(), pages: b.pages.sum() }));
  totals.all.toFixed();

  await Book.where((b) => b.pages.gt(b.pages.plus(1)).and(b.author.name.eq("x"), b.tags.slug.contains("y")));
  await Book.where({
    or: [{ title: "x" }, { pages: { between: [1, 2] } }],
    not: { author: null },
    tags: { isNull: true },
  });
  await Book.where({ author: (await Author.first())!, sequelOf: { in: [1, 2] } });
  await Book.where({ author: { in: Author.recent() } });
  const made = await Book.create({ title: "x", status: "draft", author: 3, price: "1.50" });
  (await made.siblings())[0]!.title.trim();
  made.author = await Author.get({ name: "x" });
  made.assign({ author: 4, title: "y" });
  await Book.create({ title: lower(value("X")), status: "draft", author: 3 });
  await Author.upsert({ name: "x" }, { name: lower(value("X")) });
  await made.save({ only: ["title"], set: (b) => ({ pages: b.pages.plus(1), author: 4 }) });
  await Book.where({ id: 3 }).update((b) => ({ pages: b.pages.plus(1), title: "x" }));
  const [row, created] = await Author.getOrCreate({ name: "x" }, {});
  row.name.trim();
  void created;
  (await Session.get("abc")).sessionKey.trim();
  (await Token.create({})).id.trim();
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error no such field on Author
  Book.where({ author: { nam: "x" } });
  // @ts-expect-error an operator for texts on a number
  Book.where({ pages: { startsWith: "x" } });
  // @ts-expect-error not one of the choices
  Book.where({ status: "gone" });
  // @ts-expect-error a text for a number
  Book.where({ pages: "3" });
  // @ts-expect-error author and status are required
  await Book.create({ title: "x" });
  // @ts-expect-error no such field
  await Book.create({ title: "x", status: "draft", author: 3, titel: "y" });
  const plain = await Book.get(1);
  // @ts-expect-error no such field to compute with
  await plain.save({ set: (b) => ({ pages: b.page.plus(1) }) });
  // @ts-expect-error a text for a number
  await plain.save({ set: () => ({ pages: "x" }) });
  // @ts-expect-error what would be computed is for create(), save() and update()
  plain.assign({ title: lower(value("X")) });
  // @ts-expect-error not included, so not loaded
  plain.author.name;
  // @ts-expect-error not included: a set of rows, not an array
  plain.tags.length;
  // @ts-expect-error no such field to order by
  Book.orderBy("nope");
  // @ts-expect-error title is no relation
  Book.include("title");
  // @ts-expect-error a condition, not a value
  Book.where((b) => b.pages);
  // @ts-expect-error no contains() on numbers
  Book.where((b) => b.pages.contains("x"));
  // @ts-expect-error another model's row
  Book.where({ author: await Tag.get(1) });
  // @ts-expect-error null in a field that is not nullable
  await Book.create({ title: null, status: "draft", author: 3 });
  // @ts-expect-error sessions have no id
  (await Session.get("abc")).id.toFixed();
  // @ts-expect-error not one of the ways
  belongsTo(() => Author, { onDelete: "explode" });
}
