import { type ConfigSection, configSection } from "../core/index.ts";

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** In debug, a statement that one request sends so often is told in the log: 2 by default, `false` for never. */
    readonly repeatedStatements?: number | false;
  }
  interface Config {
    readonly repeatedStatements: number | false;
  }
}

export const repeatedStatementsSection: ConfigSection = configSection({
  key: "repeatedStatements",
  resolve: (reader, value) => (value === false ? false : reader.integer(value, 2, { min: 2 })),
});
