import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { encodeSession, SessionModel, sessions, sessionsService } from "quintet/sessions";
import { runChecks } from "../../src/core/index.ts";
import { hashedKey } from "../../src/sessions/stores/stored-key.ts";
import { makeTestApp, secretKey, Visitor } from "../auth/test-app.ts";

const routes = defineRoutes({
  untouched: path("untouched/", () => text("")),
  read: path("read/", async (request) => text(JSON.stringify((await request.session).get("count") ?? null))),
  count: path("count/", async (request) => {
    const session = await request.session;
    session.set("count", Number(session.get("count") ?? 0) + 1);
    return text(String(session.get("count")));
  }),
  empty: path("empty/", async (request) => {
    (await request.session).delete("count");
    return text("");
  }),
  fail: path("fail/", async (request) => {
    (await request.session).set("count", 1000);
    throw new Error("on purpose");
  }),
  brief: path("brief/", async (request) => {
    const session = await request.session;
    session.set("count", 1);
    session.setExpiry("browser");
    return text("");
  }),
  // Ends the session behind the request's back, as a logout in another tab would.
  ended: path("ended/", async (request) => {
    const session = await request.session;
    await SessionModel.all().delete();
    session.set("count", 2);
    return text("");
  }),
});

test("a session that nobody reads costs no cookie, and one that is only read is not stored", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);

  const untouched = await visitor.get("/untouched/");
  const read = await visitor.get("/read/");

  assert.equal(untouched.headers.get("vary")?.includes("Cookie") ?? false, false);
  assert.deepEqual(untouched.headers.getSetCookie(), []);
  assert.deepEqual(read.headers.getSetCookie(), []);
  assert.match(read.headers.get("vary")!, /Cookie/);
  assert.equal(read.headers.get("cache-control"), "private, no-store");
  assert.equal(await made.app.run(() => SessionModel.count()), 0);
});

test("what is set is there at the next request, in a cookie that scripts can't read", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);

  const first = await visitor.get("/count/");
  const second = await visitor.get("/count/");
  const read = await visitor.get("/read/");

  assert.match(
    first.headers.getSetCookie()[0]!,
    /^sessionid=[a-z0-9]{32}; Max-Age=1209600; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
  );
  assert.equal(await second.text(), "2");
  assert.equal(await read.text(), "2");
  assert.deepEqual(read.headers.getSetCookie(), []);
  assert.equal(await made.app.run(() => SessionModel.count()), 1);
});

test("in production the cookie goes over https only, and no subdomain can plant it", async () => {
  const overrides = { debug: false, security: { allowedHosts: ["localhost"] } };
  await using made = await makeTestApp({ routes, overrides });

  const response = await new Visitor(made.app).get("/count/");

  assert.match(response.headers.getSetCookie()[0]!, /^__Host-sessionid=.*; Secure/);
});

test("an emptied session is gone, with its cookie", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");

  await visitor.get("/empty/");

  assert.equal(visitor.cookies.has("sessionid"), false);
  assert.equal(await made.app.run(() => SessionModel.count()), 0);
});

test("a key that the visitor made up is not taken on", async () => {
  await using made = await makeTestApp({ routes });
  for (const planted of ["a".repeat(32), "x", "' or 1=1 --", "A".repeat(32)]) {
    const visitor = new Visitor(made.app);
    visitor.cookies.set("sessionid", encodeURIComponent(planted));

    await visitor.get("/count/");

    assert.notEqual(visitor.cookies.get("sessionid"), planted);
    assert.equal(await (await visitor.get("/read/")).text(), "1");
  }
});

test("an expired session is not read, and clearsessions removes it", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");
  await new Visitor(made.app).get("/count/");
  const sessionKey = hashedKey(visitor.cookies.get("sessionid")!);
  await made.app.run(() =>
    SessionModel.where({ sessionKey }).update({ expireDate: new Date(Date.now() - 1000) }),
  );

  assert.equal(await (await visitor.get("/read/")).text(), "null");
  assert.equal(visitor.cookies.has("sessionid"), false);
  const lines: string[] = [];
  const terminal = { success: (line: string) => void lines.push(line) } as never;
  await sessions.commands![0]!.run({ app: made.app, terminal, args: {}, options: {} });
  assert.deepEqual(lines, ["Removed 1 expired session."]);
  assert.equal(await made.app.run(() => SessionModel.count()), 1);
});

