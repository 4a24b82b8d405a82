import { defineConfig } from "@adonisjs/core/bodyparser";

const config: unknown = defineConfig({
  allowedMethods: ["POST", "PUT", "PATCH", "DELETE"],
  form: { convertEmptyStringsToNull: true, types: ["application/x-www-form-urlencoded"] },
  json: { convertEmptyStringsToNull: true, types: ["application/json"] },
  multipart: { autoProcess: true, limit: "20mb", types: ["multipart/form-data"] },
});
export default config;
