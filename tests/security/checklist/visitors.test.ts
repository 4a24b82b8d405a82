import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { auth, login, logout, User } from "quintet/auth";
import { text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { CsrfError } from "quintet/security";
import { SessionModel } from "quintet/sessions";
import { Browser, listeningApp, origin } from "./default-app.ts";

/* Cookies, Headers, CSRF, Sessions and Caches of the checklist, at an app that has nothing written but its hosts, and listens. */

const routes = defineRoutes({
  home: path("", () => text("home")),
  who: path("who/", async (request) => text((await request.user).username || "nobody")),
  token: path("token/", (request) => text(request.csrfToken)),
  count: path("count/", async (request) => {
    (await request.session).set("count", 1);
    return text("");
  }),
  read: path("read/", async (request) => text(String((await request.session).get("count")))),
  enter: path("enter/", {
    post: async (request) => {
      await login(request, await User.get({ username: "ada" }));
      return text("");
    },
  }),
  leave: path("leave/", {
    post: async (request) => {
      await logout(request);
      return text("");
    },
  }),
  accounts: mount("accounts/", auth.routes),
});

let site: Awaited<ReturnType<typeof listeningApp>>;
before(async () => {
  site = await listeningApp(routes);
  await site.makeUser({ username: "ada" });
});
after(() => site[Symbol.asyncDispose]());

async function loggedIn(): Promise<Browser> {
  const browser = new Browser(site.asked);
  await browser.post("/enter/");
  assert.equal(await (await browser.send("/who/")).text(), "ada");
  return browser;
}

test("Cookies: session and CSRF cookies are __Host-, Secure, HttpOnly and SameSite=Lax", async () => {
  const browser = new Browser(site.asked);
  const lines = [
    ...(await browser.send("/count/")).headers.getSetCookie(),
    ...(await browser.send("/token/")).headers.getSetCookie(),
  ];

  assert.equal(lines.length, 2);
  for (const line of lines)
    assert.match(
      line,
      /^__Host-(?:sessionid|csrftoken)=[^;]+; Max-Age=\d+; Path=\/; (?:Expires=[^;]+; )?HttpOnly; Secure; SameSite=Lax$/,
    );
});

test("Headers: the policy, its companions and HSTS are on every answer, errors included", async () => {
  for (const target of ["/", "/no-such-page/", "/accounts/login/"]) {
    const { headers } = await new Browser(site.asked).send(target);
    const csp = headers.get("content-security-policy")!;
    for (const directive of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      assert.ok(csp.includes(directive), `${target}: ${csp}`);
    assert.ok(!csp.includes("unsafe"), csp);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.match(headers.get("permissions-policy")!, /camera=\(\).*geolocation=\(\)/);
    assert.equal(headers.get("strict-transport-security"), "max-age=31536000");
  }
});

test("Headers: nothing says what the server is made of, and texts name their charset", async () => {
  const { headers } = await new Browser(site.asked).send("/");

  assert.equal(headers.get("x-powered-by"), null);
  assert.equal(headers.get("server"), null);
  assert.match(headers.get("content-type")!, /; charset=utf-8$/i);
});

test("Headers: nothing is shared with other origins, and no preflight gets a permission", async () => {
  const browser = await loggedIn();
  for (const from of ["https://evil.example", "null", origin])
    for (const target of ["/", "/who/", "/no-such-page/", "/accounts/login/", "/static/"])
      for (const method of ["GET", "HEAD", "OPTIONS", "POST"]) {
        const asked = {
          "access-control-request-method": "POST",
          "access-control-request-headers": "x-csrftoken",
        };
        const headers = { origin: from, ...(method === "OPTIONS" ? asked : {}) };
        const answer = await browser.send(target, { method, headers });
        const shared = [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"));
        assert.deepEqual(shared, [], `${method} ${target} from ${from}`);
      }
});

test("CSRF: every unsafe method and every type of body needs the proof", async () => {
  const browser = await loggedIn();
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    for (const type of [
      "application/x-www-form-urlencoded",
      "text/plain",
      "application/json",
      "multipart/mixed",
      "",
    ]) {
      const headers = { origin, ...(type === "" ? {} : { "content-type": type }) };
      const response = await browser.send("/leave/", { method, headers, body: "a=1" });
      assert.equal(response.status, 403, `${method} ${type}`);
    }
  assert.equal(await (await browser.send("/who/")).text(), "ada");
});

test("CSRF: the right token is worth nothing from a foreign origin, and null is one", async () => {
  const browser = await loggedIn();
  const body = () => new URLSearchParams({ csrfmiddlewaretoken: browser.cookies.get("__Host-csrftoken")! });
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://shop.example" },
    { origin: "https://shop.example.evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { referer: "https://evil.example/" },
    {},
  ];
  for (const headers of foreign) {
    const response = await browser.send("/leave/", { method: "POST", headers, body: body() });
    assert.equal(response.status, 403, JSON.stringify(headers));
  }
  assert.equal((await browser.post("/leave/")).status, 200);
});

test("CSRF: an app answers forged requests in its own words, by the reason", async () => {
  await using own = await listeningApp(routes, {
    errorHandlers: {
      403: (_request, error) =>
        error instanceof CsrfError ? text(`Not from here: ${error.reason}`) : undefined,
    },
  });
  const headers = { origin: "https://evil.example" };

  const response = await new Browser(own.asked).send("/leave/", { method: "POST", headers });

  assert.equal(response.status, 403);
  assert.equal(await response.text(), "Not from here: foreign-origin");
});

test("CSRF: the secret is new after a login, and pages hold it masked", async () => {
  const browser = new Browser(site.asked);
  const first = await (await browser.send("/token/")).text();
  const second = await (await browser.send("/token/")).text();
  const before = browser.cookies.get("__Host-csrftoken")!;

  assert.notEqual(first, second);
  assert.ok(!first.includes(before) && !second.includes(before));
  await browser.post("/enter/");
  assert.notEqual(browser.cookies.get("__Host-csrftoken"), before);
});

test("Sessions: they are kept on the server, under hashes of random keys", async () => {
  const browser = new Browser(site.asked);
  await browser.send("/count/");
  const key = browser.cookies.get("__Host-sessionid")!;

  assert.match(key, /^[a-z0-9]{32}$/); // 36^32: 165 bits
  const stored = await site.app.run(async () =>
    (await SessionModel.all()).map(({ sessionKey }) => sessionKey),
  );
  assert.ok(!stored.includes(key));
});

test("Sessions: a login gives a new key, and a key that a visitor brings is never taken on", async () => {
  const browser = new Browser(site.asked);
  browser.cookies.set("__Host-sessionid", "planted0planted0planted0planted0");
  await browser.send("/count/");
  const before = browser.cookies.get("__Host-sessionid")!;
  assert.notEqual(before, "planted0planted0planted0planted0");

  await browser.post("/enter/");

  assert.notEqual(browser.cookies.get("__Host-sessionid"), before);
  const other = new Browser(site.asked);
  other.cookies.set("__Host-sessionid", before);
  assert.equal(await (await other.send("/who/")).text(), "nobody");
});

test("Sessions: they end two weeks after the last change, and after 30 days whatever is done", async (context) => {
  const start = Date.now();
  const dayMs = 86_400_000;
  context.mock.timers.enable({ apis: ["Date"], now: start });
  const resting = await loggedIn();
  const busy = await loggedIn();
  const at = async (days: number, browser: Browser) => {
    context.mock.timers.setTime(start + days * dayMs);
    return (await browser.send("/who/")).text();
  };

  assert.equal(await at(13.9, resting), "ada"); // reading is no change
  await busy.send("/count/");
  assert.equal(await at(14.1, resting), "nobody");
  assert.equal(await at(14.1, busy), "ada");
  for (const day of [20, 29]) {
    assert.equal(await at(day, busy), "ada");
    await busy.send("/count/");
  }
  assert.equal(await at(30.1, busy), "nobody");
});

test("Sessions: a logout, another password and the end of an account revoke them", async () => {
  const replayed = async (change: (browser: Browser) => Promise<unknown>) => {
    const browser = await loggedIn();
    const cookies = new Map(browser.cookies);
    await change(browser);
    const thief = new Browser(site.asked);
    for (const [name, value] of cookies) thief.cookies.set(name, value);
    return (await thief.send("/who/")).text();
  };
  const changed = (values: { isActive?: boolean }) => () =>
    site.app.run(() => User.where({ username: "ada" }).update(values));

  assert.equal(await replayed((browser) => browser.post("/leave/")), "nobody");
  assert.equal(await replayed(changed({ isActive: false })), "nobody");
  await changed({ isActive: true })();
  const newPassword = async () => {
    const user = await User.get({ username: "ada" });
    await user.setPassword(null);
    await user.save();
  };
  assert.equal(await replayed(() => site.app.run(newPassword)), "nobody");
});

test("Sessions: an empty one is never stored, however many keys are made up", async () => {
  const count = () => site.app.run(() => SessionModel.count());
  const before = await count();
  for (let number = 0; number < 20; number++) {
    const browser = new Browser(site.asked);
    browser.cookies.set("__Host-sessionid", `${number}`.padStart(32, "x"));
    await browser.send("/read/");
  }

  assert.equal(await count(), before);
});

test("Caches: what used the session or Authorization, or sets a cookie of a visitor, is private and not stored", async () => {
  const answers = [
    await new Browser(site.asked).send("/read/"),
    await new Browser(site.asked).send("/count/"),
    await new Browser(site.asked).send("/token/"),
    await new Browser(site.asked).send("/", { headers: { authorization: "Bearer a" } }),
  ];
  for (const { headers } of answers) assert.equal(headers.get("cache-control"), "private, no-store");
  for (const { headers } of answers.slice(0, 3)) assert.match(headers.get("vary")!, /\bCookie\b/);
  assert.equal((await new Browser(site.asked).send("/")).headers.get("cache-control"), null);
});
