import assert from "node:assert/strict";
import test from "node:test";
import { html, text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { ContentSecurityPolicy } from "quintet/security";
import { securityApp } from "./security-app.ts";

const defaultPolicy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const routes = defineRoutes({
  home: path("", () => text("home")),
  inline: path("inline/", (request) => html(`<script nonce="${request.cspNonce}">1</script>`)),
  player: path("player/", () => text("player"), {
    csp: {
      frameSrc: ["https://video.example"],
      frameAncestors: ["https://portal.example"],
      imgSrc: ["data:"],
    },
  }),
  own: path("own/", () =>
    text("own", {
      headers: { "cross-origin-resource-policy": "cross-origin", "content-security-policy": "default-src *" },
    }),
  ),
  open: path("open/", () => text("open"), { unsafeNoCsp: true }),
});

test("every answer carries the headers that protect its visitor", async () => {
  const { ask } = await securityApp({ routes });

  const { headers } = await ask("https://shop.example/");

  assert.equal(headers.get("content-security-policy"), defaultPolicy);
  assert.equal(headers.get("x-frame-options"), "DENY");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("referrer-policy"), "same-origin");
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  assert.match(headers.get("permissions-policy")!, /camera=\(\), /);
  assert.equal(headers.get("strict-transport-security"), "max-age=31536000");
});

test("browsers are bound to https only by https, and never in debug", async () => {
  const production = await securityApp({ routes });
  const debug = await securityApp({ routes, debug: true });

  assert.equal((await production.ask("http://shop.example/")).headers.get("strict-transport-security"), null);
  assert.equal((await debug.ask("https://localhost/")).headers.get("strict-transport-security"), null);
  const longer = await securityApp({
    security: {
      allowedHosts: ["shop.example"],
      hsts: { maxAgeSeconds: 60, includeSubdomains: true, preload: true },
    },
  });
  assert.equal(
    (await longer.ask("https://shop.example/")).headers.get("strict-transport-security"),
    "max-age=60; includeSubDomains; preload",
  );
});

test("a nonce is in the policy only of the page that asked for one, and is another one each time", async () => {
  const { ask } = await securityApp({ routes });

  const first = await ask("https://shop.example/inline/");
  const second = await ask("https://shop.example/inline/");

  const nonce = /nonce="([^"]+)"/.exec(await first.text())![1]!;
  assert.equal(Buffer.from(nonce, "base64").length, 16);
  assert.equal(
    first.headers.get("content-security-policy"),
    `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  );
  assert.notEqual(await second.text(), await first.text());
});

test("the configuration adds sources, and a route adds its own", async () => {
  const { ask } = await securityApp({
    routes,
    security: { allowedHosts: ["shop.example"], csp: { imgSrc: ["https://img.example"] } },
  });

  const home = await ask("https://shop.example/");
  const player = await ask("https://shop.example/player/");

  assert.match(home.headers.get("content-security-policy")!, /; img-src 'self' https:\/\/img.example; /);
  const policy = player.headers.get("content-security-policy")!;
  assert.match(policy, /img-src 'self' https:\/\/img.example data:/);
  assert.match(policy, /frame-src 'self' https:\/\/video.example/);
  assert.match(policy, /frame-ancestors https:\/\/portal.example$/);
  assert.equal(player.headers.get("x-frame-options"), null);
});

test("sources of a route are added to those of its mounts", async () => {
  const inner = defineRoutes({
    own: path("own/", () => text(""), { csp: { imgSrc: ["data:"], fontSrc: ["https://fonts.example"] } }),
    plain: path("plain/", () => text("")),
  });
  const { ask } = await securityApp({
    routes: defineRoutes({
      shop: mount("shop/", inner, { csp: { imgSrc: ["https://img.example"], objectSrc: ["'self'"] } }),
    }),
  });

  const own = (await ask("https://shop.example/shop/own/")).headers.get("content-security-policy")!;
  const plain = (await ask("https://shop.example/shop/plain/")).headers.get("content-security-policy")!;

  assert.match(own, /img-src 'self' https:\/\/img.example data:;/);
  assert.match(own, /font-src 'self' https:\/\/fonts.example/);
  assert.match(own, /object-src 'self'/);
  assert.match(plain, /img-src 'self' https:\/\/img.example;/);
  assert.doesNotMatch(plain, /fonts/);
});

test("what a handler sets itself stays, and a route without a policy says so", async () => {
  const { ask } = await securityApp({ routes });

  const own = await ask("https://shop.example/own/");
  const open = await ask("https://shop.example/open/");

  assert.equal(own.headers.get("cross-origin-resource-policy"), "cross-origin");
  assert.equal(own.headers.get("content-security-policy"), "default-src *");
  assert.equal(open.headers.get("content-security-policy"), null);
  assert.equal(open.headers.get("x-content-type-options"), "nosniff");
});

test("a source that would end its directive is refused", () => {
  for (const source of ["https://a.example; script-src *", "a b", "a,b", "", "é"]) {
    assert.throws(() => new ContentSecurityPolicy().with({ imgSrc: [source] }), {
      code: "security.csp-source",
    });
  }
});
