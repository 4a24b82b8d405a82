import { text } from "quintet/http";
import {
  defineRoutes,
  languagePrefix,
  mount,
  type ParamsOf,
  path,
  type RouteName,
  rePath,
  translated,
  urlFor,
} from "quintet/routing";

declare module "quintet/routing" {
  interface ConverterTypes {
    month: { year: number; month: number };
  }
}

function expectType<Expected>(_value: Expected): void {}

async function article(_request: unknown, params: { year: number; slug: string }) {
  return text(params.slug + params.year.toFixed());
}

const shopRoutes = defineRoutes({
  list: path("", () => text("")),
  detail: path("<int:pk>/", (_request, { pk }) => text(pk.toFixed())),
  flat: mount("legal/", defineRoutes({ imprint: path("imprint/", () => text("")) }), { namespace: false }),
});
const routes = defineRoutes({
  home: path("", () => text("")),
  article: path("articles/<int:year>/<slug:slug>/", article),
  archive: path("archive/<month:month>/", (_request, { month }) => text(String(month.year))),
  both: path("<a>-<int:b>/", { get: (_request, { a, b }) => text(a + b.toFixed()) }),
  extra: path("x/<a>/", (_request, { a, draft }) => text(a + String(draft)), { params: { draft: true } }),
  old: rePath("^old/(?P<year>[0-9]{4})(?:/(?<month>[0-9]+))?/$", (_request, { year }) => text(year ?? "")),
  positional: rePath("^p/([0-9]+)/$", (_request, params) => text(params[0] ?? "")),
  lookBehind: rePath("^(?<=x)(?<!y)(?<name>.)$", (_request, { name }) => text(name ?? "")),
  local: path(translated({ en: "users/<int:id>/", nl: "gebruikers/<int:id>/" }), (_request, { id }) =>
    text(id.toFixed()),
  ),
  prefixed: mount(languagePrefix(), shopRoutes, { namespace: false }),
  several: [path("s/", () => text("")), path("s/<int:page>/", () => text(""))],
  shop: mount("<slug:tenant>/shop/", shopRoutes),
});

expectType<
  | "home"
  | "article"
  | "archive"
  | "both"
  | "extra"
  | "old"
  | "positional"
  | "lookBehind"
  | "local"
  | "list"
  | "detail"
  | "imprint"
  | "several"
  | "shop:list"
  | "shop:detail"
  | "shop:imprint"
>({} as RouteName<(typeof routes)["table"]>);
expectType<{ tenant: string; pk: number }>({} as ParamsOf<(typeof routes)["table"], "shop:detail">);

urlFor(routes, "home");
urlFor(routes, "home", {}, { query: { page: 2, tag: ["a", "b"] }, fragment: "top" });
urlFor(routes, "article", { year: 2026, slug: "x" });
urlFor(routes, "shop:detail", { tenant: "a", pk: 3 });
urlFor(routes, "shop:imprint", { tenant: "a" });
urlFor(routes, "local", { id: 3 });
urlFor(routes, "detail", { pk: 3 });
urlFor(routes, "several");
urlFor(routes, "several", { page: 2 });
urlFor(routes, "old", { year: "2020" });

// Options of routes and mounts
path("x/", () => text(""), { slashRedirect: false });
mount("y/", shopRoutes, {
  errorHandlers: {
    404: (_request, error) => text(error.message),
    500: async (_request, error) => (error instanceof RangeError ? text("") : undefined),
  },
});
// @ts-expect-error the redirect is only turned off
path("x/", () => text(""), { slashRedirect: "yes" });
// @ts-expect-error there is no function for this status
path("x/", () => text(""), { errorHandlers: { 418: () => text("") } });
// @ts-expect-error what was thrown is unknown until it is narrowed
path("x/", () => text(""), { errorHandlers: { 500: (_request, error) => text(error.message) } });
// @ts-expect-error a function answers, not a template's name
path("x/", () => text(""), { errorHandlers: { 404: "404.html" } });
// @ts-expect-error there is no such option
path("x/", () => text(""), { csrf: false });

// @ts-expect-error year is a number
urlFor(routes, "article", { year: "2026", slug: "x" });
// @ts-expect-error slug is misspelt
urlFor(routes, "article", { year: 2026, slgu: "x" });
// @ts-expect-error the mount's parameter is missing
urlFor(routes, "shop:detail", { pk: 3 });
// @ts-expect-error parameters are missing altogether
urlFor(routes, "shop:detail");
// @ts-expect-error no such route
urlFor(routes, "shop:nope", {});
// @ts-expect-error the handler expects another type than the route gives
path("articles/<int:year>/", (_request, params: { year: string }) => text(params.year));
// @ts-expect-error there is no converter 'itn'
path("articles/<itn:year>/", () => text(""));
// @ts-expect-error the parameter 'year' stands in this route twice
path("articles/<int:year>/<year>/", () => text(""));
// @ts-expect-error a parameter without a name
path("articles/<int:>/", () => text(""));
// @ts-expect-error there is no such method
path("articles/", { gte: () => text("") });
// @ts-expect-error not a response
path("articles/", () => 3);
// @ts-expect-error not a route
defineRoutes({ home: () => text("") });

// @ts-expect-error a route starts without a slash
path("/books/", () => text(""));
