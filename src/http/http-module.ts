import { defineModule } from "../core/index.ts";
import { httpConfigSection } from "./http-config.ts";

/** What every app has of this part: the key `http` of the configuration. */
export const httpModule = defineModule({
  name: "http",
  label: "HTTP",
  folder: import.meta.dirname,
  configSections: [httpConfigSection],
});
