import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { defineModule } from "quintet";
import { Group, Permission } from "quintet/auth";
import { ContentType, contentTypeFor } from "quintet/contenttypes";
import { Model, type ModelClass, migrateAppDown, migrateAppTo, migrateAppUp, string } from "quintet/db";
import { makeTestApp } from "./test-app.ts";

/* Content types and permissions are rows that name a model: they follow where a migration renames it. */

class Book extends Model({ title: string({ maxLength: 20 }) }) {}
class Novel extends Model({ title: string({ maxLength: 20 }) }) {
  static override meta() {
    return this.options({
      label: "long story",
      permissions: { lend_book: "May lend", print_novel: "May print" },
    });
  }
}

const files = {
  "0001_initial.ts": `
    import { createModel, migration } from "quintet/db";
    export default migration({
      operations: [createModel("Book", { fields: { id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 20 } } })],
    });`,
  "0002_rename.ts": `
    import { migration, renameModel } from "quintet/db";
    export default migration({ dependsOn: [["shop", "0001_initial"]], operations: [renameModel("Book", "Novel")] });`,
};

/** A module with its migrations in a folder; the second one where it has the new model. */
function shopIn(folder: string, model: ModelClass) {
  const known = Object.entries(files).filter(([name]) => model === Novel || name.startsWith("0001"));
  return moduleIn(folder, [model], Object.fromEntries(known));
}

async function moduleIn(
  folder: string,
  models: readonly ModelClass[],
  migrations: Readonly<Record<string, string>>,
) {
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await symlink(join(import.meta.dirname, "../.."), join(folder, "node_modules/quintet")).catch(() => {}); // there already
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await mkdir(join(folder, "shop/migrations"), { recursive: true });
  for (const [name, text] of Object.entries(migrations))
    await writeFile(join(folder, "shop/migrations", name), text);
  return defineModule({ name: "shop", folder: join(folder, "shop"), models });
}

test("a renamed model keeps its content type, and who had permissions has them under the new name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-renamed-"));
  const file = join(folder, "db.sqlite3");
  try {
    const before = await makeTestApp({ file, modules: [await shopIn(folder, Book)] });
    await migrateAppUp(before.app);
    const typeId = await before.app.run(async () => {
      const staff = await Group.create({ name: "Staff" });
      const mayAdd = await Permission.get({ codename: "add_book" });
      await staff.permissions.add(mayAdd);
      return mayAdd.contentTypeId;
    });
    await before.app.close();

    await using after = await makeTestApp({ file, modules: [await shopIn(folder, Novel)] });
    await migrateAppUp(after.app);
    await after.app.run(async () => {
      const staff = await Group.get({ name: "Staff" });
      const [permission] = await staff.permissions;
      assert.deepEqual(
        [permission!.codename, permission!.name, permission!.contentTypeId],
        ["add_novel", "Can add long story", typeId],
      );
      assert.equal((await contentTypeFor(Novel)).id, typeId);
      assert.equal(await ContentType.where({ appLabel: "shop" }).count(), 1);
      const codenames = await Permission.where({ contentType: { id: typeId } })
        .orderBy("codename")
        .select("codename");
      assert.deepEqual(
        codenames.map(({ codename }) => codename),
        ["add_novel", "change_novel", "delete_novel", "lend_book", "print_novel", "view_novel"],
      );
    });

    // The models are ahead then: no rows are made for them.
    await migrateAppTo(after.app, { module: "shop", name: "0001_initial" });
    await migrateAppUp(after.app);
    await after.app.run(async () => {
      const staff = await Group.get({ name: "Staff" });
      assert.deepEqual(
        (await staff.permissions).map(({ codename }) => codename),
        ["add_novel"],
      );
    });

    await migrateAppDown(after.app, { module: "shop", name: "0001_initial" });
    await after.app.run(async () => {
      assert.equal((await ContentType.get({ appLabel: "shop" })).model, "book");
      const staff = await Group.get({ name: "Staff" });
      assert.deepEqual(
        (await staff.permissions).map(({ codename }) => codename),
        ["add_book"],
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("models that exchange their names keep their content types and permissions", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-exchanged-"));
  const models = [Book, Novel] as const;
  const key = `id: { type: "auto", primaryKey: true }, title: { type: "string", maxLength: 20 }`;
  const first = `
    import { createModel, migration } from "quintet/db";
    export default migration({
      operations: [createModel("Book", { fields: { ${key} } }), createModel("Novel", { fields: { ${key} } })],
    });`;
  const second = `
    import { migration, renameModel } from "quintet/db";
    export default migration({
      dependsOn: [["shop", "0001_initial"]],
      operations: [renameModel("Book", "Book__interim"), renameModel("Novel", "Book"), renameModel("Book__interim", "Novel")],
    });`;
  const shop = await moduleIn(folder, models, { "0001_initial.ts": first });
  const file = join(folder, "db.sqlite3");
  const rowsOf = async (codename: string) => {
    const { contentTypeId, id } = await Permission.get({ codename });
    return [id, contentTypeId];
  };
  try {
    const before = await makeTestApp({ file, modules: [shop] });
    await migrateAppUp(before.app);
    const [book, novel] = await before.app.run(async () => [
      await rowsOf("add_book"),
      await rowsOf("add_novel"),
    ]);
    await before.app.close();

    await writeFile(join(folder, "shop/migrations/0002_exchanged.ts"), second);
    await using after = await makeTestApp({ file, modules: [shop] });
    await migrateAppUp(after.app);

    await after.app.run(async () => {
      assert.deepEqual([await rowsOf("add_novel"), await rowsOf("add_book")], [book, novel]);
      assert.deepEqual(
        [(await contentTypeFor(Novel)).id, (await contentTypeFor(Book)).id],
        [book![1], novel![1]],
      );
      assert.equal(await ContentType.where({ appLabel: "shop" }).count(), 2);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
