import assert from "node:assert/strict";
import { test } from "node:test";
import { emailField, form, textField } from "quintet/forms";
import { formHandler, redirectHandler, setLanguage, templateHandler } from "quintet/handlers";
import { text } from "quintet/http";
import { defineRoutes, languagePrefix, lazyUrlFor, mount, path, translated } from "quintet/routing";
import { html, template } from "quintet/templates";
import { library } from "./library.ts";

const contact = form({ email: emailField(), message: textField({ maxLength: 20 }) });
const inner = defineRoutes({
  user: path(translated({ en: "users/<int:id>/", nl: "gebruikers/<int:id>/" }), () => text("user")),
});
const aboutRoutes = defineRoutes({ about: path("about/", templateHandler(template("about.html"))) });
const routes = defineRoutes({
  aboutRoutes: mount("", aboutRoutes, { namespace: false }),
  year: path(
    "about/<int:year>/",
    templateHandler(template<{ year: number }>("year.html"), (_request, { year }: { year: number }) => ({
      year,
    })),
  ),
  home: path("", redirectHandler(lazyUrlFor(aboutRoutes, "about"))),
  old: path(
    "old/<int:id>/",
    redirectHandler((_request, { id }: { id: number }) => (id === 0 ? null : `/about/${id}/#top`), {
      status: 301,
      keepsQuery: true,
    }),
  ),
  contact: path(
    "contact/",
    formHandler(contact, {
      template: ({ form, hint }) => html`${hint} ${form}`.toString(),
      context: () => ({ hint: "Write to us" }),
      initial: (request) => ({ message: request.query.get("about") ?? "" }),
      onValid: ({ email }) => `/thanks/?to=${encodeURIComponent(email)}`,
    }),
  ),
  language: path("language/", setLanguage),
  local: mount(languagePrefix(), inner, { namespace: false }),
});
const open = () =>
  library({
    routes,
    i18n: { languages: ["en", "nl"] },
    files: { "about.html": "About {{ request.path }}", "year.html": "In {{ year }}" },
  });

test("a template is shown, with what is computed for the request", async () => {
  const { page } = await open();

  assert.deepEqual(await page("/about/"), [200, "About /about/"]);
  assert.deepEqual(await page("/about/2026/"), [200, "In 2026"]);
});

test("a redirect goes to an address that was written down, or that is computed", async () => {
  const { client } = await open();
  const go = async (target: string) => {
    const response = await client.get(target);
    return [response.status, response.headers.get("location")];
  };

  assert.deepEqual(await go("/"), [302, "/about/"]);
  assert.deepEqual(await go("/old/7/"), [301, "/about/7/#top"]);
  assert.deepEqual(await go("/old/7/?a=1&b=%20"), [301, "/about/7/?a=1&b=%20#top"]);
  assert.deepEqual(await go("/old/0/"), [410, null]);
  const posted = await client.post("/old/7/", { form: {} });
  assert.equal(posted.status, 301);
});

test("a form is shown, shown again, and taken in", async () => {
  const { page, send } = await open();

  assert.match((await page("/contact/?about=tea"))[1], /^Write to us .*value="tea"/s);
  const wrong = await send("/contact/", { email: "nobody", message: "<b>" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="nobody"/);
  assert.match(wrong.text, /value="&lt;b&gt;"/);
  const sent = await send("/contact/", { email: "a@b.example", message: "hello" });
  assert.deepEqual([sent.status, sent.location], [303, "/thanks/?to=a%40b.example"]);
});

test("a visitor's language is kept in a cookie, and the page is shown in it", async () => {
  const { client } = await open();
  const choose = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await client.post("/language/", {
      form: fields,
      headers: { accept: "text/html", ...headers },
    });
    return [response.status, response.headers.get("location"), response.headers.getSetCookie().join()];
  };

  const [status, location, cookie] = await choose({ language: "nl", next: "/en/users/7/?a=1" });
  assert.deepEqual([status, location], [303, "/nl/gebruikers/7/?a=1"]);
  assert.match(String(cookie), /^django_language=nl; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax/i);
  assert.equal(
    (await choose({ language: "nl" }, { referer: "http://localhost/about/" }))[1],
    "http://localhost/about/",
  );
});

test("addresses of other sites are not followed, and unknown languages change nothing", async () => {
  const { client } = await open();
  const targets = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil",
  ];
  for (const next of targets) {
    const response = await client.post("/language/", {
      form: { language: "nl", next },
      headers: { accept: "text/html", referer: "https://evil.example/" },
    });
    assert.equal(response.headers.get("location"), "/", next);
  }
  for (const language of ["xx", "", "nl\r\nset-cookie: a=b", "../../nl", "constructor", "n".repeat(5000)]) {
    const response = await client.post("/language/", { form: { language, next: "/about/" } });
    assert.deepEqual(
      response.headers.getSetCookie().filter((cookie) => cookie.startsWith("django_language")),
      [],
    );
  }
  const program = await client.post("/language/", {
    form: { language: "nl" },
    headers: { accept: "application/json" },
  });
  assert.equal(program.status, 204);
  assert.equal((await client.get("/language/?language=nl")).status, 405);
});
