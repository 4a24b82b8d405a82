/* Express as its guide says for production: without X-Powered-By, express-session with a store on SQLite, views cached. */
import { join } from "node:path";
import ejs from "ejs";
import express, { type Request } from "express";
import session from "express-session";
import { answerOf, books, greeting, mixedRoutes } from "../site.ts";
import { folder, port, secret } from "./place.ts";
import { sqliteSessionStore } from "./sqlite-session-store.ts";

const app = express();
app.disable("x-powered-by");
app.engine("ejs", ejs.renderFile as never);
app.set("views", join(import.meta.dirname, "../views/ejs"));
app.set("view engine", "ejs");
app.get("/plaintext", (_request, response) => {
  response.type("text/plain").send(greeting);
});
app.get("/json", (_request, response) => {
  response.json({ message: greeting });
});
for (const { pattern } of mixedRoutes) {
  app.get(pattern, (request, response) => {
    response.type("text/plain").send(answerOf(pattern, request.params));
  });
}
// Sessions where they are used alone: elsewhere Express has none.
const withSession = session({
  secret,
  resave: false,
  saveUninitialized: false,
  store: sqliteSessionStore(session, join(folder, "express.sqlite3")) as never,
});
const valuesOf = (request: Request) => request.session as unknown as Record<string, string>;
app.get("/sign-in", withSession, (request, response) => {
  valuesOf(request).name = String(request.query.name);
  response.type("text/plain").send("signed in");
});
app.get("/page", withSession, (request, response) => {
  response.render("page", { name: valuesOf(request).name, books });
});
app.listen(port, "127.0.0.1");
