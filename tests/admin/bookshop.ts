import { defineConfig, defineModule, Secret } from "quintet";
import { admin, resource } from "quintet/admin";
import type { WebApp } from "quintet/app";
import { auth, Group, type NewUser, Permission, User } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { pbkdf2Sha256 } from "quintet/crypto";
import {
  belongsTo,
  boolean,
  choice,
  createTables,
  databasesService,
  date,
  datetime,
  decimal,
  hasMany,
  Model,
  manyToMany,
  string,
  text,
} from "quintet/db";
import { flashMessages } from "quintet/flash";
import { defineRoutes, mount } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { createTestApp, type TestClient, testClient } from "quintet/testing";

/** Models of every shape that the admin treats differently. */
export class Author extends Model({
  name: string({ maxLength: 100 }),
  bornOn: date({ nullable: true, optional: true, label: "born on" }),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["name"] });
  }
  override toString() {
    return this.name;
  }
}

export class Tag extends Model({ slug: string({ maxLength: 50, unique: true }) }) {
  override toString() {
    return this.slug;
  }
}

export class Book extends Model({
  title: string({ maxLength: 60, help: "As on the cover." }),
  blurb: text({ optional: true }),
  price: decimal({ digits: 8, places: 2, default: "9.50" }),
  status: choice({ draft: "Draft", published: "Published" }, { default: "draft" }),
  inPrint: boolean({ default: true, label: "in print" }),
  secretNote: string({ maxLength: 100, default: "kept", editable: false }),
  createdAt: datetime({ default: "now", editable: false, label: "created at" }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get tags() {
    return manyToMany(() => Tag, { optional: true });
  },
  get orders() {
    return hasMany(() => Order, "book");
  },
}) {
  override toString() {
    return this.title;
  }
}

export class Order extends Model({
  number: string({ maxLength: 20, primaryKey: true }),
  get book() {
    return belongsTo(() => Book, { onDelete: "protect" });
  },
}) {
  override toString() {
    return `Order ${this.number}`;
  }
}

/** A model that says nothing of itself. */
class Shelf extends Model({ place: string({ maxLength: 20 }), isFull: boolean({ default: false }) }) {}

const shop = defineModule({
  name: "shop",
  folder: import.meta.dirname,
  models: [Author, Tag, Book, Order, Shelf],
  admin: [
    resource(Author, { columns: ["name", "bornOn", { count: "books", label: "Books" }], icon: "feather" }),
    resource(Book, {
      columns: [
        "title",
        "author",
        "status",
        "inPrint",
        "price",
        { count: "tags", label: "Tags" },
        "createdAt",
      ],
      search: ["title", "author.name", "tags.slug"],
      filters: ["status", "inPrint", "author", "tags", "createdAt"],
      orderBy: ["title"],
      fields: ["title", "blurb", "price", "status", "inPrint", "author", "tags"],
      readonly: ["createdAt", { label: "Length", value: (book) => book.title.length }],
      perPage: 20,
      icon: "book-open",
    }),
    resource(Tag),
    resource(Order),
    resource(Shelf),
  ],
});

const config = defineConfig({
  modules: [contentTypes, sessions, flashMessages, auth, admin, shop],
  routes: defineRoutes({ backstage: mount("admin/", admin.routes) }),
  admin: { title: "Bookshop" },
  auth: { passwordHashers: [pbkdf2Sha256({ iterations: 1 })] }, // tests hash often
  secretKey: new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere"),
});

export interface Bookshop extends AsyncDisposable {
  readonly app: WebApp;
  /** A client that is logged in as a new user with these permissions, `"shop.view_book"`. */
  clientOf(user: Partial<NewUser>, permissions?: readonly string[]): Promise<TestClient>;
  /** A client of a superuser. */
  superuser(): Promise<TestClient>;
  /** Runs work inside the app. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** The shop with empty tables. */
export async function openBookshop(): Promise<Bookshop> {
  const app = await createTestApp(config);
  await createTables(app.service(databasesService).default, shop.models!);
  let users = 0;
  const clientOf: Bookshop["clientOf"] = async (values, permissions = []) => {
    const user = await app.run(() =>
      makeUser({ username: `user${++users}`, isStaff: true, ...values }, permissions),
    );
    const client = testClient(app);
    await client.login(user);
    return client;
  };
  return {
    app,
    clientOf,
    superuser: () => clientOf({ username: "root", isSuperuser: true }),
    run: (work) => app.run(work),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

async function makeUser(values: NewUser, permissions: readonly string[]): Promise<User> {
  const user = await User.createUser(values);
  for (const name of permissions) {
    const [appLabel, codename] = name.split(".");
    await user.userPermissions.add(
      await Permission.get({ codename: codename!, contentType: { appLabel: appLabel! } }),
    );
  }
  return user;
}

/** Puts `count` books of one author into the shop. */
export async function makeBooks(
  count: number,
  values: { status?: "draft" | "published" } = {},
): Promise<Author> {
  const author = await Author.create({ name: "Tove Jansson" });
  const tag = await Tag.create({ slug: "classic" });
  for (let number = 1; number <= count; number++) {
    const title = `Book ${String(number).padStart(3, "0")}`;
    const book = await Book.create({ title, author, status: "draft", price: "9.50", ...values });
    if (number === 1) await book.tags.add(tag);
  }
  return author;
}

export { Group, User };
