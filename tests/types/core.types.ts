import { defineConfig, env, secret } from "quintet";
import { sqlite } from "quintet/db";
import { text } from "quintet/http";
import { defineRoutes, path, type Routes } from "quintet/routing";

const required = { modules: [], secretKey: secret("SECRET_KEY") };

const config = defineConfig({
  ...required,
  routes: defineRoutes({ home: path("", () => text("")) }),
  debug: env.boolean("DEBUG", false),
  databases: { default: sqlite({ file: "a.sqlite3" }), archive: sqlite({ file: "b.sqlite3" }) },
  http: { port: env.integer("PORT", 8000), trustedProxies: ["10.0.0.0/8"] },
  security: { allowedHosts: env.list("ALLOWED_HOSTS", []), csp: { imgSrc: ["https://img.example"] } },
});
// The routes keep their type, for urlFor().
const kept: Routes<{ readonly home: unknown }> = config.options.routes;
void kept;

// @ts-expect-error a misspelt key
defineConfig({ ...required, databses: {} });
// @ts-expect-error a misspelt key of a section
defineConfig({ ...required, http: { prot: 8000 } });
// @ts-expect-error a value of a wrong kind
defineConfig({ ...required, http: { port: "8000" } });
// @ts-expect-error a key as a text: it would be printed with the configuration
defineConfig({ ...required, secretKey: "abc" });
// @ts-expect-error the secret key is missing
defineConfig({ modules: [] });
