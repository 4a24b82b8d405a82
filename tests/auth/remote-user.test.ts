import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMiddleware, type WebApp } from "quintet/app";
import { modelBackend, remoteUser, remoteUserBackend, User } from "quintet/auth";
import { Request, type Response, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { makeTestApp } from "./test-app.ts";

const routes = defineRoutes({
  who: path("who/", async (request) => text((await request.user).username || "nobody")),
});

function appWith(options: { createUsers?: boolean } = {}) {
  const middleware = [...defaultMiddleware, remoteUser({ proxies: ["10.0.0.0/24"], ...options })];
  const backends = { backends: [remoteUserBackend, modelBackend] };
  return makeTestApp({ routes, overrides: { middleware, auth: backends } });
}

/** Asks as a connection from an address, with the cookies of earlier answers. */
function client(app: WebApp, peer: string) {
  let cookie = "";
  return async (headers: Record<string, string> = {}): Promise<string> => {
    const asked = new globalThis.Request("http://localhost/who/", { headers: { ...headers, cookie } });
    const response: Response = await app.answer(Request.fromPlatform(asked, { ip: "203.0.113.9", peer }));
    for (const line of response.headers.getSetCookie())
      if (line.startsWith("sessionid=")) cookie = /max-age=0/i.test(line) ? "" : line.split(";")[0]!;
    return response.text();
  };
}

test("whom the proxy names is logged in, and out when it names nobody", async () => {
  await using made = await appWith();
  await made.app.run(() => User.createUser({ username: "ada" }));
  await made.app.run(() => User.createUser({ username: "bob" }));
  const ask = client(made.app, "10.0.0.7");

  assert.equal(await ask(), "nobody");
  assert.equal(await ask({ "x-remote-user": "ada" }), "ada");
  assert.equal(await ask({ "x-remote-user": "ada" }), "ada");
  assert.equal(await ask({ "x-remote-user": "bob" }), "bob");
  assert.equal(await ask(), "nobody");
});

test("what a client writes into the header is worth nothing, whatever else it says of itself", async () => {
  await using made = await appWith();
  await made.app.run(() => User.createUser({ username: "ada" }));
  const ask = client(made.app, "203.0.113.9");

  const forged = { "x-remote-user": "ada", "x-forwarded-for": "10.0.0.7", forwarded: "for=10.0.0.7" };
  assert.equal(await ask(forged), "nobody");
  assert.equal(await ask({ remote_user: "ada", x_remote_user: "ada", "remote-user": "ada" }), "nobody");
});

test("a stolen cookie of such a session is worth nothing without the proxy", async () => {
  await using made = await appWith();
  await made.app.run(() => User.createUser({ username: "ada" }));
  let sessionid = "";
  const asked = new globalThis.Request("http://localhost/who/", { headers: { "x-remote-user": "ada" } });
  const first = await made.app.answer(Request.fromPlatform(asked, { peer: "10.0.0.7" }));
  for (const line of first.headers.getSetCookie())
    if (line.startsWith("sessionid=")) sessionid = line.split(";")[0]!;

  const stolen = new globalThis.Request("http://localhost/who/", { headers: { cookie: sessionid } });
  const answer = await made.app.answer(Request.fromPlatform(stolen, { peer: "203.0.113.9" }));

  assert.equal(await answer.text(), "nobody");
});

test("unknown and inactive users stay outside, and get accounts only where that is wanted", async () => {
  await using made = await appWith();
  await made.app.run(() => User.createUser({ username: "gone", isActive: false }));
  const ask = client(made.app, "10.0.0.7");
  for (const name of ["eve", "gone", "a b", "<script>", "x".repeat(200)])
    assert.equal(await ask({ "x-remote-user": name }), "nobody");
  assert.equal(await made.app.run(() => User.count()), 1);

  await using open = await appWith({ createUsers: true });
  assert.equal(await client(open.app, "10.0.0.7")({ "x-remote-user": "eve" }), "eve");
  assert.throws(() => remoteUser({ proxies: [] }), RangeError);
});

test("an app that believes a proxy, and has no backend for its users, doesn't start", async () => {
  const middleware = [...defaultMiddleware, remoteUser({ proxies: ["10.0.0.2"] })];

  await assert.rejects(makeTestApp({ routes, overrides: { middleware } }), {
    code: "auth.missing-remote-user-backend",
    message:
      /remoteUserBackend not among "auth\.backends".*\nWrite auth: \{ backends: \[remoteUserBackend, modelBackend\] \}/,
  });
});
