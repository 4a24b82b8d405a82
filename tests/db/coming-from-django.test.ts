import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDatabases } from "./databases.ts";
import { djangoProject } from "./introspect/django-project.ts";
import { compileFolder } from "./introspect/models-file.ts";
import { findDjango } from "./side-by-side/django.ts";

/*
 * docs/guides/coming-from-django.md, walked with a real Django: its project makes the tables and fills them, Quintet takes them over,
 * and both go on with the same rows. Skipped where no Django can be had.
 */

const django = await findDjango();
const missing = django === undefined ? "no real Django here (../shared/tools/real-django)" : false;

const config = (database: string, dialect: string) => `import { defineConfig, secret } from "quintet";
import { admin } from "quintet/admin";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { pbkdf2Sha256 } from "quintet/crypto";
import { ${dialect} } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { defineRoutes, mount } from "quintet/routing";
import { sessions } from "quintet/sessions";
// modules

const routes = defineRoutes({ admin: mount("admin/", admin.routes) });

export default defineConfig({
  modules: [contentTypes, auth, sessions, flashMessages, admin],
  routes,
  secretKey: secret("SECRET_KEY"),
  debug: true,
  logLevel: "silent",
  databases: { default: ${database} },
  auth: { passwordHashers: [pbkdf2Sha256({ iterations: 1_000_000 })] },
  sessions: { unsafeDjangoKeys: true },
});
`;

// What an app does with the models that introspect has written: typed, so the compiler looks at it as well.
const script = `import { createApp } from "quintet/app";
import { LogEntry } from "quintet/admin";
import { Group, User } from "quintet/auth";
import { Temporal } from "quintet/db";
import config from "./quintet.config.ts";
import { OpeningHours, Place, Restaurant } from "./places/models.ts";
import { contentTypeFor } from "quintet/contenttypes";
import { Author, Book, Contribution, CustomerReview, Publisher, Tag } from "./shop/models.ts";

const app = await createApp(config);
const [what = "", sessionid = ""] = process.argv.slice(2);
const answer = await app.run(() => (what === "read" ? read() : write()));
console.log(JSON.stringify(answer));
await app.close();

async function read() {
  const book = await Book.include("author", "publisher", "addedBy", "tags").get({ title: "The Hobbit ☃" });
  const inn = await Restaurant.get({ name: "Prancing Pony" });
  const hours = await OpeningHours.include("place").get({ place: inn.id });
  const page = await app.fetch(
    new Request("http://localhost/admin/", { headers: { cookie: \`sessionid=\${sessionid}\`, accept: "text/html" } }),
  );
  const ada = await User.get({ username: "ada" });
  return {
    book: [
      book.author.name, book.publisher?.name, book.status, book.price.toFixed(2), book.discount.toFixed(2), book.pages, book.weight,
      book.details, book.publishedAt?.toISOString(), String(book.opensAt), book.reference, [...(book.cover ?? [])],
      book.isNew, book.address, book.addedBy?.username,
    ],
    tags: book.tags.map(({ slug }) => slug).toSorted(),
    contributions: await Contribution.where({ book: { title: { startsWith: "The" } } }).select((row) => ({ name: row.author.name, role: row.role, share: row.share })),
    reviews: (await CustomerReview.include("contentType")).map(({ contentType, objectId, stars, reviewText, answers }) => [
      contentType.model, objectId === book.id, stars, reviewText, answers,
    ]),
    mentored: await Author.where({ mentor: { name: "Tolkien" } }).count(),
    published: await Book.where({ publisher: { key: book.publisherId ?? "" } }).count(),
    inn: [inn.servesPizza, (await Place.get({ name: "Prancing Pony" })).id === inn.id, String(hours.opensAt), hours.place.name],
    books: (await inn.books).length,
    password: await ada.checkPassword(process.env.PASSWORD ?? ""),
    groups: (await ada.groups).map(({ name }) => name),
    permissions: [...(await ada.permissions())].toSorted(),
    adminStatus: page.status,
    seesAda: (await page.text()).includes("ada"),
    log: (await LogEntry.include("user").orderBy("id")).map(({ user, objectRepr }) => [user.username, objectRepr]),
  };
}

async function write() {
  const grace = await User.createUser({ username: "grace", password: process.env.PASSWORD ?? "", firstName: "Grace", lastName: "Hopper", isStaff: true });
  await grace.groups.add(await Group.get({ name: "Editors" }));
  const tolkien = await Author.get({ name: "Tolkien" });
  const publisher = await Publisher.create({ key: "c0ffee00-0000-4000-8000-00000000cafe", name: "Egerton", website: "" });
  const emma = await Book.create({
    title: "Emma",
    author: tolkien,
    publisher,
    status: "published",
    price: "9.99",
    discount: "0.49",
    pages: 474,
    details: { volumes: 3 },
    publishedAt: new Date("1815-12-23T08:00:00.250Z"),
    opensAt: Temporal.PlainTime.from("10:45"),
    reference: "11111111-2222-4333-8444-555555555555",
    cover: new Uint8Array([1, 2, 255]),
    isNew: false,
    address: "192.0.2.7",
    addedBy: grace,
  });
  await emma.tags.add(await Tag.get({ slug: "classic" }));
  await Contribution.create({ book: emma, author: tolkien, role: "editor", share: 50 });
  await CustomerReview.create({ contentType: await contentTypeFor(Book), objectId: emma.id, stars: 1, reviewText: "Long", answers: [1] });
  const green = await Restaurant.create({ name: "Green Dragon", servesPizza: false });
  await green.books.add(emma);
  await OpeningHours.create({ place: green.id, opensAt: Temporal.PlainTime.from("11:00"), closesAt: Temporal.PlainTime.from("22:15"), note: "" });
  await Author.where({ name: "Lewis" }).update({ bornOn: Temporal.PlainDate.from("1898-11-29") });
  return { sessionid: await logIn("grace") };
}

/** Logs in as a browser would, and gives the cookie. */
async function logIn(username: string): Promise<string> {
  const body = new URLSearchParams({ username, password: process.env.PASSWORD ?? "" });
  const token = "a".repeat(32);
  const headers = { accept: "text/html", origin: "http://localhost", "x-csrftoken": token, cookie: \`csrftoken=\${token}\` };
  const response = await app.fetch(new Request("http://localhost/admin/login/", { method: "POST", headers, body }));
  const cookies = response.headers.getSetCookie().join("\\n");
  return /sessionid=([^;]+)/.exec(cookies)?.[1] ?? \`none: \${response.status} \${cookies}\`;
}
`;

