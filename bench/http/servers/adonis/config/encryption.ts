import { defineConfig, drivers } from "@adonisjs/core/encryption";
import { secret } from "../../place.ts";

const config: unknown = defineConfig({
  default: "gcm",
  list: { gcm: drivers.aes256gcm({ keys: [secret], id: "gcm" }) },
});
export default config;
