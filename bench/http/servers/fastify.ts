/* Fastify as its guide says: a schema for what is answered as JSON, @fastify/session with a store on SQLite, @fastify/view. */
import { join } from "node:path";
import cookie from "@fastify/cookie";
import session from "@fastify/session";
import view from "@fastify/view";
import ejs from "ejs";
import fastify from "fastify";
import { answerOf, books, greeting, mixedRoutes } from "../site.ts";
import { folder, port, secret } from "./place.ts";
import { sqliteSessionStore } from "./sqlite-session-store.ts";

const app = fastify();
app.get("/plaintext", (_request, reply) => {
  reply.type("text/plain; charset=utf-8").send(greeting);
});
const schema = {
  response: { 200: { type: "object", properties: { message: { type: "string" } } } },
};
app.get("/json", { schema }, (_request, reply) => {
  reply.send({ message: greeting });
});
for (const { pattern } of mixedRoutes) {
  app.get(pattern, (request, reply) => {
    reply.type("text/plain; charset=utf-8").send(answerOf(pattern, request.params as Record<string, string>));
  });
}
// Sessions where they are used alone: elsewhere Fastify has none.
await app.register(async (pages) => {
  await pages.register(cookie);
  await pages.register(session, {
    secret,
    cookie: { secure: false },
    saveUninitialized: false,
    rolling: false,
    store: sqliteSessionStore(session, join(folder, "fastify.sqlite3")) as never,
  });
  await pages.register(view, {
    engine: { ejs },
    root: join(import.meta.dirname, "../views/ejs"),
    production: true,
  });
  pages.get("/sign-in", async (request, reply) => {
    (request.session as unknown as Record<string, string>).name = (request.query as { name: string }).name;
    return reply.type("text/plain").send("signed in");
  });
  pages.get("/page", (request, reply) =>
    reply.viewAsync("page.ejs", { name: (request.session as unknown as Record<string, string>).name, books }),
  );
});
await app.listen({ port, host: "127.0.0.1" });
