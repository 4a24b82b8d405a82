import assert from "node:assert/strict";
import { test } from "node:test";
import { AnonymousUser, type AuthBackend, Group, modelBackend, Permission, User } from "quintet/auth";
import { ContentType, contentTypeFor } from "quintet/contenttypes";
import { migrateAppTo, migrateAppUp } from "quintet/db";
import { Engine } from "quintet/templates";
import { templatePermissions } from "../../src/auth/permissions/template-permissions.ts";
import { makeTestApp } from "./test-app.ts";

test("each model has its four permissions after a migration, and again no more after the next", async () => {
  await using made = await makeTestApp();
  const read = () =>
    made.app.run(async () => {
      const rows = await Permission.where({ contentType: { appLabel: "auth", model: "user" } });
      return rows.map(({ codename, name }) => [codename, name]);
    });

  await migrateAppUp(made.app);

  assert.deepEqual(await read(), [
    ["add_user", "Can add user"],
    ["change_user", "Can change user"],
    ["delete_user", "Can delete user"],
    ["view_user", "Can view user"],
  ]);
  assert.equal(await made.app.run(() => Permission.count()), 20); // of 5 models
});

test("the migrations of one module alone are applied, and permissions made once their table is there", async () => {
  await using made = await makeTestApp({ file: ":memory:" });

  await migrateAppUp(made.app, { module: "sessions" });
  await migrateAppUp(made.app, { module: "contenttypes" });
  assert.equal(await made.app.run(() => ContentType.count()), 5);

  await migrateAppUp(made.app);
  assert.equal(await made.app.run(() => Permission.count()), 20);
  await migrateAppTo(made.app, { module: "contenttypes", name: "zero" });
});

test("a content type is made once for each model, with Django's names", async () => {
  await using made = await makeTestApp();

  await made.app.run(async () => {
    const one = await contentTypeFor(User);
    const again = await contentTypeFor(User);

    assert.equal(one, again);
    assert.equal(String(one), "auth | user");
    const names = (await ContentType.orderBy("appLabel", "model")).map(String);
    assert.deepEqual(names, [
      "auth | group",
      "auth | permission",
      "auth | user",
      "contenttypes | contenttype",
      "sessions | session",
    ]);
  });
});

test("a user may do what was given to them or to one of their groups", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const user = await User.createUser({ username: "ada" });
    const editors = await Group.create({ name: "Editors" });
    await editors.permissions.add(await Permission.get({ codename: "add_group" }));
    await user.groups.add(editors);
    await user.userPermissions.add(await Permission.get({ codename: "view_session" }));

    const fresh = await User.get({ username: "ada" });

    assert.deepEqual([...(await fresh.permissions())].toSorted(), [
      "auth.add_group",
      "sessions.view_session",
    ]);
    assert.equal(await fresh.hasPermission("auth.add_group"), true);
    assert.equal(await fresh.hasPermission("auth.delete_group"), false);
    assert.equal(await fresh.hasPermissions(["auth.add_group", "sessions.view_session"]), true);
    assert.equal(await fresh.hasModulePermissions("sessions"), true);
    assert.equal(await fresh.hasModulePermissions("contenttypes"), false);
  });
});

test("a superuser may do everything, an inactive user and a stranger nothing", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const root = await User.createUser({ username: "root", isSuperuser: true });
    assert.equal(await root.hasPermission("any.thing"), true);
    assert.equal((await root.permissions()).size, 20);

    root.isActive = false;
    assert.equal(await root.hasPermission("any.thing"), false);
    assert.equal(await new AnonymousUser().hasPermission("any.thing"), false);
  });
});

test("a backend of one's own adds users and permissions", async () => {
  const directory: AuthBackend = {
    name: "test.directory",
    async authenticate({ username, password }) {
      return password === "by badge" ? User.find({ username }) : null;
    },
    async permissions(user) {
      return user.username === "ada" ? ["shop.sell"] : [];
    },
  };
  await using made = await makeTestApp({ overrides: { auth: { backends: [directory, modelBackend] } } });
  await made.app.run(async () => {
    const { authenticate } = await import("quintet/auth");
    await User.createUser({ username: "ada" });

    const user = await authenticate({ username: "ada", password: "by badge" });

    assert.equal(await user?.hasPermission("shop.sell"), true);
    assert.equal(await authenticate({ username: "ada", password: "" }), null);
  });
});

test("templates ask what the user may do, by module and by full name", async () => {
  const engine = new Engine({
    sharedData: { perms: ({ get }) => templatePermissions(get("who") as User) },
  });
  const template = engine.fromString(
    "{% if perms.auth.add_group %}1{% endif %}{% if perms.auth.add_user %}2{% endif %}{% if perms.auth %}3{% endif %}" +
      "{% if perms.shop %}4{% endif %}{% if 'auth.add_group' in perms %}5{% endif %}{% if 'auth.add_user' in perms %}6{% endif %}",
  );
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const editor = await User.createUser({ username: "ada" });
    await editor.userPermissions.add(await Permission.get({ codename: "add_group" }));
    const chief = await User.createUser({ username: "bob", isSuperuser: true });
    const asked = await Promise.all(
      [editor, chief, new AnonymousUser()].map((who) => template.render({ who })),
    );

    assert.deepEqual(asked, ["135", "123456", ""]);

    chief.isActive = false;
    assert.equal(await template.render({ who: chief }), "");
  });
});
