import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMiddleware } from "quintet/app";
import { NotFoundError, redirect, text } from "quintet/http";
import { currentLanguage } from "quintet/i18n";
import {
  defineRoutes,
  languagePrefix,
  lazyUrlFor,
  localeMiddleware,
  mount,
  path,
  resolvePath,
  translated,
  translateUrl,
  urlFor,
} from "quintet/routing";
import { ask, smallApps } from "./small-app.ts";

const site = defineRoutes({
  user: path(translated({ en: "users/<int:id>/", nl: "gebruikers/<int:id>/" }), (_request, { id }) =>
    text(`${currentLanguage()} ${id}`),
  ),
  gone: path("gone/", () => {
    throw new NotFoundError();
  }),
});

const userLink = lazyUrlFor(site, "user", { id: 7 }); // no app is there yet

const routesWith = (unprefixed?: string) =>
  defineRoutes({
    plain: path("plain/", () => text(String(currentLanguage()))),
    link: path("link/", () => text(`${userLink} ${JSON.stringify({ userLink })}`)),
    go: path("go/", () => redirect(userLink)),
    translate: path("translate/", (request) => text(translateUrl(request.query.get("url") ?? "", "nl"))),
    site: mount(languagePrefix(unprefixed === undefined ? {} : { unprefixed }), site, { namespace: false }),
  });

const makeApp = smallApps({
  i18n: { languages: ["en", "nl", "pt-br"] },
  middleware: [localeMiddleware, ...defaultMiddleware],
});
const prefixed = () => makeApp({ routes: routesWith() });
const unprefixed = () => makeApp({ routes: routesWith("en") });

const dutch = { headers: { "accept-language": "fr, nl-BE;q=0.9, en;q=0.5" } };
const chosen = { headers: { cookie: "django_language=nl", "accept-language": "en" } };

test("the language in front of a path is the one of the answer", async () => {
  const response = await ask(await prefixed(), "/nl/gebruikers/7/", { headers: { "accept-language": "en" } });

  assert.equal(await response.text(), "nl 7");
  assert.equal(response.headers.get("content-language"), "nl");
  assert.doesNotMatch(response.headers.get("vary") ?? "", /accept-language/i);
});

test("a path without a language is sent to the visitor's, for now", async () => {
  const app = await prefixed();

  const byHeader = await ask(app, "/gebruikers/7/?tab=a", dutch);
  assert.equal(byHeader.status, 302);
  assert.equal(byHeader.headers.get("location"), "/nl/gebruikers/7/?tab=a");
  assert.match(byHeader.headers.get("vary") ?? "", /Accept-Language, Cookie/);

  assert.equal((await ask(app, "/gebruikers/7/", chosen)).headers.get("location"), "/nl/gebruikers/7/");
  assert.equal((await ask(app, "/gebruikers/7", chosen)).headers.get("location"), "/nl/gebruikers/7/");
});

test("what leads nowhere in the visitor's language either is 404", async () => {
  const app = await prefixed();

  for (const target of ["/users/7/", "/nothing/", "//evil.example/", "/%5Cevil.example", "/nl/users/7/"]) {
    assert.equal((await ask(app, target, dutch)).status, 404, target);
  }
  assert.equal((await ask(app, "/en/gone/", dutch)).status, 404);
});

test("a form that was sent to a path without a language is not redirected", async () => {
  const response = await ask(await prefixed(), "/gebruikers/7/", { method: "POST", ...dutch });
  assert.notEqual(response.status, 302);
});

test("outside of the prefix, browser and cookie choose, and the answer says so", async () => {
  const app = await prefixed();

  const byBrowser = await ask(app, "/plain/", dutch);
  assert.equal(await byBrowser.text(), "nl");
  assert.equal(byBrowser.headers.get("content-language"), "nl");
  assert.match(byBrowser.headers.get("vary") ?? "", /Accept-Language, Cookie/);
  assert.equal(await (await ask(app, "/plain/", chosen)).text(), "nl");
  assert.equal(await (await ask(app, "/plain/")).text(), "en");
});

test("paths without a prefix are in the language that has none, whatever the browser asks for", async () => {
  const app = await unprefixed();

  assert.equal(await (await ask(app, "/users/7/", dutch)).text(), "en 7");
  assert.equal((await ask(app, "/gebruikers/7/", dutch)).status, 404);
  assert.equal(await (await ask(app, "/nl/gebruikers/7/")).text(), "nl 7");
});

test("names of languages that nobody speaks, or that are none, choose nothing", async () => {
  const app = await prefixed();
  const wishes = ["x".repeat(10_000), "../../etc/passwd", "constructor", "__proto__", "nl;q=0", "*", "nl%00"];
  for (const wish of wishes) {
    const headers = { "accept-language": wish, cookie: `django_language=${encodeURIComponent(wish)}` };
    assert.equal(await (await ask(app, "/plain/", { headers })).text(), "en", wish.slice(0, 20));
    assert.equal((await ask(app, `/${encodeURIComponent(wish)}/gebruikers/7/`)).status, 404);
  }
});

test("a lazy URL is made when it is read, in the language of the moment", async () => {
  const app = await prefixed();

  assert.equal(await (await ask(app, "/link/")).text(), '/en/users/7/ {"userLink":"/en/users/7/"}');
  assert.equal(
    await (await ask(app, "/link/", dutch)).text(),
    '/nl/gebruikers/7/ {"userLink":"/nl/gebruikers/7/"}',
  );
  assert.equal((await ask(app, "/go/", dutch)).headers.get("location"), "/nl/gebruikers/7/");
});

test("translateUrl() gives the same page in another language, and leaves what it doesn't know", async () => {
  const app = await prefixed();
  const translate = async (url: string) =>
    (await ask(app, `/translate/?url=${encodeURIComponent(url)}`)).text();

  assert.equal(await translate("/en/users/7/?tab=a#b"), "/nl/gebruikers/7/?tab=a#b");
  assert.equal(await translate("https://x.example/en/users/7/"), "https://x.example/nl/gebruikers/7/");
  assert.equal(await translate("/plain/"), "/plain/");
  for (const url of ["/nothing/", "", "//evil.example/en/users/7/", "/%ff/", "javascript:alert(1)"]) {
    assert.equal(await translate(url), url);
  }
});

test("resolvePath() finds what urlFor() made", async () => {
  const app = await prefixed();
  await app.run(async () => {
    const match = resolvePath(urlFor(site, "user", { id: 7 }, { query: { a: 1 }, fragment: "x" }));
    assert.equal(match?.name, "user");
    assert.deepEqual(match?.params, { id: 7 });
    assert.equal(match?.route, "en/users/<int:id>/");
    assert.equal(resolvePath("/nothing/"), undefined);
    assert.equal(resolvePath("/%ff/"), undefined);
  });
});
