import assert from "node:assert/strict";
import { test } from "node:test";
import { auth, loggedIn, login, loginFailed, loginRequired, User } from "quintet/auth";
import { HashQueueFullError, pbkdf2Sha256, unsafeMd5 } from "quintet/crypto";
import { html, text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { SessionModel } from "quintet/sessions";
import { hashedKey } from "../../src/sessions/stores/stored-key.ts";
import { makeTestApp, Visitor } from "./test-app.ts";

const routes = defineRoutes({
  home: path("", async (request) => text(`hello ${(await request.user).username || "stranger"}`)),
  plain: path("plain/", () => html("<p>plain</p>")),
  inbox: path(
    "inbox/",
    loginRequired((_request, _params, user) => text(`inbox of ${user.username}`)),
  ),
  remember: path("remember/", async (request) => {
    (await request.session).set("seen", true);
    return text("remembered");
  }),
  accounts: mount("accounts/", auth.routes),
});

async function makeUser(
  app: { run<T>(work: () => T): T },
  values: Partial<Parameters<typeof User.createUser>[0]> = {},
) {
  return app.run(() => User.createUser({ username: "ada", password: "sesame opens", ...values }));
}

test("a page that doesn't ask who is there sets no cookie and may be cached", async () => {
  await using made = await makeTestApp({ routes });

  const response = await new Visitor(made.app).get("/plain/");

  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.ok(!response.headers.get("vary")?.includes("Cookie"));
  assert.notEqual(response.headers.get("cache-control"), "private, no-store");
});

test("the right name and password log in, and lead on", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  const visitor = new Visitor(made.app);
  const heard: string[] = [];
  const stop = loggedIn.on(({ user }) => void heard.push(user.username));

  const page = await (await visitor.get("/accounts/login/?next=/inbox/")).text();
  const response = await visitor.post("/accounts/login/", {
    username: " ada ",
    password: "sesame opens",
    next: "/inbox/",
  });
  stop();

  assert.match(page, /name="next" value="\/inbox\/"/);
  assert.match(page, /name="csrfmiddlewaretoken"/);
  const style = /rel="stylesheet" href="([^"]+)"/.exec(page)![1]!;
  assert.equal((await visitor.get(style)).status, 200);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/inbox/");
  assert.deepEqual(heard, ["ada"]);
  const inbox = await visitor.get("/inbox/");
  assert.equal(await inbox.text(), "inbox of ada");
  assert.equal(inbox.headers.get("cache-control"), "private, no-store");
  assert.match(inbox.headers.get("vary")!, /Cookie/);
  const user = await made.app.run(() => User.get({ username: "ada" }));
  assert.ok(user.lastLogin !== null && Date.now() - user.lastLogin.getTime() < 60_000);
  assert.equal((await visitor.get("/accounts/login/?next=/inbox/")).headers.get("location"), "/inbox/");
});

test("a wrong name, a wrong password and an inactive user get the same answer", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  await makeUser(made.app, { username: "eve", isActive: false });
  const heard: string[] = [];
  const stop = loginFailed.on(({ username }) => void heard.push(username));
  const attempts = [
    ["nobody", "sesame opens"],
    ["ada", "wrong"],
    ["eve", "sesame opens"],
  ] as const;

  const answers = [];
  for (const [username, password] of attempts) {
    const visitor = new Visitor(made.app);
    const response = await visitor.logIn(username, password);
    answers.push([response.status, /role="alert">([^<]*)/.exec(await response.text())?.[1]]);
    assert.equal(visitor.cookies.has("sessionid"), false);
  }
  stop();

  assert.deepEqual(
    new Set(answers.map(String)),
    new Set([`422,That name and password don’t match. Note that both may be case-sensitive.`]),
  );
  assert.deepEqual(heard, ["nobody", "ada", "eve"]);
});

