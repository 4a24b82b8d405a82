import assert from "node:assert/strict";
import { test } from "node:test";
import { LogEntry } from "quintet/admin";
import { Permission } from "quintet/auth";
import { testClient } from "quintet/testing";
import { Group, openBookshop, User } from "./bookshop.ts";
import { pageOf } from "./page.ts";

const staffPermissions = ["auth.view_user", "auth.change_user", "auth.add_user", "auth.delete_user"];

test("a user is added with a password that is stored as a hash", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();

  const form = { username: "ada", password: "bergamot-42", repeat: "bergamot-42" };
  const response = await client.post("/admin/auth/user/add/", { form });

  assert.equal(response.status, 303);
  await shop.run(async () => {
    const ada = await User.get({ username: "ada" });
    assert.equal(response.headers.get("location"), `/admin/auth/user/${ada.id}/change/`);
    assert.match(ada.password, /^pbkdf2_sha256\$|^scrypt\$/);
    assert.equal(await ada.checkPassword("bergamot-42"), true);
    assert.equal(ada.isStaff, false);
  });
});

test("a name that is taken, weak passwords and slips of the finger are refused", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();
  const add = async (username: string, password: string, repeat = password) =>
    pageOf(await client.post("/admin/auth/user/add/", { form: { username, password, repeat } }));

  assert.match((await add("root", "bergamot-42")).text, /A user with that username already exists\./);
  assert.match((await add("ada", "short")).text, /too short/);
  assert.match((await add("ada", "bergamot-42", "bergamot-43")).text, /not the same/);
  assert.match((await add("a b", "bergamot-42")).text, /Enter a valid username/);
  await shop.run(async () => assert.equal(await User.count(), 1));
});

test("the hash of a password is neither shown nor editable", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();
  const root = await shop.run(() => User.get({ username: "root" }));

  const { html } = await pageOf(await client.get(`/admin/auth/user/${root.id}/change/`));
  const form = { username: "root", isActive: "on", isStaff: "on", isSuperuser: "on", password: "x" };
  const response = await client.post(`/admin/auth/user/${root.id}/change/`, { form });

  assert.equal(response.status, 303);
  assert.equal(html.includes(root.password), false);
  assert.doesNotMatch(html, /name="password"/);
  await shop.run(async () => assert.equal((await User.get(root.id)).password, root.password));
});

test("a superuser sets another user's password, which the history tells", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();
  await shop.clientOf({ username: "ada" });
  const form = { password: "bergamot-42", repeat: "bergamot-42" };

  await client.post("/admin/auth/user/2/password/", { form });

  await shop.run(async () => {
    assert.equal(await (await User.get(2)).checkPassword("bergamot-42"), true);
    const [entry] = await LogEntry.where({ objectId: "2" });
    assert.equal(entry!.changeMessage, '[{"changed": {"fields": ["password"]}}]');
  });
});

test("one's own password is changed with the present one, and other sessions end", async () => {
  await using shop = await openBookshop();
  const client = await shop.clientOf({ username: "ada", password: "old-bergamot-1" });
  const elsewhere = testClient(shop.app);
  await elsewhere.login(await shop.run(() => User.get({ username: "ada" })));
  const change = (old: string) =>
    client.post("/admin/password/", { form: { old, password: "bergamot-42", repeat: "bergamot-42" } });

  assert.match((await pageOf(await change("wrong"))).text, /This is not your current password\./);
  assert.equal((await change("old-bergamot-1")).status, 303);
  assert.equal((await client.get("/admin/")).status, 200);
  assert.equal((await elsewhere.get("/admin/")).status, 302);
});

test("the page for other users' passwords leads to one's own, which asks for the present one", async () => {
  await using shop = await openBookshop();
  const root = await shop.superuser();
  const ada = await shop.clientOf({ username: "ada" }, staffPermissions);
  const form = { password: "bergamot-42", repeat: "bergamot-42" };

  for (const [client, id] of [[root, 1] as const, [ada, 2] as const]) {
    const before = await shop.run(async () => (await User.get(id)).password);
    for (const response of [
      await client.get(`/admin/auth/user/${id}/password/`),
      await client.post(`/admin/auth/user/${id}/password/`, { form }),
    ]) {
      assert.equal(response.status, 303);
      assert.equal(response.headers.get("location"), "/admin/password/");
    }
    await shop.run(async () => assert.equal((await User.get(id)).password, before));
  }
});

test("permission to change users is not a way to more permissions", async () => {
  await using shop = await openBookshop();
  const client = await shop.clientOf({ username: "ada" }, staffPermissions);
  const { id } = await shop.run(() => User.get({ username: "ada" }));
  await shop.run(() => Group.create({ name: "Bosses" }));

  const page = await pageOf(await client.get(`/admin/auth/user/${id}/change/`));
  const form = {
    username: "ada",
    firstName: "Ada",
    isActive: "on",
    isStaff: "on",
    isSuperuser: "on",
    groups: ["1"],
    userPermissions: ["1", "2"],
  };
  const response = await client.post(`/admin/auth/user/${id}/change/`, { form });

  assert.doesNotMatch(page.html, /name="(isStaff|isSuperuser|groups|userPermissions)"/);
  assert.equal(response.status, 303);
  await shop.run(async () => {
    const ada = await User.get(id);
    assert.equal(ada.firstName, "Ada");
    assert.equal(ada.isSuperuser, false);
    assert.equal(await ada.groups.count(), 0);
    assert.equal(await ada.userPermissions.count(), staffPermissions.length);
  });
});

