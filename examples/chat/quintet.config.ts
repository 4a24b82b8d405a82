import { join } from "node:path";
import { defineConfig, env, secret } from "quintet";
import { admin } from "quintet/admin";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { sqlite } from "quintet/db";
import { flashMessages } from "quintet/flash";
import { defineRoutes, mount } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { chat } from "./chat/module.ts";
import { chatRoutes } from "./chat/routes.ts";

const folder = import.meta.dirname;

const routes = defineRoutes({
  chat: mount("", chatRoutes, { namespace: false }),
  admin: mount("admin/", admin.routes),
});

const config = defineConfig({
  modules: [
    contentTypes,
    auth,
    sessions,
    flashMessages,
    admin,
    chat({ documentationFolder: join(folder, "../..") }),
  ],
  routes,
  secretKey: secret("SECRET_KEY"),
  debug: env.boolean("DEBUG", false),
  databases: { default: sqlite({ file: env.string("DATABASE_FILE", join(folder, "chat.sqlite3")) }) },
  auth: { loginUrl: "signIn", loginRedirectUrl: "home", logoutRedirectUrl: "home" },
  security: {
    allowedHosts: env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]),
    // The demo runs on one's own machine, over http. Behind a proxy that speaks https: HTTPS=true.
    cookies: { secure: env.boolean("HTTPS", false) },
  },
});
export default config;

declare module "quintet" {
  interface Register {
    config: typeof config;
  }
}
