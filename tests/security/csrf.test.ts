import assert from "node:assert/strict";
import test from "node:test";
import { html, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { csrfToken, rotateCsrfToken, securityModule } from "quintet/security";
import { cookiesOf, type SecurityAppOptions, securityApp } from "./security-app.ts";

const routes = defineRoutes({
  plain: path("", () => text("plain")),
  form: path("form/", (request) => html(`${request.csrfToken} ${csrfToken()}`)),
  send: path("send/", async (request) => text(`sent ${request.method}`)),
  echo: path("echo/", async (request) => text(String((await request.form()).get("title")))),
  hook: path("hook/", () => text("hooked"), { unsafeCsrfExempt: true }),
  login: path("login/", (request) => {
    rotateCsrfToken(request);
    return text("in");
  }),
});

async function start(options: SecurityAppOptions = {}) {
  const { ask } = await securityApp({ routes, ...options });
  const page = await ask("https://shop.example/form/");
  const [token = "", otherToken = ""] = (await page.text()).split(" ");
  const secret = cookiesOf(page)["__Host-csrftoken"]!;
  /** Sends a form as the site's own page would, but for what the test changes. */
  const send = (
    headers: Record<string, string | undefined> = {},
    {
      method = "POST",
      address = "https://shop.example/send/",
      body = undefined as BodyInit | undefined,
    } = {},
  ) => {
    const all: Record<string, string | undefined> = {
      origin: new URL(address).origin,
      cookie: `__Host-csrftoken=${secret}`,
      "x-csrftoken": token,
      ...headers,
    };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return ask(address, { method, headers: given, ...(body !== undefined && { body }) });
  };
  return { ask, send, page, token, otherToken, secret };
}

function refusedFor(reason: string) {
  return { code: "security.csrf", status: 403, reason };
}

test("no cookie is set until a token is asked for", async () => {
  const { ask, page, secret } = await start();

  const plain = await ask("https://shop.example/");

  assert.deepEqual(plain.headers.getSetCookie(), []);
  assert.equal(plain.headers.get("vary"), null);
  assert.match(secret, /^[a-zA-Z0-9]{32}$/);
  assert.equal(page.headers.get("vary"), "Cookie");
  assert.match(
    page.headers.getSetCookie()[0]!,
    /^__Host-csrftoken=\w{32}; Max-Age=31449600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test("each token is another text for the same secret, and each is taken", async () => {
  const { send, token, otherToken, secret } = await start();

  assert.notEqual(token, otherToken);
  assert.match(token, /^[a-zA-Z0-9]{64}$/);
  for (const given of [token, otherToken, secret]) {
    assert.equal(await (await send({ "x-csrftoken": given })).text(), "sent POST");
  }
});

test("a form's field is as good as the header, in both kinds of forms", async () => {
  const { send, token } = await start();
  const address = "https://shop.example/echo/";
  const multipart = new FormData();
  multipart.set("csrfmiddlewaretoken", token);
  multipart.set("title", "Tea");

  const urlEncoded = await send(
    { "x-csrftoken": undefined },
    { address, body: new URLSearchParams({ csrfmiddlewaretoken: token, title: "Tea" }) },
  );
  const withFiles = await send({ "x-csrftoken": undefined }, { address, body: multipart });

  assert.equal(await urlEncoded.text(), "Tea");
  assert.equal(await withFiles.text(), "Tea");
});

test("every method that changes something needs a token, with every type of body and without one", async () => {
  const { send } = await start();

  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    for (const type of [undefined, "text/plain", "application/json", "image/png"]) {
      const wrong = send({ "x-csrftoken": undefined, ...(type && { "content-type": type }) }, { method });
      await assert.rejects(wrong, refusedFor("no-token"));
    }
    assert.equal(await (await send({}, { method })).text(), `sent ${method}`);
  }
  for (const method of ["GET", "OPTIONS"])
    assert.equal((await send({ origin: "https://evil.example", cookie: undefined }, { method })).status, 200);
});

test("a token that isn't the visitor's is refused, and the reason is told", async () => {
  const { send, token } = await start();
  const otherVisitor = await start();

  await assert.rejects(send({ cookie: undefined }), refusedFor("no-cookie"));
  await assert.rejects(send({ cookie: "__Host-csrftoken=short" }), refusedFor("no-cookie"));
  await assert.rejects(send({ cookie: `csrftoken=${otherVisitor.secret}` }), refusedFor("no-cookie"));
  await assert.rejects(send({ "x-csrftoken": "" }), refusedFor("no-token"));
  await assert.rejects(send({ "x-csrftoken": token.slice(1) }), refusedFor("malformed-token"));
  await assert.rejects(send({ "x-csrftoken": `${token.slice(1)}-` }), refusedFor("malformed-token"));
  await assert.rejects(send({ "x-csrftoken": otherVisitor.token }), refusedFor("wrong-token"));
});

test("a request from another site is refused even with the right token", async () => {
  const { send } = await start();

  for (const origin of [
    "https://evil.example",
    "null",
    "http://shop.example",
    "https://shop.example:444",
    "https://sub.shop.example",
  ])
    await assert.rejects(send({ origin }), refusedFor("foreign-origin"), origin);
  for (const site of ["cross-site", "same-site"])
    await assert.rejects(send({ origin: undefined, "sec-fetch-site": site }), refusedFor("foreign-site"));
  await assert.rejects(
    send({ origin: "https://evil.example", "sec-fetch-site": "same-origin" }),
    refusedFor("foreign-origin"),
  );
  assert.equal((await send({ origin: undefined, "sec-fetch-site": "same-origin" })).status, 200);
});

test("over https a browser that sends neither must send a Referer of the site", async () => {
  const { send } = await start();

  await assert.rejects(send({ origin: undefined }), refusedFor("no-referer"));
  for (const referer of [
    "https://evil.example/",
    "http://shop.example/",
    "shop.example",
    "https://shop.example.evil.example/",
  ])
    await assert.rejects(send({ origin: undefined, referer }), refusedFor("foreign-referer"), referer);
  assert.equal((await send({ origin: undefined, referer: "https://shop.example/form/?a=1" })).status, 200);
  assert.equal((await send({ origin: undefined }, { address: "http://shop.example/send/" })).status, 200);
});

test("trusted origins may send, with the token", async () => {
  const { send } = await start({
    security: {
      allowedHosts: ["shop.example"],
      trustedOrigins: ["https://pay.example", "https://*.shop.example"],
    },
  });

  for (const origin of ["https://pay.example", "https://a.b.shop.example"])
    assert.equal((await send({ origin })).status, 200, origin);
  for (const origin of [
    "http://pay.example",
    "https://evil-shop.example",
    "https://pay.example.evil.example",
    "https://x.pay.example",
  ])
    await assert.rejects(send({ origin }), refusedFor("foreign-origin"), origin);
  await assert.rejects(
    send({ origin: "https://pay.example", "x-csrftoken": undefined }),
    refusedFor("no-token"),
  );
});

test("behind a proxy that takes off TLS, the browser's own word for the same origin counts", async () => {
  const { send } = await start();
  const address = "http://shop.example/send/";

  assert.equal(
    (await send({ origin: "https://shop.example", "sec-fetch-site": "same-origin" }, { address })).status,
    200,
  );
  await assert.rejects(send({ origin: "https://shop.example" }, { address }), refusedFor("foreign-origin"));
});

test("a route that says unsafeCsrfExempt answers without a token", async () => {
  const { ask } = await start();

  const answer = await ask("https://shop.example/hook/", {
    method: "POST",
    headers: { origin: "https://bank.example" },
  });

  assert.equal(await answer.text(), "hooked");
});

test("a login makes earlier tokens worthless", async () => {
  const { send, token, secret } = await start();

  const login = await send({}, { address: "https://shop.example/login/" });
  const newSecret = cookiesOf(login)["__Host-csrftoken"]!;

  assert.notEqual(newSecret, secret);
  await assert.rejects(
    send({ cookie: `__Host-csrftoken=${newSecret}`, "x-csrftoken": token }),
    refusedFor("wrong-token"),
  );
});

test("a template that names csrf_token or csp_nonce gets those of its request, and sets off what they need", async () => {
  const shared = securityModule.sharedData!;
  const page = { get: () => undefined };
  const templated = defineRoutes({
    page: path("", () => html(`${shared.csrf_token!(page)} ${shared.csp_nonce!(page)}`)),
  });
  const { ask } = await securityApp({ routes: templated });

  const answer = await ask("https://shop.example/");

  const [token = "", nonce = ""] = (await answer.text()).split(" ");
  assert.match(token, /^\w{64}$/);
  assert.ok(answer.headers.get("content-security-policy")!.includes(`'nonce-${nonce}'`));
  assert.ok("__Host-csrftoken" in cookiesOf(answer));
  assert.equal(shared.csrf_token!(page), "");
});

test("in debug the cookie has Django's name, and the message says what to do", async () => {
  const { ask } = await securityApp({ routes, debug: true, security: {} });
  const page = await ask("http://localhost:8000/form/");

  const cookie = page.headers.getSetCookie()[0]!;

  assert.match(cookie, /^csrftoken=\w{32}; Max-Age=31449600; Path=\/; HttpOnly; SameSite=Lax$/);
  await assert.rejects(
    ask("http://localhost:8000/send/", { method: "POST", headers: { cookie: cookie.split(";")[0]! } }),
    { reason: "no-token", message: /A form needs \{% csrf_token %\}/ },
  );
});
