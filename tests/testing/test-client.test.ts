import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { WebApp } from "quintet/app";
import { User } from "quintet/auth";
import { createTestApp, type TestClient, testClient } from "quintet/testing";
import { config } from "./notes-app.ts";

let app: WebApp;
let client: TestClient;
before(async () => {
  app = await createTestApp(config);
});
after(() => app.close());
beforeEach(() => {
  client = testClient(app);
});

test("cookies that a response sets are sent with the next request, until one deletes them", async () => {
  await client.get("/theme/");
  assert.equal(await (await client.get("/cookies/")).text(), "theme=dark");

  await client.get("/forget/");
  assert.equal(await (await client.get("/cookies/")).text(), "");
});

test("the session is kept between requests, and each client has its own", async () => {
  await client.get("/count/");

  assert.equal(await (await client.get("/count/")).text(), "2");
  assert.equal(await (await testClient(app).get("/count/")).text(), "1");
});

test("login() makes the requests that follow those of a user, logout() ends that", async () => {
  const user = await User.createUser({ username: "tove", password: "unused but long enough" });

  assert.equal((await client.get("/mine/")).status, 302);
  await client.login(user);
  assert.equal(await (await client.get("/mine/")).text(), "for tove");
  client.logout();
  assert.equal((await client.get("/mine/")).status, 302);
});

test("a form, JSON and a body of one's own arrive as they were sent", async () => {
  const form = await (await client.post("/echo/", { form: { title: "Tea & more" } })).json();
  const sent = await (await client.put("/echo/", { json: { title: "Tea" } })).json();
  const body = await (
    await client.patch("/echo/?a=1", { body: "plain", headers: { "content-type": "text/x" } })
  ).json();
  const deleted = await (await client.delete("/echo/")).json();

  assert.deepEqual([form.method, form.sent], ["POST", { title: "Tea & more" }]);
  assert.deepEqual([sent.method, sent.type, sent.sent], ["PUT", "application/json", '{"title":"Tea"}']);
  assert.deepEqual([body.method, body.query, body.type, body.sent], ["PATCH", "a=1", "text/x", "plain"]);
  assert.equal(deleted.method, "DELETE");
});

test("the CSRF token is sent; without it the request is refused as a forged one", async () => {
  const forger = testClient(app, { withoutCsrfToken: true });

  assert.equal((await client.post("/echo/", { form: {} })).status, 200);
  assert.equal((await forger.post("/echo/", { form: {} })).status, 403);
  assert.equal((await forger.get("/echo/")).status, 200);
});

test("the CSRF token fits after a login too", async () => {
  const user = await User.createUser({ username: "lars", password: "unused but long enough" });
  await client.post("/echo/", { form: {} });

  await client.login(user);

  assert.equal((await client.post("/echo/", { form: {} })).status, 200);
});

test("a request that says it comes from another site is refused, token or not", async () => {
  const response = await client.post("/echo/", { form: {}, headers: { origin: "https://evil.example" } });

  assert.equal(response.status, 403);
});

test("redirects are shown unless they are to be followed; a form is then asked for with GET", async () => {
  const shown = await client.post("/see/", { form: { title: "Tea" } });
  const followed = await client.post("/see/", { form: { title: "Tea" }, follow: true });

  assert.equal(shown.status, 302);
  assert.equal(shown.headers.get("location"), "/echo/?from=see");
  const { method, query, sent } = await followed.json();
  assert.deepEqual([method, query, sent], ["GET", "from=see", ""]);
});

test("a redirect with 307 keeps the method and what was sent", async () => {
  const followed = await client.post("/keep/", { form: { title: "Tea" }, follow: true });

  const { method, sent } = await followed.json();
  assert.deepEqual([method, sent], ["POST", { title: "Tea" }]);
});

test("a circle of redirects is told with the way it took", async () => {
  await assert.rejects(client.get("/circle/", { follow: true }), {
    code: "testing.redirect-loop",
    message: /in a circle, or too often: \/circle\/ → \/round\/ → \/circle\//,
  });
});

test("over https the cookies are those of https", async () => {
  const secure = testClient(app, { secure: true });

  assert.equal((await secure.post("/echo/", { form: {} })).status, 200);
  assert.equal(await (await secure.get("/count/")).text(), "1");
  assert.equal(await (await secure.get("/count/")).text(), "2");
});
