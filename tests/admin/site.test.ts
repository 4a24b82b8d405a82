import assert from "node:assert/strict";
import { test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { admin, resource } from "quintet/admin";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { Model, string } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { defineRoutes, mount } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { createTestApp } from "quintet/testing";
import { iconSvg } from "../../src/admin/icons.ts";
import { siteOf } from "../../src/admin/site.ts";
import { runChecks } from "../../src/core/index.ts";
import { makeBooks, openBookshop } from "./bookshop.ts";
import { pageOf } from "./page.ts";

class Cheese extends Model({ name: string({ maxLength: 50 }) }) {}

/** An app with these resources, as plain JavaScript may write them. */
async function appWith(resources: readonly object[], options: { mounted?: boolean } = {}) {
  const dairy = defineModule({
    name: "dairy",
    folder: import.meta.dirname,
    models: [Cheese],
    admin: resources.map((each) => resource(Cheese, each)),
  });
  const config = defineConfig({
    modules: [contentTypes, sessions, flashMessages, auth, admin, dairy],
    routes: defineRoutes(options.mounted === false ? {} : { admin: mount("admin/", admin.routes) }),
    secretKey: new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere"),
  });
  return createTestApp(config, { migrate: false });
}

const messagesOf = async (app: Awaited<ReturnType<typeof appWith>>) =>
  (await runChecks(app))
    .filter(({ id }) => id.startsWith("admin."))
    .map(({ id, message }) => `${id} ${message}`);

test("all names that a model doesn't have are told when the app is checked", async () => {
  await using app = await appWith([
    {
      columns: ["nam", { count: "holes" }, { titel: "x" }],
      filters: ["name"],
      search: ["nme"],
      fields: ["id", "smell"],
      readonly: ["colour"],
      icon: "cheeese",
      perPage: 0,
    },
  ]);

  const messages = await messagesOf(app);

  const expected = [
    /columns: Cheese has no field "nam"\. Did you mean "name"\?/,
    /columns, count: Cheese has no field "holes"/,
    /columns: \{"titel":"x"\} is no column\. Write the name of a field/,
    /filters: Cheese\.name holds string values, which can't be listed.*Use "search" for texts/,
    /search: Cheese has no field "nme"\. Did you mean "name"\?/,
    /perPage: 0 is no number of rows/,
    /readonly: Cheese has no field "colour"/,
    /fields: Cheese\.id is counted up by the database/,
    /fields: Cheese has no field "smell"/,
    /icon: lucide has no icon "cheeese"/,
  ];
  for (const pattern of expected)
    assert.ok(
      messages.some((message) => pattern.test(message)),
      String(pattern),
    );
  assert.equal(messages.length, expected.length);
  assert.ok(
    messages.every((message) => message.startsWith('admin.E001 resource(Cheese, …) of the module "dairy"')),
  );
});

test("a right resource and mounted routes have no findings", async () => {
  await using app = await appWith([{ columns: ["name"] }]);

  assert.deepEqual(await messagesOf(app), []);
});

test("pages that are mounted nowhere are told", async () => {
  await using app = await appWith([], { mounted: false });

  assert.match((await messagesOf(app)).join(), /admin\.W001 .*mounted nowhere/);
});

test("a model that is in the admin twice is refused", async () => {
  await using app = await appWith([{}, {}]);

  assert.throws(() => siteOf(app), {
    code: "admin.duplicate-resource",
    message: /Cheese is in the admin twice/,
  });
});

test("an icon is drawn once and hidden from screen readers; names lead to icons only", () => {
  assert.match(iconSvg("search"), /^<svg class="icon"[^>]*aria-hidden="true"><.*<\/svg>$/);
  for (const name of ["serch", "../package", "", "a/b", "Search"]) {
    assert.throws(() => iconSvg(name), { code: "admin.unknown-icon" });
  }
});

test("every page works under a policy without inline scripts and styles", async () => {
  await using shop = await openBookshop();
  await shop.run(() => makeBooks(2));
  const client = await shop.superuser();

  const paths = [
    "",
    "shop/book/",
    "shop/book/add/",
    "shop/book/1/change/",
    "shop/book/1/delete/",
    "auth/user/1/change/",
    "password/",
  ];
  for (const path of paths) {
    const { html, status } = await pageOf(await client.get(`/admin/${path}`));
    assert.equal(status, 200, path);
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/, path);
  }
});

test("the theme that was chosen is in the page, and nothing else that a cookie says", async () => {
  await using shop = await openBookshop();
  const client = await shop.superuser();

  client.cookies.set("admin_theme", "dark");
  const dark = await pageOf(await client.get("/admin/"));
  client.cookies.set("admin_theme", "x%22onload%3D");
  const odd = await pageOf(await client.get("/admin/"));

  assert.match(dark.html, /<html lang="en" data-theme="dark">/);
  assert.match(odd.html, /<html lang="en">/);
});
