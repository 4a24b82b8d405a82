import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, defineModule, env, Secret } from "quintet";
import { sqlite } from "quintet/db";
import { diskStorage } from "quintet/files";
import { routes } from "./routes.ts";

/* A site of public API and default settings; what differs is said by the environment. */

export default defineConfig({
  modules: [defineModule({ name: "site", folder: import.meta.dirname })],
  routes,
  secretKey: new Secret("a key for reliability alone, 0123456789 ABCDEF"),
  databases: { default: sqlite({ file: ":memory:" }) },
  storages: {
    default: diskStorage({ folder: env.string("SITE_MEDIA", join(tmpdir(), "reliability-media")) }),
  },
  security: { allowedHosts: ["127.0.0.1", "localhost"] },
  http: {
    accessLog: env.boolean("SITE_ACCESS_LOG", false),
    headersTimeoutMs: env.integer("SITE_HEADERS_TIMEOUT_MS", 20_000),
    slowClientTimeoutMs: env.integer("SITE_SLOW_CLIENT_TIMEOUT_MS", 30_000),
    handlerTimeoutMs: env.integer("SITE_HANDLER_TIMEOUT_MS", 30_000),
    keepAliveTimeoutMs: env.integer("SITE_KEEP_ALIVE_TIMEOUT_MS", 5_000),
  },
});
