import assert from "node:assert/strict";
import test from "node:test";
import { signCookie } from "quintet/crypto";
import { json, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { smallApp, testKey } from "./small-app.ts";

const routes = defineRoutes({
  set: path("set/", () => {
    const response = text("");
    response.setSignedCookie("cart", "é 17", { salt: "shop", maxAgeSeconds: 60 });
    return response;
  }),
  read: path("read/", (request) =>
    json([
      request.signedCookie("cart", { salt: "shop" }) ?? null,
      request.signedCookie("cart") ?? null,
      request.signedCookie("cart", { salt: "shop", maxAgeSeconds: 0 }) ?? null,
    ]),
  ),
});

test("a signed cookie comes back as it was set, for the same name and salt, and only while it is young enough", async () => {
  await using app = await smallApp({ routes });
  const read = async (cookie: string) =>
    await (await app.fetch(new Request("http://localhost/read/", { headers: { cookie } }))).json();

  const set = (await app.fetch(new Request("http://localhost/set/"))).headers.getSetCookie()[0]!;
  const cookie = set.split(";", 1)[0]!;

  assert.match(set, /; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.equal((await read(cookie))[0], "é 17");
  assert.equal((await read(cookie))[1], null);
  assert.deepEqual(await read(cookie.replace(/17/, "18")), [null, null, null]);
  assert.deepEqual(await read("cart=17"), [null, null, null]);
  assert.deepEqual(await read(""), [null, null, null]);
  const old = signCookie("cart", "x", {
    salt: "shop",
    keys: [testKeyText()],
    now: () => Date.now() - 10_000,
  });
  assert.deepEqual(await read(`cart=${old}`), ["x", null, null]);
});

function testKeyText(): string {
  return testKey.reveal();
}