test("an address that leads away is not followed after the login", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);

  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const fields = { username: "ada", password: "sesame opens", next };
    const response = await new Visitor(made.app).post("/accounts/login/", fields);
    assert.equal(response.headers.get("location"), "/", next);
  }
});

test("a login changes the key of the session and keeps what is in it", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  const visitor = new Visitor(made.app);
  await visitor.get("/remember/");
  const before = visitor.cookies.get("sessionid")!;

  await visitor.logIn("ada", "sesame opens");

  const after = visitor.cookies.get("sessionid")!;
  assert.notEqual(after, before);
  const keys = await made.app.run(async () => (await SessionModel.all()).map(({ sessionKey }) => sessionKey));
  assert.deepEqual(keys, [hashedKey(after)]);
});

test("a login gives the visitor a new CSRF token", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  const visitor = new Visitor(made.app);
  visitor.cookies.set("csrftoken", "p".repeat(32)); // as somebody else may have planted it

  await visitor.logIn("ada", "sesame opens");

  assert.notEqual(visitor.cookies.get("csrftoken"), "p".repeat(32));
});

test("logging out ends the session, by POST only", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  const visitor = new Visitor(made.app);
  await visitor.logIn("ada", "sesame opens");
  const key = visitor.cookies.get("sessionid")!;

  assert.equal((await visitor.get("/accounts/logout/")).status, 405);
  assert.equal(await (await visitor.get("/")).text(), "hello ada");
  const response = await visitor.post("/accounts/logout/");

  assert.equal(response.headers.get("location"), "/");
  assert.equal(visitor.cookies.has("sessionid"), false);
  visitor.cookies.set("sessionid", key);
  assert.equal(await (await visitor.get("/")).text(), "hello stranger");
  assert.equal(await made.app.run(() => SessionModel.count()), 0);
});

test("a change of the password ends all other sessions of the user", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  const [here, elsewhere] = [new Visitor(made.app), new Visitor(made.app)];
  await here.logIn("ada", "sesame opens");
  await elsewhere.logIn("ada", "sesame opens");

  const wrong = await here.post("/accounts/password-change/", {
    old_password: "wrong",
    new_password1: "12345",
    new_password2: "123456",
  });
  const wrongPage = await wrong.text();
  assert.equal(wrong.status, 422);
  for (const expected of ["incorrectly", "too short", "didn’t match"])
    assert.ok(wrongPage.includes(expected), expected);
  const response = await here.post("/accounts/password-change/", {
    old_password: "sesame opens",
    new_password1: "quite another word",
    new_password2: "quite another word",
  });

  assert.equal(response.status, 303);
  assert.equal(await (await here.get("/")).text(), "hello ada");
  assert.equal(await (await elsewhere.get("/")).text(), "hello stranger");
  assert.equal((await elsewhere.logIn("ada", "quite another word")).status, 303);
});

test("after too many failures the right password is refused as well, for a while", async () => {
  const overrides = { auth: { passwordHashers: [unsafeMd5()], throttle: { failuresPerAccount: 2 } } };
  await using made = await makeTestApp({ routes, overrides });
  await makeUser(made.app);
  for (let count = 0; count < 2; count++) await new Visitor(made.app).logIn("ada", "wrong");

  const response = await new Visitor(made.app).logIn("ada", "sesame opens");

  assert.equal(response.status, 429);
  // Of two places in 15 minutes, the first is back after half of them.
  assert.ok(Number(response.headers.get("retry-after")) > 400);
  assert.match(await response.text(), /Try again in 8 minutes/);
});

test("wrong present passwords at a change count as failed logins: nobody tries them for ever", async () => {
  const overrides = { auth: { passwordHashers: [unsafeMd5()], throttle: { failuresPerAccount: 2 } } };
  await using made = await makeTestApp({ routes, overrides });
  await makeUser(made.app);
  const visitor = new Visitor(made.app);
  await visitor.logIn("ada", "sesame opens");
  const change = async (old: string) =>
    visitor.post("/accounts/password-change/", {
      old_password: old,
      new_password1: "quite another word",
      new_password2: "quite another word",
    });
  for (let count = 0; count < 2; count++) await change("wrong");

  const response = await change("sesame opens");

  assert.equal(response.status, 422);
  assert.match(await response.text(), /Too many failed logins/);
});

