import { defineConfig } from "@adonisjs/core/logger";

const config: unknown = defineConfig({
  default: "app",
  loggers: { app: { enabled: true, name: "bench", level: "warn" } },
});
export default config;
