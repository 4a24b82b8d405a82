import { configSection } from "../core/index.ts";

export interface AdminOptions {
  /** Stands above the navigation and in the browser's tabs: `"Admin"` by default. */
  readonly title?: string;
  /**
   * So many seconds after they have entered their password people enter it again before they change users, groups or
   * permissions: 900 by default, a quarter of an hour.
   */
  readonly confirmAgainSeconds?: number;
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
    const given = reader.object(value, ["title", "confirmAgainSeconds"]);
    return {
      title: reader.below("title").string(given.title, "Admin"),
      confirmAgainSeconds: reader
        .below("confirmAgainSeconds")
        .integer(given.confirmAgainSeconds, 900, { min: 1 }),
    };
  },
});