test("where too many passwords are waiting to be checked, a login is asked to come again", async () => {
  const full = pbkdf2Sha256({ iterations: 1000 });
  full.verify = async () => {
    throw new HashQueueFullError(256);
  };
  await using made = await makeTestApp({ routes, overrides: { auth: { passwordHashers: [full] } } });
  await makeUser(made.app);

  const response = await new Visitor(made.app).logIn("ada", "sesame opens");

  assert.equal(response.status, 429);
  assert.equal(response.headers.get("retry-after"), "60");
});

test("a hash that is weaker than new ones is replaced at the login", async () => {
  await using made = await makeTestApp({ routes });
  const user = await makeUser(made.app);
  const strong = [pbkdf2Sha256({ iterations: 2000 }), unsafeMd5()];
  await using later = await makeTestApp({
    routes,
    file: made.file,
    overrides: { auth: { passwordHashers: strong } },
  });

  const visitor = new Visitor(later.app);
  await visitor.logIn("ada", "sesame opens");

  await later.app.run(() => user.refresh());
  assert.match(user.password, /^pbkdf2_sha256\$2000\$/);
  assert.equal(await (await visitor.get("/")).text(), "hello ada");
});

test("a user who is deactivated or deleted is nobody at the next request", async () => {
  await using made = await makeTestApp({ routes });
  const user = await makeUser(made.app);
  const visitor = new Visitor(made.app);
  await visitor.logIn("ada", "sesame opens");

  await made.app.run(async () => {
    user.isActive = false;
    await user.save();
  });

  assert.equal(await (await visitor.get("/")).text(), "hello stranger");
});

test("after a change of the secret key sessions go on where the old one is kept", async () => {
  await using made = await makeTestApp({ routes });
  await makeUser(made.app);
  const visitor = new Visitor(made.app);
  await visitor.logIn("ada", "sesame opens");
  const { Secret } = await import("quintet");
  const { secretKey } = await import("./test-app.ts");
  const newKey = new Secret("another secret key for tests, 9876543210 ZYXW") as never;
  const kept = { secretKey: newKey, secretKeyFallbacks: [new Secret(secretKey) as never] };
  await using rotated = await makeTestApp({ routes, file: made.file, overrides: kept });
  await using changed = await makeTestApp({ routes, file: made.file, overrides: { secretKey: newKey } });

  const lost = new Visitor(changed.app);
  lost.cookies.set("sessionid", visitor.cookies.get("sessionid")!);
  const going = new Visitor(rotated.app);
  going.cookies.set("sessionid", visitor.cookies.get("sessionid")!);

  assert.equal(await (await lost.get("/")).text(), "hello stranger");
  assert.equal(await (await going.get("/")).text(), "hello ada");
});

test("login() logs in without a password, and another user's session is not taken over", async () => {
  const withSignUp = defineRoutes({
    home: routes.table.home,
    remember: routes.table.remember,
    become: path("become/<slug:name>/", async (request, { name }) => {
      await login(request, await User.get({ username: name }));
      return text((await request.user).username);
    }),
    what: path("what/", async (request) => text((await request.session).keys().join())),
  });
  await using made = await makeTestApp({ routes: withSignUp });
  await makeUser(made.app);
  await makeUser(made.app, { username: "bob" });
  const visitor = new Visitor(made.app);

  assert.equal(await (await visitor.get("/become/ada/")).text(), "ada");
  await visitor.get("/remember/");
  assert.match(await (await visitor.get("/what/")).text(), /seen/);
  assert.equal(await (await visitor.get("/become/bob/")).text(), "bob");
  assert.doesNotMatch(await (await visitor.get("/what/")).text(), /seen/);
});
