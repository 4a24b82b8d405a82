import assert from "node:assert/strict";
import { test } from "node:test";
import { defineConfig, Secret } from "quintet";
import { createApp } from "quintet/app";
import { text } from "quintet/http";
import { compileRoutes, defineRoutes, mount, path } from "quintet/routing";

const written: string = "/books/"; // not known to the compiler, which would refuse it
const config = defineConfig({
  modules: [],
  secretKey: new Secret("a-key-that-signs-nothing-but-what-tests-sign-7"),
  debug: true,
  logLevel: "silent",
  routes: defineRoutes({
    books: path(written, () => text("")),
    shop: mount("shop/", defineRoutes({ list: path("", () => text("")) })),
  }),
});

test("a route that begins with a slash is told before anybody wonders why it gives 404", async () => {
  await using app = await createApp(config);

  const findings = await app.startupFindings();

  assert.deepEqual(findings, [
    'The route "books" begins with a slash ("/books/"), so it answers to "//books/" only.\n  Write "books/".',
  ]);
});

test("a route without its parameters is told apart from one with wrong ones", () => {
  const router = compileRoutes(defineRoutes({ book: path("books/<int:id>/", () => text("")) }));

  assert.throws(
    () => router.reverse("book"),
    /The route "book" needs parameters, and none were given\. There is:/,
  );
  assert.throws(() => router.reverse("book", { pk: 1 }), /No route "book" takes \{ pk: 1 \}\./);
});
