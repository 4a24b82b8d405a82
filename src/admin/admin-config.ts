import { configSection } from "../core/index.ts";

export interface AdminOptions {
  /** Stands above the navigation and in the browser's tabs: `"Admin"` by default. */
  readonly title?: string;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** How the admin presents itself. */
    readonly admin?: AdminOptions;
  }
  interface Config {
    readonly admin: Required<AdminOptions>;
  }
}

export const adminSection = configSection({
  key: "admin",
  resolve(reader, value) {
    const given = reader.object(value, ["title"]);
    return { title: reader.below("title").string(given.title, "Admin") };
  },
});
