import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LogEntry } from "quintet/admin";
import { type TestClient, testClient } from "quintet/testing";
import { type Bookshop, Group, openBookshop, User } from "./bookshop.ts";
import { pageOf } from "./page.ts";

/* Users, groups and permissions are changed by people who have entered their password a short while ago. */

const password = "bergamot-42";
const minuteMs = 60_000;

/** A superuser who logged in so many minutes ago, by a clock that the test moves. */
async function loggedInAgo(context: TestContext, shop: Bookshop, minutes: number): Promise<TestClient> {
  context.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const client = await shop.clientOf({ username: "root", isSuperuser: true, password });
  context.mock.timers.setTime(Date.now() + minutes * minuteMs);
  return client;
}

const addAda = { username: "ada", password: "oolong-4711", repeat: "oolong-4711" };

test("within a quarter of an hour after the login nobody is asked again", async (context) => {
  await using shop = await openBookshop();
  const client = await loggedInAgo(context, shop, 14);

  assert.doesNotMatch((await pageOf(await client.get("/admin/auth/user/add/"))).html, /name="_password"/);
  assert.equal((await client.post("/admin/auth/user/add/", { form: addAda })).status, 303);
});

test("later the page asks for the password, says why, and keeps what was entered", async (context) => {
  await using shop = await openBookshop();
  const client = await loggedInAgo(context, shop, 16);

  const blank = await pageOf(await client.get("/admin/auth/user/add/"));
  const without = await pageOf(await client.post("/admin/auth/user/add/", { form: addAda }));
  const wrong = await pageOf(
    await client.post("/admin/auth/user/add/", { form: { ...addAda, _password: "wrong" } }),
  );

  assert.match(
    blank.html,
    /name="_password" [^>]*autocomplete="current-password"|autocomplete="current-password"[^>]*name="_password"/,
  );
  assert.match(blank.text, /Confirm that it is you .* within the last 15 minutes\./);
  assert.equal(without.status, 422);
  assert.match(without.text, /Nothing was changed: your password is needed\..*Enter your password\./);
  assert.match(without.html, /value="ada"/);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /This is not your password\./);
  await shop.run(async () => assert.equal(await User.where({ username: "ada" }).count(), 0));
});

test("the right password makes the change, and no page asks again for a while", async (context) => {
  await using shop = await openBookshop();
  const client = await loggedInAgo(context, shop, 16);

  const added = await client.post("/admin/auth/user/add/", { form: { ...addAda, _password: password } });
  const deleted = await client.post("/admin/auth/user/2/delete/", { form: { confirmed: "yes" } });

  assert.equal(added.status, 303);
  assert.equal(deleted.status, 303);
  context.mock.timers.setTime(Date.now() + 15 * minuteMs);
  assert.equal((await client.post("/admin/auth/user/add/", { form: addAda })).status, 422);
});

test("every way to change users, groups and permissions asks, and none leaves a trace before", async (context) => {
  await using shop = await openBookshop();
  const ada = await shop.run(() => User.createUser({ username: "ada", password: "oolong-4711" }));
  const group = await shop.run(() => Group.create({ name: "Editors" }));
  const client = await loggedInAgo(context, shop, 16);
  const ways: [path: string, form: Record<string, string | string[]>][] = [
    ["/admin/auth/user/add/", { ...addAda, username: "eve" }],
    [`/admin/auth/user/${ada.id}/change/`, { username: "ada", isActive: "on", isSuperuser: "on" }],
    [`/admin/auth/user/${ada.id}/password/`, { password: "green-tea-5", repeat: "green-tea-5" }],
    [`/admin/auth/user/${ada.id}/delete/`, { confirmed: "yes" }],
    ["/admin/auth/user/", { action: "delete", selected: [String(ada.id)], confirmed: "yes" }],
    ["/admin/auth/group/add/", { name: "Bosses", permissions: ["1", "2"] }],
    [`/admin/auth/group/${group.id}/change/`, { name: "Editors", permissions: ["1"] }],
    [`/admin/auth/group/${group.id}/delete/`, { confirmed: "yes" }],
    ["/admin/auth/group/", { action: "delete", selected: [String(group.id)], confirmed: "yes" }],
  ];

  for (const [path, form] of ways) {
    const { status, html } = await pageOf(await client.post(path, { form }));
    assert.equal(status, 422, path);
    assert.match(html, /name="_password"/, path);
  }

  await shop.run(async () => {
    const same = await User.get(ada.id);
    assert.deepEqual([same.isSuperuser, same.password], [false, ada.password]);
    assert.deepEqual([await User.count(), await Group.count(), await LogEntry.count()], [2, 1, 0]);
    assert.equal(await group.permissions.count(), 0);
  });
  for (const [path, form] of ways.slice(1, 3)) {
    assert.equal((await client.post(path, { form: { ...form, _password: password } })).status, 303, path);
  }
});

test("other rows are changed and deleted without it", async (context) => {
  await using shop = await openBookshop();
  const client = await loggedInAgo(context, shop, 600);

  assert.equal((await client.post("/admin/shop/author/add/", { form: { name: "Tove" } })).status, 303);
  assert.equal(
    (await client.post("/admin/shop/author/1/delete/", { form: { confirmed: "yes" } })).status,
    303,
  );
});

test("who only looks is asked nothing", async (context) => {
  await using shop = await openBookshop();
  const ada = await shop.run(() => User.createUser({ username: "ada" }));
  context.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const client = await shop.clientOf({ username: "bob" }, ["auth.view_user"]);
  context.mock.timers.setTime(Date.now() + 60 * minuteMs);

  const page = await pageOf(await client.get(`/admin/auth/user/${ada.id}/change/`));

  assert.equal(page.status, 200);
  assert.doesNotMatch(page.html, /name="_password"/);
});

test("wrong passwords count as failed logins do, and the session gets a new key with the right one", async (context) => {
  await using shop = await openBookshop();
  const client = await loggedInAgo(context, shop, 16);
  const key = client.cookies.get("__Host-sessionid");
  const stolen = testClient(shop.app);
  stolen.cookies.set("__Host-sessionid", key!);
  assert.equal((await stolen.get("/admin/")).status, 200);

  await client.post("/admin/auth/user/add/", { form: { ...addAda, _password: password } });
  assert.notEqual(client.cookies.get("__Host-sessionid"), key);
  assert.equal((await client.get("/admin/")).status, 200);
  assert.equal((await stolen.get("/admin/")).status, 302);

  context.mock.timers.setTime(Date.now() + 16 * minuteMs);
  const statuses: number[] = [];
  for (let count = 0; count < 11; count++) {
    const form = { ...addAda, username: "eve", _password: `wrong ${count}` };
    statuses.push((await client.post("/admin/auth/user/add/", { form })).status);
  }
  assert.equal(statuses[0], 422);
  assert.equal(statuses.at(-1), 429);
});

test("who has no password is told to log in again", async (context) => {
  await using shop = await openBookshop();
  context.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const client = await shop.clientOf({ username: "sso", isSuperuser: true });
  context.mock.timers.setTime(Date.now() + 16 * minuteMs);

  const page = await pageOf(await client.get("/admin/auth/user/add/"));

  assert.match(page.text, /Your account has no password here\. Log out and in again/);
  assert.equal((await client.post("/admin/auth/user/add/", { form: addAda })).status, 422);
});
