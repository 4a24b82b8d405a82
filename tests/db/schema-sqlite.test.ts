import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addConstraint,
  addField,
  alterField,
  createModel,
  type FieldState,
  removeField,
  renameField,
  renameModel,
  runSql,
} from "quintet/db";
import { MigrationGraph } from "../../src/db/migrations/graph/migration-graph.ts";
import type { Operation } from "../../src/db/migrations/operations/operation.ts";
import { migrateDown, migrateUp } from "../../src/db/migrations/run/run-migrations.ts";
import { hashedName } from "../../src/db/schema/object-names.ts";
import { rawSession } from "./raw-session.ts";

const id: FieldState = { type: "auto", primaryKey: true };

/** One migration of a module `shop` for each list of operations. */
function history(...lists: readonly Operation[][]): MigrationGraph {
  const name = (position: number) => `000${position + 1}_step`;
  return new MigrationGraph(
    lists.map((operations, position) => ({
      module: "shop",
      name: name(position),
      dependsOn: position === 0 ? [] : [["shop", name(position - 1)] as const],
      operations,
    })),
  );
}

const shop = [
  createModel("Author", { fields: { id, name: { type: "string", maxLength: 100 } } }),
  createModel("Tag", { fields: { id, slug: { type: "string", maxLength: 50, unique: true } } }),
  createModel("Book", {
    fields: {
      id,
      title: { type: "string", maxLength: 200 },
      author: { type: "belongsTo", to: "shop.Author", onDelete: "cascade" },
      tags: { type: "manyToMany", to: "shop.Tag" },
    },
    constraints: [
      { type: "check", name: "has_title", condition: { op: "ne", of: [{ field: "title" }, { value: "" }] } },
    ],
  }),
];

/** Applies the first step, fills the tables, applies the others. */
async function evolved(graph: MigrationGraph, prepare = "") {
  const raw = rawSession();
  await migrateUp(raw.session, graph, { module: "shop", name: "0001" });
  raw.database.exec(`
    INSERT INTO shop_author (name) VALUES ('Tove');
    INSERT INTO shop_tag (slug) VALUES ('sea');
    INSERT INTO shop_book (title, author_id) VALUES ('Summer', 1), ('Winter', 1);
    INSERT INTO shop_book_tags (book_id, tag_id) VALUES (1, 1), (2, 1);
    DELETE FROM shop_book_tags WHERE book_id = 2;
    DELETE FROM shop_book WHERE id = 2;
    ${prepare}`);
  await migrateUp(raw.session, graph);
  return raw;
}

test("the tables of auth are the ones that Django makes", async () => {
  using raw = rawSession();
  const text = (maxLength: number): FieldState => ({ type: "string", maxLength });
  const auth = new MigrationGraph([
    {
      module: "contenttypes",
      name: "0001_initial",
      dependsOn: [],
      operations: [
        createModel("ContentType", {
          table: "django_content_type",
          fields: { id, appLabel: text(100), model: text(100) },
          constraints: [
            {
              type: "unique",
              name: hashedName("django_content_type", ["app_label", "model"], "_uniq"),
              fields: ["appLabel", "model"],
            },
          ],
        }),
      ],
    },
    {
      module: "auth",
      name: "0001_initial",
      dependsOn: [["contenttypes", "0001_initial"]],
      operations: [
        createModel("Group", { fields: { id, name: { ...text(150), unique: true } } }),
        createModel("User", {
          fields: {
            id,
            password: text(128),
            lastLogin: { type: "datetime", nullable: true },
            isSuperuser: { type: "boolean", default: false },
            username: { ...text(150), unique: true },
            lastName: text(150),
            email: text(254),
            isStaff: { type: "boolean", default: false },
            isActive: { type: "boolean", default: true },
            dateJoined: { type: "datetime", default: "now" },
            firstName: text(150),
            groups: { type: "manyToMany", to: "auth.Group" },
          },
        }),
      ],
    },
  ]);

  await migrateUp(raw.session, auth);

  // Printed by Django 5.2 after `migrate` on SQLite.
  assert.deepEqual(raw.schema(), [
    `CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL)`,
    `CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model")`,
    `CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE)`,
    `CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL)`,
    `CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED)`,
    `CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id")`,
    `CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id")`,
    `CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id")`,
  ]);
});

