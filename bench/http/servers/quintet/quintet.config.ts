/*
 * Quintet with all its default middleware, sessions in the database, accounts and messages: an app as quintet new makes it,
 * under quintet serve.
 */
import { join } from "node:path";
import { defineConfig, secret } from "quintet";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { html, json, type Request, text } from "quintet/http";
import { defineRoutes, path, type Route } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { template } from "quintet/templates";
import { answerOf, books, greeting, type MixedRoute, mixedRoutes } from "../../site.ts";
import { folder } from "../place.ts";

const page = template<{ name: string; books: typeof books }>("page.html");

const routes = defineRoutes({
  plaintext: path("plaintext", () => text(greeting)),
  json: path("json", () => json({ message: greeting })),
  signIn: path("sign-in", async (request: Request) => {
    (await request.session).set("name", request.query.get("name") ?? "");
    return text("signed in");
  }),
  page: path("page", async (request: Request) => {
    const name = String((await request.session).get("name"));
    return html(page({ name, books }));
  }),
  ...Object.fromEntries(mixedRoutes.map((route, index) => [`mixed${index}`, mixedRoute(route)])),
});

function mixedRoute({ pattern, params }: MixedRoute): Route {
  const written = pattern
    .slice(1)
    .replace(
      /:(\w+)/g,
      (_, name: string) => `<${typeof params[name] === "number" ? "int" : "slug"}:${name}>`,
    );
  return path(written, (_request, values) => text(answerOf(pattern, values)));
}

export default defineConfig({
  modules: [contentTypes, auth, sessions, flashMessages],
  routes,
  secretKey: secret("SECRET_KEY"),
  debug: false,
  databases: { default: sqlite({ file: join(folder, "quintet.sqlite3") }) },
  templates: { folders: [join(import.meta.dirname, "../../views/quintet")] },
  security: { allowedHosts: ["127.0.0.1"], cookies: { secure: false } },
});
