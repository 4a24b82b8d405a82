import { resolve, sep } from "node:path";
import { type ConfigReader, type Configurable, configSection, isPlainObject } from "../core/index.ts";
import { isBareName, isOutside } from "./import-names.ts";
import { servedEndings } from "./served-endings.ts";

/** The key `assets` of the configuration. */
export interface AssetsConfig {
  /** Folders of the project's own assets, looked in before those of the modules. `["assets"]` by default. */
  readonly folders: readonly string[];
  /** What the addresses begin with, `"/static/"` by default. */
  readonly prefix: string;
  /**
   * The host of a CDN that pages load assets from, such as `"https://cdn.example"`. It fetches them from this site, under the
   * same paths. Heeded outside of debug only.
   */
  readonly origin: string | undefined;
  /**
   * What modules import by bare names: `{ lit: "vendor/lit.js", "lit/": "vendor/lit/" }`. A name that ends in `/` stands for a
   * folder. `{% import_map %}` tells browsers.
   */
  readonly imports: Readonly<Record<string, string>>;
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

export type AssetsOptions = Partial<Omit<AssetsConfig, "origin">> & {
  readonly origin?: Configurable<string> | undefined;
};

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Where the app's style sheets, scripts and pictures are. */
    readonly assets?: AssetsOptions;
  }
  interface Config {
    readonly assets: AssetsConfig;
  }
}

const keys = [
  "folders",
  "prefix",
  "origin",
  "imports",
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
      origin: readOrigin(reader.below("origin"), given.origin),
      imports: readImports(reader.below("imports"), given.imports),
      endings: readEndings(reader.below("endings"), given.endings),
      collectedFolder: readCollectedFolder(reader.below("collectedFolder"), given.collectedFolder, folders),
      strict: reader.below("strict").boolean(given.strict, true),
    };
  },
});

function readOrigin(reader: ConfigReader, value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined; // an empty variable: no CDN here
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin) return url.origin;
  reader.problem(
    `must be a scheme and a host, and is ${JSON.stringify(value)}.`,
    'Write it without a path: "https://cdn.example". What the paths begin with is assets.prefix.',
  );
  return undefined;
}

function readImports(reader: ConfigReader, value: unknown): Readonly<Record<string, string>> {
  const given = reader.value<Record<string, unknown>>(value, {}, "an object", isPlainObject);
  for (const [name, target] of Object.entries(given)) {
    const entry = reader.below(name);
    if (!isBareName(name))
      entry.problem(
        "is not a bare name.",
        'Modules name assets by addresses ("./part.js"); a bare name is one such as "lit" or "lit/".',
      );
    else if (typeof target !== "string" || target === "" || target.startsWith("/"))
      entry.problem('must be the name of an asset, such as "vendor/lit.js", or an address.');
    else if (name.endsWith("/") !== target.endsWith("/") && !isOutside(target))
      entry.problem(
        `is ${JSON.stringify(target)}: a name and what it stands for end in "/" both, or neither.`,
      );
  }
  return given as Readonly<Record<string, string>>; // what is no text was told above
}

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
