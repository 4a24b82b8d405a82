import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMiddleware } from "quintet/app";
import { text } from "quintet/http";
import { defineRoutes, path, wwwRedirect } from "quintet/routing";
import { smallApps } from "./small-app.ts";

const routes = defineRoutes({
  home: path("", () => text("home")),
  books: path("books/", () => text("books")),
  strict: path("strict/", () => text("strict"), { slashRedirect: false }),
});
const makeApp = smallApps({
  routes,
  security: { allowedHosts: [".shop.example", "localhost", "127.0.0.1"] },
});
const adding = () => makeApp({ middleware: [...defaultMiddleware, wwwRedirect("add")] });

async function locationOf(app: Awaited<ReturnType<typeof makeApp>>, url: string, method = "GET") {
  const response = await app.fetch(
    new Request(url, { method, headers: { "sec-fetch-site": "same-origin" } }),
  );
  return [response.status, response.headers.get("location")];
}

test("a site is sent to its name with www, and what lacks its slash gets it on the same way", async () => {
  const app = await adding();

  assert.deepEqual(await locationOf(app, "http://shop.example/"), [301, "http://www.shop.example/"]);
  assert.deepEqual(await locationOf(app, "http://shop.example:8000/books?a=1"), [
    301,
    "http://www.shop.example:8000/books/?a=1",
  ]);
  assert.deepEqual(await locationOf(app, "http://www.shop.example/"), [200, null]);
});

test("addresses and names without a dot have no www", async () => {
  const app = await adding();

  assert.deepEqual(await locationOf(app, "http://localhost/"), [200, null]);
  assert.deepEqual(await locationOf(app, "http://127.0.0.1/"), [200, null]);
});

test("a path that looks like a host stays on the site", async () => {
  const app = await adding();
  const [, location] = await locationOf(app, "http://shop.example//evil.example/");

  assert.equal(location, "http://www.shop.example/%2Fevil.example/");
});

test("a site without www sends away from it", async () => {
  const app = await makeApp({ middleware: [...defaultMiddleware, wwwRedirect("remove")] });

  assert.deepEqual(await locationOf(app, "http://www.shop.example/books/"), [
    301,
    "http://shop.example/books/",
  ]);
  assert.deepEqual(await locationOf(app, "http://shop.example/"), [200, null]);
});

test("one route can do without the slash's redirect", async () => {
  const app = await makeApp();

  assert.deepEqual(await locationOf(app, "http://shop.example/books"), [301, "/books/"]);
  assert.equal((await locationOf(app, "http://shop.example/strict"))[0], 404);
});