/** What Django has filled the tables with, as Quintet reads it. */
const fromDjango = {
  book: [
    "Tolkien",
    "Allen",
    "published",
    "12.50",
    "1.25",
    310,
    0.5,
    { languages: ["en", "de"], signed: true },
    "1937-09-21T10:30:00.123Z",
    "09:15:00",
    "0d7b58e4-7f2a-4b7c-9d0e-5a1b2c3d4e5f",
    [0, 255],
    true,
    "2001:db8::1",
    "ada",
  ],
  tags: ["classic", "fantasy"],
  contributions: [{ name: "Lewis", role: "review", share: 10 }],
  reviews: [["book", true, 2, "Fine", { again: [true, null] }]],
  mentored: 1,
  published: 1,
  inn: [true, true, "08:00:00", "Prancing Pony"],
  books: 1,
  password: true,
  groups: ["Editors"],
  permissions: ["shop.change_book", "shop.view_book"],
  adminStatus: 200,
  seesAda: true,
  log: [["ada", "The Hobbit ☃"]],
};

/** What Quintet has written, as Django reads it. */
const fromQuintet = {
  emma: [
    "Tolkien",
    "published",
    "9.99",
    "0.49",
    474,
    { volumes: 3 },
    "1815-12-23T08:00:00.250000+00:00",
    "10:45:00",
    "11111111-2222-4333-8444-555555555555",
    "0102ff",
    false,
    "192.0.2.7",
    "Egerton",
    "grace",
  ],
  tags: ["classic"],
  contributors: [["Tolkien", "editor", 50]],
  restaurants: [
    ["Prancing Pony", true, "23:30:00", 1],
    ["Green Dragon", false, "22:15:00", 1],
  ],
  places: 2,
  user: ["grace", "Grace Hopper", ["shop.change_book", "shop.view_book"]],
  adminStatus: 200,
  visitor: "grace",
  sessions: 2,
  log: [["ada", "Changed Price."]],
  reviews: [
    ["The Hobbit ☃", "Good", "Fine", { again: [true, null] }],
    ["Emma", "Bad", "Long", [1]],
  ],
  publishers: 2,
  lewis: "Tolkien",
};

