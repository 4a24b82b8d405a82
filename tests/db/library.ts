import {
  belongsTo,
  check,
  choice,
  type Database,
  date,
  datetime,
  decimal,
  hasMany,
  hasOne,
  index,
  integer,
  Model,
  manyToMany,
  openDatabase,
  setDefaultDatabase,
  slug,
  sqlite,
  string,
  unique,
} from "quintet/db";
import { createTables } from "../../src/db/schema/create-tables.ts";
import type { TestDatabase } from "./databases.ts";

/** The models of a small library, for the tests of queries. */
export class Author extends Model({
  name: string({ maxLength: 100 }),
  bornOn: date({ nullable: true }),
  get books() {
    return hasMany(() => Book, "author");
  },
  get edited() {
    return hasMany(() => Book, "editor");
  },
  get profile() {
    return hasOne(() => Profile, "author");
  },
}) {
  override toString() {
    return this.name;
  }
}

export class Profile extends Model({
  site: string({ maxLength: 100 }),
  get author() {
    return belongsTo(() => Author, { unique: true, onDelete: "cascade" });
  },
}) {}

export class Tag extends Model({
  slug: slug({ unique: true }),
  get books() {
    return hasMany(() => Book, "tags");
  },
}) {}

export class Book extends Model({
  title: string({ maxLength: 200 }),
  price: decimal({ digits: 8, places: 2 }),
  pages: integer({ nullable: true }),
  status: choice(["draft", "published"], { default: "draft" }),
  createdAt: datetime({ default: "now" }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get editor() {
    return belongsTo(() => Author, { nullable: true, onDelete: "setNull" });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
  get reviews() {
    return hasMany(() => Review, "book");
  },
}) {
  static override meta() {
    return this.options({
      orderBy: ["title"],
      constraints: (book) => [check("price_positive", book.price.gte(0)), unique(book.author, book.title)],
      indexes: (book) => [index(book.createdAt.desc())],
    });
  }
  static published() {
    return this.where({ status: "published" });
  }
}

export class Review extends Model({
  stars: integer(),
  get book() {
    return belongsTo(() => Book, { onDelete: "protect" });
  },
}) {}

const models = [Author, Profile, Tag, Book, Review];

/** An empty library, which queries use until the test ends: on a database of a kind, in a file, or in memory. */
export async function openLibrary(place: TestDatabase | string = ":memory:"): Promise<Database> {
  if (typeof place !== "string") return place.open(models);
  const database = openDatabase(sqlite({ file: place }));
  await createTables(database, models);
  setDefaultDatabase(database);
  return database;
}

/** Two authors, four books, two tags. */
export async function fillLibrary() {
  const tolstoy = await Author.create({ name: "Tolstoy" });
  const gogol = await Author.create({ name: "Gogol" });
  const [classic, sale] = await Tag.createMany([{ slug: "classic" }, { slug: "sale" }]);
  const war = await Book.create({
    title: "War and Peace",
    price: "20.00",
    pages: 1200,
    status: "published",
    author: tolstoy,
    editor: gogol,
  });
  const anna = await Book.create({
    title: "Anna Karenina",
    price: "15.50",
    pages: 800,
    status: "published",
    author: tolstoy,
  });
  const souls = await Book.create({ title: "Dead Souls", price: "9.99", status: "published", author: gogol });
  const nose = await Book.create({
    title: "The Nose",
    price: "5.00",
    pages: 40,
    author: gogol,
    editor: tolstoy,
  });
  await war.tags.add(classic!, sale!);
  await anna.tags.add(classic!);
  return { tolstoy, gogol, classic: classic!, sale: sale!, war, anna, souls, nose };
}

export function titles(books: readonly { readonly title: string }[]): string[] {
  return books.map(({ title }) => title);
}
