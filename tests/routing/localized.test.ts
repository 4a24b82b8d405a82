import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "quintet/http";
import { compileRoutes, defineRoutes, languagePrefix, mount, path, translated } from "quintet/routing";

const answer = () => text("");
const routes = defineRoutes({
  plain: path("plain/", answer),
  site: mount(
    languagePrefix({ unprefixed: "en" }),
    defineRoutes({
      user: path(
        translated({ en: "users/<int:id>/", nl: "gebruikers/<int:id>/", pt: "usuarios/<int:id>/" }),
        answer,
      ),
    }),
    { namespace: false },
  ),
});

test("a translated route reads as the current language says, and so does its URL", () => {
  let language = "en";
  const router = compileRoutes(routes, { language: () => language });

  assert.equal(router.reverse("user", { id: 1 }), "/users/1/");
  assert.equal(router.resolve("/users/1/")?.name, "user");
  assert.equal(router.resolve("/nl/gebruikers/1/"), undefined);

  language = "nl";
  assert.equal(router.reverse("user", { id: 1 }), "/nl/gebruikers/1/");
  assert.equal(router.resolve("/nl/gebruikers/1/")?.name, "user");
  assert.equal(router.resolve("/users/1/"), undefined);
  assert.equal(router.resolve("/plain/")?.name, "plain");
});

test("a language without a text of its own takes that of its base, then the first", () => {
  const in_ = (language: string) =>
    compileRoutes(routes, { language: () => language }).reverse("user", { id: 1 });
  assert.equal(in_("pt-br"), "/pt-br/usuarios/1/");
  assert.equal(in_("de"), "/de/users/1/");
});

test("a mistake in a translation is told where it was written", () => {
  assert.throws(() => path(translated({ en: "a/", de: "<int:x/" }), answer), {
    code: "routing.route-syntax",
  });
});

test("a table finds its routes where it is mounted without a namespace, however deep", () => {
  const inner = defineRoutes({ page: path("<int:n>/", answer) });
  const middle = defineRoutes({ inner: mount("b/", inner, { namespace: false }) });
  const router = compileRoutes(
    defineRoutes({ shop: mount("shop/", defineRoutes({ m: mount("a/", middle, { namespace: false }) })) }),
  );

  assert.equal(router.reverseIn(inner, "page", { n: 1 }), "/shop/a/b/1/");
  assert.equal(router.reverseIn(middle, "page", { n: 2 }), "/shop/a/b/2/");
});