for (const kind of testDatabases) {
  if (kind.name === "SQLite in memory") continue; // two programs can't share it
  kind.test("a project of Django goes on with Quintet, beside Django, on the same rows", async (context) => {
    if (missing) return context.skip(missing);
    await (await kind.open()).close(); // empty
    await using project = await djangoProject(django!, kind, await kind.describe());
    await project.manage("makemigrations", "shop", "places");
    await project.manage("migrate");
    const { sessionid } = await project.ask("side.py", "fill");
    const file = join(project.folder, "quintet.config.ts");
    const text = config(project.databaseCode, kind.dialect);
    await writeFile(file, text);

    const written = await project.quintet("introspect");

    for (const path of ["shop/models.ts", "shop/module.ts", "places/models.ts"])
      assert.ok(written.includes(path), written);
    const modules = `import { places } from "./places/module.ts";\nimport { shop } from "./shop/module.ts";`;
    await writeFile(file, text.replace("// modules", modules).replace("admin],", "admin, shop, places],"));
    assert.match(await project.quintet("migrate", "make"), /shop: shop\/migrations\/0001_initial\.ts/);
    const up = await project.quintet("migrate", "up");
    for (const table of [
      "auth_user",
      "django_content_type",
      "django_session",
      "django_admin_log",
      "shop_book",
      "opening_hours",
    ])
      assert.match(up, new RegExp(`is the same: .*\\b${table}\\b`));
    await project.quintet("migrate", "make", "--check");
    await writeFile(join(project.folder, "side.ts"), script);
    if (kind.dialect === "sqlite") {
      // What they say doesn't depend on the database.
      await project.quintet("check");
      compileFolder(project.folder);
    }

    const seen = JSON.parse(await project.script("side.ts", "read", String(sessionid)));
    assert.deepEqual(seen, fromDjango);
    const wrote = JSON.parse(await project.script("side.ts", "write"));
    const read = await project.ask("side.py", "read", wrote.sessionid);
    assert.deepEqual(read, fromQuintet);

    assert.match(await project.quintet("migrate", "make"), /No changes/);
  });
}

const ownUserConfig = (database: string) => `import { defineConfig, secret } from "quintet";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { sqlite } from "quintet/db";
import { sessions } from "quintet/sessions";
// modules

export default defineConfig({
  modules: [contentTypes, auth, sessions],
  secretKey: secret("SECRET_KEY"),
  debug: true,
  logLevel: "silent",
  databases: { default: ${database} },
});
`;

const ownUserScript = `import { createApp } from "quintet/app";
import { hashPassword, pbkdf2Sha256, verifyPassword } from "quintet/crypto";
import { Group } from "quintet/auth";
import config from "./quintet.config.ts";
import { Member } from "./accounts/models.ts";
import { Author, Book } from "./shop/models.ts";

const password = process.env.PASSWORD ?? "";
const app = await createApp(config);
const answer = await app.run(async () => {
  const ada = await Member.include("groups", "userPermissions", "books").get({ username: "ada" });
  const grace = await Member.create({
    id: crypto.randomUUID(), username: "grace", password: await hashPassword(password, [pbkdf2Sha256()]), nickname: "Amazing",
    firstName: "Grace", lastName: "", email: "", isActive: true, isStaff: false, isSuperuser: false, dateJoined: new Date(),
  });
  await grace.groups.add(await Group.get({ name: "Editors" }));
  await Book.create({ title: "Manual", author: await Author.get({ name: "Menabrea" }), addedBy: grace, price: "1.00", discount: "0.00", status: "draft", pages: 1, details: {}, reference: crypto.randomUUID(), isNew: true });
  return [
    ada.nickname, (await verifyPassword(password, ada.password)).valid, ada.groups.map(({ name }) => name),
    ada.userPermissions.map(({ codename }) => codename), ada.books.map(({ title }) => title),
  ];
});
console.log(JSON.stringify(answer));
await app.close();
`;

for (const kind of testDatabases) {
  if (kind.name !== "SQLite in a file") continue; // what is told apart here doesn't depend on the database
  kind.test(
    "users of a model of the project's own become a model, and both programs go on with them",
    async (context) => {
      if (missing) return context.skip(missing);
      await (await kind.open()).close(); // empty
      await using project = await djangoProject(django!, kind, await kind.describe(), { OWN_USER: "1" });
      await project.manage("makemigrations", "accounts", "shop", "places");
      await project.manage("migrate");
      await project.ask("own_user.py", "fill");
      const file = join(project.folder, "quintet.config.ts");
      const text = ownUserConfig(project.databaseCode);
      await writeFile(file, text);

      const written = await project.quintet("introspect");

      assert.match(written, /The users of this Django are those of "accounts_member"/);
      assert.doesNotMatch(written, /import \{ admin \}/);
      const names = ["accounts", "places", "shop"];
      const modules = names.map((name) => `import { ${name} } from "./${name}/module.ts";`).join("\n");
      await writeFile(
        file,
        text.replace("// modules", modules).replace("sessions],", `sessions, ${names.join(", ")}],`),
      );
      await project.quintet("migrate", "make");
      assert.match(
        await project.quintet("migrate", "up"),
        /is the same: accounts_member, accounts_member_groups/,
      );
      await project.quintet("migrate", "make", "--check");
      await project.quintet("check");
      await writeFile(join(project.folder, "own-user.ts"), ownUserScript);
      const seen = JSON.parse(await project.script("own-user.ts"));
      assert.deepEqual(seen, ["Countess", true, ["Editors"], ["add_tag"], ["Notes"]]);
      assert.deepEqual(await project.ask("own_user.py", "read"), {
        user: ["grace", "Amazing", ["accounts.view_member", "shop.change_book"]],
        books: ["Manual"],
        members: 2,
      });
    },
  );
}
