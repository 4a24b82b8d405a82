import { join } from "node:path";
import { defineConfig, Secret } from "quintet";
import { admin } from "quintet/admin";
import { createApp, defaultMiddleware } from "quintet/app";
import { auth, User } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { migrateAppUp, sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { localeMiddleware } from "quintet/routing";
import { SessionModel, sessions } from "quintet/sessions";
import { answerFacts } from "./answer-facts.ts";
import { handlersAtWork } from "./at-work.ts";
import { board } from "./board.ts";
import { makeFolders } from "./folders.ts";
import { stored } from "./handlers.ts";
import { routes } from "./routes.ts";

/*
 * The site that is attacked: public API and default settings, as a generated project has them. What isn't a default is
 * said here: the hosts, without which nothing answers, and where things are on this machine.
 */

const folder = process.env.REPLAY_FOLDER!;

makeFolders(folder);
const config = defineConfig({
  modules: [contentTypes, auth, sessions, flashMessages, admin, board],
  routes,
  secretKey: new Secret("a key for replays alone, 0123456789 ABCDEF") as never,
  debug: process.env.REPLAY_DEBUG === "true",
  databases: { default: sqlite({ file: join(folder, "db.sqlite3") }) },
  security: { allowedHosts: ["app.test"] },
  assets: { folders: [join(folder, "assets")] },
  http: {
    accessLog: true,
    trustedProxies: process.env.REPLAY_PROXIES?.split(" ") ?? [],
    // Else 20 and 60 seconds, which a test doesn't wait for.
    ...(process.env.REPLAY_HASTY === "true" ? { headersTimeoutMs: 1_000, slowClientTimeoutMs: 2_000 } : {}),
  },
  i18n: { language: "en", languages: ["en", "de", "pt-br", "zh-hans"] },
  middleware: [localeMiddleware, ...defaultMiddleware],
});

const app = await createApp(config);
await migrateAppUp(app);
await app.run(async () => {
  await User.createUser({ username: "ada", email: "ada@app.test", password: "correct horse battery" });
  await User.createUser({
    username: "staff",
    email: "staff@app.test",
    password: "correct horse battery",
    isStaff: true,
    isSuperuser: true,
  });
});
const server = await app.listen({ host: "127.0.0.1", port: 0 });

answerFacts(
  server.port,
  {
    sessionRows: () => app.run(() => SessionModel.count()),
    handlersAtWork: () => handlersAtWork(),
    stored: () => stored,
  },
  () => app.close(),
);
