import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { auth, Group, Permission, User } from "quintet/auth";
import { pbkdf2Sha256 } from "quintet/crypto";
import { encodeMessages, FlashMessage } from "quintet/flash";
import { json, text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { makeTestApp, secretKey, Visitor } from "./test-app.ts";

/*
 * Quintet beside a real Django on one database: each knows the other's users, passwords, permissions, sessions and
 * messages. Skipped where no Django can be had.
 */

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const tool = join(root, "../shared/tools/real-django");
const django = existsSync(tool) ? await unpackDjango() : undefined;
const options = django === undefined ? { skip: "no real Django here (../shared/tools/real-django)" } : {};

async function unpackDjango(): Promise<string | undefined> {
  try {
    const { stdout } = await run(tool, [join(tmpdir(), "quintet-real-django")]);
    return stdout.trim();
  } catch {
    return undefined; // not root, or no network
  }
}

/** Has Django do something with a database. */
async function askDjango(command: "make" | "read" | "messages", file: string, given: object) {
  const script = join(import.meta.dirname, "fixtures/django_side.py");
  const input = JSON.stringify({ secretKey, ...given });
  const env = { ...process.env, PYTHONPATH: django };
  const { stdout } = await run("/usr/bin/python3", [script, command, file, input], { env });
  return JSON.parse(stdout);
}

const routes = defineRoutes({
  who: path("who/", async (request) => text((await request.user).username)),
  cart: path("cart/", async (request) => json((await request.session).get("cart"))),
  put: path("put/", async (request) => {
    (await request.session).set("cart", [1, "zwei ☃"]);
    return text("");
  }),
  accounts: mount("accounts/", auth.routes),
});

const password = "sesame opens";

// What an app beside a Django project says: as many rounds as that has, and its sessions.
const besideDjango = {
  auth: { passwordHashers: [pbkdf2Sha256({ iterations: 1_000_000 })] },
  sessions: { unsafeDjangoKeys: true },
};

test("what Django has made, Quintet reads: users, passwords, permissions and sessions", options, async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-django-"));
  const file = join(folder, "django.sqlite3");
  const { sessionid } = await askDjango("make", file, { password });
  {
    await using made = await makeTestApp({ routes, file, overrides: besideDjango });
    const visitor = new Visitor(made.app);
    visitor.cookies.set("sessionid", sessionid);

    assert.equal(await (await visitor.get("/who/")).text(), "ada");
    assert.deepEqual(await (await visitor.get("/cart/")).json(), [1, 2, "drei ☃"]);
    assert.equal((await new Visitor(made.app).logIn("ada", password)).status, 303);
    await made.app.run(async () => {
      const user = await User.get({ username: "ada" });
      assert.equal(user.firstName, "Ada");
      assert.ok(Math.abs(Date.now() - user.dateJoined.getTime()) < 120_000);
      assert.deepEqual([...(await user.permissions())].toSorted(), [
        "auth.add_user",
        "auth.view_group",
        "sessions.delete_session",
      ]);
    });
  }
  await rm(folder, { recursive: true });
});

test("what Quintet has made, Django reads: users, passwords, permissions and sessions", options, async () => {
  await using made = await makeTestApp({ routes, overrides: besideDjango });
  await made.app.run(async () => {
    const user = await User.createUser({ username: "grace", password });
    const group = await Group.create({ name: "Editors" });
    await group.permissions.add(await Permission.get({ codename: "add_user" }));
    await user.groups.add(group);
    await user.userPermissions.add(await Permission.get({ codename: "view_group" }));
  });
  const visitor = new Visitor(made.app);
  await visitor.logIn("grace", password);
  await visitor.get("/put/");
  const stored = await made.app.run(() => User.get({ username: "grace" }));
  const sessionid = visitor.cookies.get("sessionid");

  const seen = await askDjango("read", made.file, { username: "grace", password, sessionid });

  assert.equal(seen.authenticated, "grace");
  assert.equal(seen.refused, true);
  assert.equal(seen.session_user, "grace");
  assert.deepEqual(seen.session, { cart: [1, "zwei ☃"] });
  assert.deepEqual(seen.permissions, ["auth.add_user", "auth.view_group"]);
  assert.equal(seen.names.change_permission, "Can change permission");
  assert.equal(seen.sessions, 1);
  assert.equal(seen.rehashed, stored.password); // nothing for Django to upgrade
  assert.equal(await (await visitor.get("/who/")).text(), "grace");
});

test("the tables have Django's columns, types and keys", options, async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-django-"));
  const { schema } = await askDjango("make", join(folder, "django.sqlite3"), { password });
  await rm(folder, { recursive: true });
  await using made = await makeTestApp();
  const { DatabaseSync } = await import("node:sqlite");
  using database = new DatabaseSync(made.file, { readOnly: true });

  for (const [table, columns] of Object.entries(schema) as [string, unknown[][]][]) {
    const own = database.prepare(`PRAGMA table_info("${table}")`).all();
    const described = own.map(({ name, type, notnull, pk }) => [
      name,
      String(type).toLowerCase(),
      notnull === 1,
      pk !== 0,
    ]);
    const byName = (list: unknown[][]) =>
      list.toSorted((one, other) => String(one[0]).localeCompare(String(other[0])));
    assert.deepEqual(byName(described), byName(columns), table);
  }
});

test("messages that Quintet has left, Django shows", options, async () => {
  const messages = [new FlashMessage("info", "hello ☃"), new FlashMessage("error", "no", "sticky")];
  const { value: cookie } = encodeMessages(messages, { keys: [secretKey] });

  assert.deepEqual(await askDjango("messages", ":memory:", { cookie }), [
    { level: 20, message: "hello ☃", tags: "info" },
    { level: 40, message: "no", tags: "sticky error" },
  ]);
});
