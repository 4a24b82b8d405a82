import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMiddleware } from "quintet/app";
import { auth, loginByDefault, User } from "quintet/auth";
import { text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { makeTestApp, Visitor } from "./test-app.ts";

const routes = defineRoutes({
  forgotten: path("forgotten/", async (request) => text(`hello ${(await request.user).username}`)),
  open: path("open/", () => text("for everybody"), { loginRequired: false }),
  accounts: mount("accounts/", auth.routes),
});

test("every route asks for a login unless it is declared open, and one comes back afterwards", async () => {
  await using made = await makeTestApp({
    routes,
    overrides: { middleware: [...defaultMiddleware, loginByDefault] },
  });
  await made.app.run(() => User.createUser({ username: "ada", password: "sesame opens" }));
  const visitor = new Visitor(made.app);

  const asked = await visitor.get("/forgotten/?page=2");
  assert.equal(asked.status, 302);
  assert.equal(asked.headers.get("location"), "/accounts/login/?next=%2Fforgotten%2F%3Fpage%3D2");
  assert.equal((await visitor.get("/forgotten/", { accept: "application/json" })).status, 401);
  assert.equal((await visitor.get("/open/")).status, 200);
  assert.equal((await visitor.get("/accounts/login/")).status, 200);
  assert.equal((await visitor.get("/no-such-page/")).status, 404);
  assert.equal((await visitor.post("/forgotten/")).status, 302);

  await visitor.logIn("ada", "sesame opens");
  assert.equal(await (await visitor.get("/forgotten/")).text(), "hello ada");
});

test("it must stand inside of the sessions", async () => {
  const overrides = { middleware: [loginByDefault, ...defaultMiddleware] };
  await assert.rejects(makeTestApp({ routes, overrides }), {
    message: /loginByDefault outside of sessionMiddleware/,
  });
});
