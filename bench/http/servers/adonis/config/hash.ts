import { defineConfig, drivers } from "@adonisjs/core/hash";

const config: unknown = defineConfig({ default: "scrypt", list: { scrypt: drivers.scrypt({}) } });
export default config;
