import { configSection } from "../core/index.ts";

/** The key `assets` of the configuration. */
export interface AssetsConfig {
  /** Folders of the project's own assets, looked in before those of the modules. `["assets"]` by default. */
  readonly folders: readonly string[];
  /** What the addresses begin with, `"/static/"` by default. */
  readonly prefix: string;
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Where the app's style sheets, scripts and pictures are. */
    readonly assets?: Partial<AssetsConfig>;
  }
  interface Config {
    readonly assets: AssetsConfig;
  }
}

export const assetsConfigSection = configSection({
  key: "assets",
  resolve(reader, value): AssetsConfig {
    const given = reader.object(value, ["folders", "prefix"]);
    return {
      folders: reader.below("folders").strings(given.folders, ["assets"]),
      prefix: reader
        .below("prefix")
        .value(
          given.prefix,
          "/static/",
          'a path that begins and ends with "/", such as "/static/"',
          (prefix) => typeof prefix === "string" && /^\/(?:[\w~-]+\/)+$/.test(prefix),
        ),
    };
  },
});
