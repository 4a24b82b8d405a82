import { routeTexts } from "./routes.ts";

/** Targets of one kind: what is measured together. */
export interface TargetKind {
  readonly title: string;
  readonly targets: readonly string[];
  /** False where only a router that checks parameters gives the right answer. */
  readonly isForAll: boolean;
}

const uuid = "0b9d7cf6-4d0c-4b57-9c39-5d1a1d7a2c11";
const values: Readonly<Record<string, string>> = {
  int: "2026",
  slug: "tea-for-two",
  uuid,
  str: "moomin.troll",
  path: "2026/press/kit.pdf",
};

const parametersOf = (route: string) => [...route.matchAll(/<(\w+):/g)].map(([, converter]) => converter!);
const filled = (route: string) => `/${route.replace(/<(\w+):\w+>/g, (_, converter) => values[converter]!)}`;
const routesWith = (test: (route: string, parameters: readonly string[]) => boolean) =>
  routeTexts.filter((route) => test(route, parametersOf(route))).map(filled);

/** All that is asked, by kind. */
export const targetKinds: readonly TargetKind[] = [
  kind(
    "no parameter",
    routesWith((_, parameters) => parameters.length === 0),
  ),
  kind(
    "one parameter",
    routesWith((route, parameters) => parameters.length === 1 && !/<(path|uuid)|^api/.test(route)),
  ),
  kind(
    "several parameters",
    routesWith((_, parameters) => parameters.length > 1),
  ),
  kind(
    "uuid, in nested tables",
    routesWith((_, parameters) => parameters.includes("uuid")),
  ),
  kind("rest of the path", [
    "/files/a.css",
    "/files/2026/press/kit.pdf",
    "/files/2026/11/29/report-of-the-year.html",
  ]),
  kind("with a query", ["/search/?q=tea&page=2", "/articles/2026/?draft=1", "/shops/acme/tea/?sort=price"]),
  kind("percent-encoded", ["/u/caf%C3%A9/", "/u/caf%C3%A9/posts/7/", "/files/caf%C3%A9/menu%20card.pdf"]),
  kind("unknown: beginning", ["/wp-login.php", "/.env", "/phpmyadmin/index.php", "/b/", "/artikel/1/"]),
  kind("unknown: end", [
    "/articles/2026/edit/now/",
    "/help/accounting/",
    `/api/v1/orders/${uuid}/event/`,
    "/archive/2026/11/29/tea/x/",
  ]),
  kind("without its slash", ["/articles/2026", "/help/account", "/pricing", `/api/v1/orders/${uuid}`]),
  kind(
    "wrong parameter",
    ["/articles/tea/", "/archive/2026/xi/", "/api/v1/orders/17/", "/shops/a.b/"],
    false,
  ),
];

function kind(title: string, targets: readonly string[], isForAll = true): TargetKind {
  return { title, targets, isForAll };
}
