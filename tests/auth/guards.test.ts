import assert from "node:assert/strict";
import { test } from "node:test";
import { auth, loginRequired, permissionRequired, staffRequired, User, userRequired } from "quintet/auth";
import { text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { makeTestApp, Visitor } from "./test-app.ts";

const routes = defineRoutes({
  page: path("page/<int:number>/", {
    get: loginRequired((_request, { number }, user) => text(`${user.username} ${number + 1}`)),
    post: loginRequired(() => text("sent")),
  }),
  staff: path(
    "staff/",
    staffRequired(() => text("staff")),
  ),
  add: path(
    "add/",
    permissionRequired("auth.add_group", () => text("add")),
  ),
  both: path(
    "both/",
    permissionRequired(["auth.add_group", "auth.view_group"], () => text("both")),
  ),
  own: path(
    "own/",
    userRequired(
      (user) => user.email.endsWith("@firm.example"),
      () => text("own"),
    ),
  ),
  accounts: mount("accounts/", auth.routes),
});

test("a visitor is sent to the login page, and back afterwards", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);

  const get = await visitor.get("/page/3/?a=1&b=2");
  const post = await visitor.post("/page/3/");

  assert.equal(get.status, 302);
  assert.equal(get.headers.get("location"), "/accounts/login/?next=%2Fpage%2F3%2F%3Fa%3D1%26b%3D2");
  assert.equal(post.headers.get("location"), "/accounts/login/");
});

test("a program gets 401 rather than a login page", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);

  const api = await visitor.get("/page/3/", { accept: "application/json" });
  const script = await visitor.get("/page/3/", { accept: "*/*", "sec-fetch-mode": "cors" });

  assert.equal(api.status, 401);
  assert.deepEqual(await api.json(), {
    error: { code: "auth.login-required", message: "You are not logged in." },
  });
  assert.equal(script.status, 401);
});

test("loginUrl may be the name of a route", async () => {
  await using made = await makeTestApp({ routes, overrides: { auth: { loginUrl: "accounts:login" } } });

  const response = await new Visitor(made.app).get("/staff/");

  assert.equal(response.headers.get("location"), "/accounts/login/?next=%2Fstaff%2F");
});

test("who is logged in gets through as far as the guards allow", async () => {
  await using made = await makeTestApp({ routes });
  await made.app.run(async () => {
    await User.createUser({ username: "ada", password: "sesame", email: "ada@firm.example" });
    await User.createUser({ username: "root", password: "sesame", isStaff: true, isSuperuser: true });
  });
  const [ada, root] = [new Visitor(made.app), new Visitor(made.app)];
  await ada.logIn("ada", "sesame");
  await root.logIn("root", "sesame");
  const statuses = async (visitor: Visitor) => {
    const paths = ["/page/3/", "/staff/", "/add/", "/both/", "/own/"];
    return Promise.all(paths.map(async (path) => (await visitor.get(path)).status));
  };

  assert.equal(await (await ada.get("/page/3/")).text(), "ada 4");
  assert.deepEqual(await statuses(ada), [200, 403, 403, 403, 200]);
  assert.deepEqual(await statuses(root), [200, 200, 200, 200, 403]);
});

test("a permission without its module is refused when the routes are made", () => {
  assert.throws(() => permissionRequired("add_book" as never, () => text("")), {
    code: "auth.permission-name",
    message: /"shop.add_book"/,
  });
});

test("a name that is no route is found by quintet check", async () => {
  await using made = await makeTestApp({ routes, overrides: { auth: { loginUrl: "accounts:lgin" } } });
  const { runChecks } = await import("../../src/core/index.ts");

  const findings = await runChecks(made.app);

  assert.ok(findings.some(({ id, message }) => id === "auth.E101" && message.includes('"accounts:lgin"')));
});
