/*
 * 200 routes as an app has them: pages without parameters, fifteen kinds of things with eight routes each, a shop and an API
 * in tables of their own, an archive by date, and files at any depth. Written once, and given to each router as it
 * wants them.
 */

/** A route by its whole text, in the syntax of `path()`. Its name is the text. */
export type RouteText = string;

const things = [
  ..."articles authors books campaigns categories comments companies contacts countries events".split(" "),
  ..."galleries groups invoices journals lessons".split(" "),
];

const thingRoutes = [
  "",
  "new/",
  "latest/",
  "<int:id>/",
  "<int:id>/edit/",
  "<int:id>/history/",
  "<int:id>/history/<int:version>/",
  "named/<slug:slug>/",
];

const pages =
  "|about/|about/press/|about/team/|about/jobs/|contact/|contact/thanks/|faq/|help/|help/account/|help/orders/|help/shipping/|imprint/|imprint/licences/|login/|logout/|news/|password/change/|password/reset/|pricing/|privacy/|search/|search/advanced/|sitemap/|status/|terms/|robots.txt|sitemap.xml";

const shopRoutes = ["", "cart/", "checkout/", "<slug:category>/", "<slug:category>/<slug:product>/"];

const apiThings = "users orders items payments refunds tokens".split(" ");
const apiRoutes = [
  "",
  "<uuid:id>/",
  "<uuid:id>/events/",
  "<uuid:id>/events/<int:event>/",
  "<uuid:id>/owner/",
  "search/",
];

const archive = [
  "",
  "<int:year>/",
  "<int:year>/<int:month>/",
  "<int:year>/<int:month>/<int:day>/",
  "<int:year>/<int:month>/<int:day>/<slug:slug>/",
  "<int:year>/week/<int:week>/",
];

/** Tables below a prefix; the prefix of the shop has a parameter. */
export const tables: Readonly<Record<string, readonly RouteText[]>> = {
  "": pages.split("|"),
  ...Object.fromEntries(things.map((thing) => [`${thing}/`, thingRoutes])),
  ...Object.fromEntries(apiThings.map((thing) => [`api/v1/${thing}/`, apiRoutes])),
  "archive/": archive,
  "files/": ["<path:file>"],
  "shops/<slug:shop>/": shopRoutes,
  "u/": ["<str:user>/", "<str:user>/followers/", "<str:user>/posts/<int:post>/", "<str:user>/feed.xml"],
};

/** All routes in order. */
export const routeTexts: readonly RouteText[] = Object.entries(tables).flatMap(([prefix, routes]) =>
  routes.map((route) => prefix + route),
);
