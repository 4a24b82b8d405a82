import { resolve, sep } from "node:path";
import { type ConfigReader, configSection } from "../core/index.ts";
import { servedEndings } from "./served-endings.ts";

/** The key `assets` of the configuration. */
export interface AssetsConfig {
  /** Folders of the project's own assets, looked in before those of the modules. `["assets"]` by default. */
  readonly folders: readonly string[];
  /** What the addresses begin with, `"/static/"` by default. */
  readonly prefix: string;
  /** Endings of files that are served besides the usual ones, such as `["glb"]`. All others count as absent. */
  readonly endings: readonly string[];
  /** Where `quintet assets collect` writes what production serves. `"build/assets"` by default. */
  readonly collectedFolder: string;
  /**
   * Whether a style sheet or module that refers to an asset that isn't there is a mistake: on its page in debug, for
   * `quintet check`, and for `quintet assets collect`. True by default; otherwise all say it, and go on.
   */
  readonly strict: boolean;
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

const keys = [
  "folders",
  "prefix",
  "endings",
  "collectedFolder",
  "strict",
] as const satisfies readonly (keyof AssetsConfig)[];

export const assetsConfigSection = configSection({
  key: "assets",
  resolve(reader, value): AssetsConfig {
    const given = reader.object(value, keys);
    const folders = reader.below("folders").strings(given.folders, ["assets"]);
    return {
      folders,
      prefix: reader
        .below("prefix")
        .value(
          given.prefix,
          "/static/",
          'a path that begins and ends with "/", such as "/static/"',
          (prefix) => typeof prefix === "string" && /^\/(?:[\w~-]+\/)+$/.test(prefix),
        ),
      endings: readEndings(reader.below("endings"), given.endings),
      collectedFolder: readCollectedFolder(reader.below("collectedFolder"), given.collectedFolder, folders),
      strict: reader.below("strict").boolean(given.strict, true),
    };
  },
});

function readEndings(reader: ConfigReader, value: unknown): readonly string[] {
  const more = reader.strings(value, []);
  for (const ending of more) {
    if (!/^[a-z0-9]+$/.test(ending))
      reader.problem(
        `holds ${JSON.stringify(ending)}, which is not an ending.`,
        'Write endings in small letters and without the dot: "glb".',
      );
  }
  return [...servedEndings, ...more];
}

/** What is collected must not be collected again, and nothing may be deleted that somebody wrote. */
function readCollectedFolder(reader: ConfigReader, value: unknown, folders: readonly string[]): string {
  const folder = reader.string(value, "build/assets");
  const path = resolve(folder) + sep;
  const clash = folders.find((each) => {
    const other = resolve(each) + sep;
    return path.startsWith(other) || other.startsWith(path);
  });
  if (clash !== undefined)
    reader.problem(
      `is ${JSON.stringify(folder)}, which lies in or around the folder of assets ${JSON.stringify(clash)}.`,
      'Collect into a folder of its own, such as "build/assets".',
    );
  return folder;
}