test("a session that another request has ended stays ended", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");

  const response = await visitor.get("/ended/");

  assert.equal(response.status, 200);
  assert.equal(visitor.cookies.has("sessionid"), false);
  assert.equal(await made.app.run(() => SessionModel.count()), 0);
});

test("what was set before a failure is not stored", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");

  assert.equal((await visitor.get("/fail/")).status, 500);

  assert.equal(await (await visitor.get("/read/")).text(), "1");
});

test("a session may end with the browser, or live on with each request", async () => {
  await using made = await makeTestApp({ routes, overrides: { sessions: { saveEveryRequest: true } } });
  const visitor = new Visitor(made.app);

  const brief = await visitor.get("/brief/");
  const again = await visitor.get("/read/");

  assert.doesNotMatch(brief.headers.getSetCookie()[0]!, /Max-Age|Expires/);
  assert.equal(again.headers.getSetCookie().length, 1);
});

test("a session that is read without the middleware is refused with what to do", async () => {
  await using made = await makeTestApp({ routes, overrides: { middleware: [] } });
  const { Request: OwnRequest } = await import("quintet/http");
  const request = OwnRequest.fromPlatform(new Request("http://localhost/read/"));

  assert.throws(() => made.app.run(() => request.session), {
    code: "sessions.off",
    message: /sessionMiddleware/,
  });
});

test("the store says whether a session was there", async () => {
  await using made = await makeTestApp();
  const { store } = made.app.service(sessionsService);
  const later = new Date(Date.now() + 60_000);
  await made.app.run(async () => {
    assert.equal(await store.update("nobody", {}, later), false);
    assert.equal(await store.create("somebody", { a: 1 }, later), true);
    assert.equal(await store.create("somebody", { a: 2 }, later), false);
    assert.deepEqual(await store.load("somebody"), { a: 1 });
    await store.delete("somebody");
    assert.equal(await store.load("somebody"), undefined);
  });
});

test("who reads the table finds no key in it, and what stands there is none", async () => {
  await using made = await makeTestApp({ routes });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");

  const { sessionKey } = await made.app.run(() => SessionModel.get({}));

  assert.notEqual(sessionKey, visitor.cookies.get("sessionid"));
  assert.match(sessionKey, /^[0-9a-f]{40}$/);
  const thief = new Visitor(made.app);
  thief.cookies.set("sessionid", sessionKey);
  assert.equal(await (await thief.get("/read/")).text(), "null");
  assert.equal(await (await visitor.get("/read/")).text(), "1");
});

test("keys are stored as Django stores them where the configuration says so, and check --deploy tells", async () => {
  await using made = await makeTestApp({ routes, overrides: { sessions: { unsafeDjangoKeys: true } } });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");

  const { sessionKey } = await made.app.run(() => SessionModel.get({}));

  assert.equal(sessionKey, visitor.cookies.get("sessionid"));
  const findings = await runChecks(made.app, { deploy: true });
  assert.ok(findings.some(({ id }) => id === "sessions.W101"));
});

test("a session whose longest lifetime is over is not read, and is removed", async () => {
  await using made = await makeTestApp({ routes, overrides: { sessions: { maxLifetimeSeconds: 3600 } } });
  const visitor = new Visitor(made.app);
  await visitor.get("/count/");
  const aged = encodeSession(
    { count: 7, _session_begun: Math.floor(Date.now() / 1000) - 3601 },
    { keys: [secretKey] },
  );
  await made.app.run(() => SessionModel.all().update({ sessionData: aged }));

  assert.equal(await (await visitor.get("/read/")).text(), "null");
  assert.equal(await made.app.run(() => SessionModel.count()), 0);
});

test("no shared cache keeps an answer that sets a session's cookie, whatever the handler says of it", async () => {
  const shared = path("shared/", async (request) => {
    (await request.session).set("count", 1);
    return text("", { headers: { "cache-control": "public, max-age=60" } });
  });
  await using made = await makeTestApp({ routes: defineRoutes({ shared }) });

  const response = await new Visitor(made.app).get("/shared/");

  assert.equal(response.headers.get("cache-control"), "private, no-store");
});