test("a table that is made anew keeps rows, references, counter, and indexes, triggers and views made by hand", async () => {
  const price: FieldState = { type: "decimal", digits: 8, places: 2 };
  const graph = history(shop, [addField("Book", "price", price, { fill: "1.50" })]);

  using raw = await evolved(
    graph,
    `CREATE INDEX by_hand ON shop_book (title DESC);
     CREATE TABLE log (text);
     CREATE TRIGGER own AFTER INSERT ON shop_book BEGIN INSERT INTO log VALUES (new.title); END;
     CREATE TRIGGER other AFTER INSERT ON shop_tag BEGIN UPDATE shop_book SET title = 'tagged'; END;
     CREATE VIEW titles AS SELECT title FROM shop_book;`,
  );

  assert.deepEqual(raw.rows("SELECT * FROM shop_book"), [
    { id: 1, title: "Summer", author_id: 1, price: 1.5 },
  ]);
  assert.deepEqual(raw.rows("SELECT book_id, tag_id FROM shop_book_tags"), [{ book_id: 1, tag_id: 1 }]);
  assert.deepEqual(raw.rows("PRAGMA foreign_key_check"), []);
  raw.database.exec("INSERT INTO shop_book (title, author_id, price) VALUES ('Fall', 1, 2)");
  assert.deepEqual(raw.rows("SELECT * FROM log"), [{ text: "Fall" }]);
  assert.deepEqual(
    raw.rows("SELECT max(id) AS id FROM shop_book"),
    [{ id: 3 }],
    "the key 2 was given before",
  );
  raw.database.exec("INSERT INTO shop_tag (slug) VALUES ('x')");
  assert.deepEqual(raw.rows("SELECT DISTINCT title FROM titles"), [{ title: "tagged" }]);
  assert.ok(raw.schema().includes("CREATE INDEX by_hand ON shop_book (title DESC)"));
  assert.throws(
    () => raw.database.exec("INSERT INTO shop_book (title, author_id, price) VALUES ('X', 9, 2)"),
    /FOREIGN KEY/,
  );
});

test("models and fields are renamed with everything that refers to them, and back", async () => {
  const graph = history(shop, [
    renameField("Book", "title", "heading"),
    renameModel("Tag", "Label"),
    renameModel("Book", "Novel"),
  ]);
  using raw = await evolved(graph, "CREATE VIEW titles AS SELECT title FROM shop_book;");
  using fresh = rawSession();
  await migrateUp(fresh.session, history(shop));

  assert.deepEqual(raw.rows("SELECT * FROM shop_novel"), [{ id: 1, heading: "Summer", author_id: 1 }]);
  assert.deepEqual(raw.rows("SELECT novel_id, label_id FROM shop_novel_tags"), [
    { novel_id: 1, label_id: 1 },
  ]);
  assert.equal(raw.rows("SELECT * FROM titles").length, 1);

  raw.database.exec("DROP VIEW titles");
  await migrateDown(raw.session, graph, { module: "shop" });

  assert.deepEqual(raw.schema().toSorted(), fresh.schema().toSorted());
  assert.deepEqual(raw.rows("SELECT * FROM shop_book"), [{ id: 1, title: "Summer", author_id: 1 }]);
});

test("a field that no longer takes null gets the filling where it was null", async () => {
  const note: FieldState = { type: "string", maxLength: 20, nullable: true };
  const graph = history(
    [...shop, addField("Book", "note", note)],
    [alterField("Book", "note", { type: "string", maxLength: 40 }, { fill: "it's new" })],
  );

  using raw = await evolved(graph);

  assert.deepEqual(raw.rows("SELECT note FROM shop_book"), [{ note: "it's new" }]);
  assert.match(raw.schema().join(), /"note" varchar\(40\) NOT NULL/);
});

test("each row gets a UUID of its own in a new unique field", async () => {
  const graph = history(shop, [addField("Author", "key", { type: "uuid", unique: true, default: "v4" })]);

  using raw = await evolved(graph, "INSERT INTO shop_author (name) VALUES ('Astrid');");

  const keys = raw.rows("SELECT key FROM shop_author").map((row) => String(row.key));
  assert.equal(new Set(keys).size, 2);
  for (const key of keys) assert.match(key, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

test("a plain column is added, renamed and dropped in place", async () => {
  const graph = history(
    shop,
    [addField("Author", "bornOn", { type: "date", nullable: true })],
    [renameField("Author", "bornOn", "birthday")],
    [removeField("Author", "birthday")],
  );
  using raw = rawSession();
  const shape = () => raw.schema().find((sql) => sql.includes('"shop_author"'));

  await migrateUp(raw.session, graph, { module: "shop", name: "0002" });
  assert.match(shape()!, /, "born_on" date NULL\)$/);
  await migrateUp(raw.session, graph, { module: "shop", name: "0003" });
  assert.match(shape()!, /, "birthday" date NULL\)$/);
  await migrateUp(raw.session, graph);
  assert.match(shape()!, /"name" varchar\(100\) NOT NULL\)$/);
});

test("a migration that fails leaves nothing behind, and says which operation it was", async () => {
  const graph = history(shop, [
    addField("Author", "note", { type: "text", nullable: true }),
    addField("Book", "pages", { type: "integer" }),
  ]);

  await assert.rejects(evolved(graph), {
    code: "db.migration-failed",
    message: /shop\.0002_step failed at operation 2 \(Add field pages to Book\): .*NOT NULL/,
  });
});

test("a migration that would leave references to missing rows is undone", async () => {
  const graph = history(shop, [runSql("DELETE FROM shop_author")]);

  await assert.rejects(evolved(graph), {
    code: "db.migration-failed",
    message: /shop\.0002_step failed: .*row 1 of "shop_book".*"shop_author"/,
  });
});

test("a constraint that existing rows break is refused", async () => {
  const condition = { op: "startsWith", of: [{ field: "title" }, { value: "W" }] } as const;
  const graph = history(shop, [addConstraint("Book", { type: "check", name: "begins", condition })]);

  await assert.rejects(evolved(graph), {
    code: "db.migration-failed",
    message: /CHECK constraint failed: begins/,
  });
});
