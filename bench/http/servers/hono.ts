/* Hono on @hono/node-server. Its guide names hono-sessions for sessions, which keeps them in an encrypted cookie. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { html } from "hono/html";
import { CookieStore, type Session, sessionMiddleware } from "hono-sessions";
import { answerOf, books, greeting, mixedRoutes } from "../site.ts";
import { port, secret } from "./place.ts";

const app = new Hono<{ Variables: { session: Session<{ name: string }> } }>();
app.get("/plaintext", (context) => context.text(greeting));
app.get("/json", (context) => context.json({ message: greeting }));
for (const { pattern } of mixedRoutes) {
  app.get(pattern, (context) => context.text(answerOf(pattern, context.req.param())));
}
// Sessions where they are used alone: elsewhere Hono has none.
const withSession = sessionMiddleware({
  store: new CookieStore(),
  encryptionKey: secret,
  expireAfterSeconds: 7_200,
  cookieOptions: { path: "/", httpOnly: true, sameSite: "Lax" },
});
app.get("/sign-in", withSession, (context) => {
  context.get("session").set("name", context.req.query("name") ?? "");
  return context.text("signed in");
});
app.get("/page", withSession, (context) => {
  const items = books.map(
    ({ id, title, author }) => html`<li><a href="/books/${id}">${title}</a> by ${author}</li>`,
  );
  return context.html(
    html`<!doctype html><html lang="en"><head><title>Books</title></head><body><h1>Hello, ${context.get("session").get("name")}</h1><ul>${items}</ul></body></html>`,
  );
});
serve({ fetch: app.fetch, port, hostname: "127.0.0.1" });