test("superusers are out of reach for others: no change, no password, no deletion", async () => {
  await using shop = await openBookshop();
  await shop.superuser();
  const root = await shop.run(() => User.get({ username: "root" }));
  const client = await shop.clientOf({ username: "ada" }, staffPermissions);
  const post = async (page: string, form: Record<string, string>) =>
    (await client.post(`/admin/auth/user/${root.id}/${page}/`, { form })).status;

  assert.equal(await post("change", { username: "mine", isActive: "on" }), 403);
  assert.equal(await post("password", { password: "bergamot-42", repeat: "bergamot-42" }), 403);
  assert.equal(await post("delete", { confirmed: "yes" }), 403);
  const bulk = await client.post("/admin/auth/user/", {
    form: { action: "delete", selected: [String(root.id)], confirmed: "yes" },
  });
  assert.equal(bulk.status, 403);
  await shop.run(async () => {
    const same = await User.get(root.id);
    assert.equal(same.username, "root");
    assert.equal(same.password, root.password);
  });
});

test("who may edit users neither changes nor takes over one who may do more, active or not", async () => {
  await using shop = await openBookshop();
  const client = await shop.clientOf({ username: "ada" }, staffPermissions);
  const ids = await shop.run(async () => {
    const group = await Group.create({ name: "Sellers" });
    await group.permissions.add(await Permission.get({ codename: "delete_book" }));
    const seller = await User.createUser({ username: "seller" });
    const former = await User.createUser({ username: "former", isActive: false });
    const peer = await User.createUser({ username: "peer" });
    for (const user of [seller, former]) await user.groups.add(group);
    await peer.userPermissions.add(await Permission.get({ codename: "view_user" }));
    return { seller: seller.id, former: former.id, peer: peer.id };
  });
  const setPassword = async (id: number) =>
    (
      await client.post(`/admin/auth/user/${id}/password/`, {
        form: { password: "bergamot-42", repeat: "bergamot-42" },
      })
    ).status;
  const activate = async (id: number, username: string) =>
    (await client.post(`/admin/auth/user/${id}/change/`, { form: { username, isActive: "on" } })).status;

  assert.deepEqual([await setPassword(ids.seller), await setPassword(ids.former)], [403, 403]);
  assert.deepEqual([await activate(ids.seller, "seller"), await activate(ids.former, "former")], [403, 403]);
  assert.deepEqual([await setPassword(ids.peer), await activate(ids.peer, "peer")], [303, 303]);
  const looked = await pageOf(await client.get(`/admin/auth/user/${ids.former}/change/`));
  assert.equal(looked.status, 200);
  assert.doesNotMatch(looked.html, /name="isActive"|Set password/);
  await shop.run(async () => {
    assert.equal((await User.get(ids.former)).isActive, false);
    assert.equal(await (await User.get(ids.seller)).checkPassword("bergamot-42"), false);
  });
});

test("only superusers say who is staff", async () => {
  await using shop = await openBookshop();
  const root = await shop.superuser();
  const ada = await shop.clientOf({ username: "ada" }, staffPermissions);
  const { id } = await shop.run(() => User.createUser({ username: "peer" }));
  const isStaff = () => shop.run(async () => (await User.get(id)).isStaff);
  const form = { username: "peer", isActive: "on", isStaff: "on" };

  const page = await pageOf(await ada.get(`/admin/auth/user/${id}/change/`));
  assert.doesNotMatch(page.html, /name="isStaff"/);
  assert.equal((await ada.post(`/admin/auth/user/${id}/change/`, { form })).status, 303);
  assert.equal(await isStaff(), false);
  assert.equal((await root.post(`/admin/auth/user/${id}/change/`, { form })).status, 303);
  assert.equal(await isStaff(), true);
  const { isStaff: _sent, ...without } = form;
  assert.equal((await ada.post(`/admin/auth/user/${id}/change/`, { form: without })).status, 303);
  assert.equal(await isStaff(), true);
});

test("who may delete users doesn't delete one who may do more, alone or among others", async () => {
  await using shop = await openBookshop();
  const client = await shop.clientOf({ username: "ada" }, staffPermissions);
  const ids = await shop.run(async () => {
    const group = await Group.create({ name: "Sellers" });
    await group.permissions.add(await Permission.get({ codename: "delete_book" }));
    const seller = await User.createUser({ username: "seller" });
    await seller.groups.add(group);
    const peer = await User.createUser({ username: "peer" });
    const other = await User.createUser({ username: "other" });
    return { seller: String(seller.id), peer: String(peer.id), other: String(other.id) };
  });
  const deleteOne = (id: string) => client.post(`/admin/auth/user/${id}/delete/`, { form: {} });
  const deleteMany = (...selected: string[]) =>
    client.post("/admin/auth/user/", { form: { action: "delete", selected, confirmed: "yes" } });

  const looked = await pageOf(await client.get(`/admin/auth/user/${ids.seller}/change/`));
  assert.equal(looked.html.includes(`/admin/auth/user/${ids.seller}/delete/`), false);
  const asked = await pageOf(await client.get(`/admin/auth/user/${ids.seller}/delete/`));
  assert.match(asked.text, /users who may do more than you/);
  assert.equal((await deleteOne(ids.seller)).status, 403);
  assert.equal((await deleteMany(ids.peer, ids.seller)).status, 403);
  const everything = { action: "delete", everything: "yes", confirmed: "yes" };
  assert.equal((await client.post("/admin/auth/user/", { form: everything })).status, 403);
  await shop.run(async () => assert.equal(await User.count(), 4));

  assert.equal((await deleteOne(ids.peer)).status, 303);
  assert.equal((await deleteMany(ids.other)).status, 303);
  await shop.run(async () => assert.deepEqual((await User.all()).map(String).toSorted(), ["ada", "seller"]));
});
