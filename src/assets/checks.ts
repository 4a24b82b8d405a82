import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type App, type Check, type CheckFinding, didYouMean } from "../core/index.ts";
import { describeProblem } from "./asset-file.ts";
import { assetsService } from "./assets.ts";
import { assetProblems } from "./collect/collect-assets.ts";
import { isModuleBelow, isOutside } from "./import-names.ts";
import { type Manifest, manifestName, readManifest } from "./manifest.ts";

const foldersCheck: Check = {
  name: "assets.folders",
  run: ({ config }) =>
    config.assets.folders
      .filter((folder) => folder !== "assets" && !existsSync(resolve(folder)))
      .map((folder) => ({
        id: "assets.W004", // as Django's staticfiles.W004
        level: "warning",
        message: `The folder ${JSON.stringify(folder)} in assets.folders does not exist (${resolve(folder)}).`,
        hint: "Make it, or take it out of quintet.config.ts.",
      })),
};

const referencesCheck: Check = {
  name: "assets.references",
  run: (app) =>
    assetProblems(app.service(assetsService).builder).map((problem) => ({
      id: problem.level === "error" ? "assets.E001" : "assets.W001",
      level: app.config.assets.strict ? problem.level : "warning",
      message: describeProblem(problem),
    })),
};

/** What bare names stand for has to be there. */
const importsCheck: Check = {
  name: "assets.imports",
  run(app) {
    const names = app
      .service(assetsService)
      .builder.folders.list()
      .map(({ name }) => name);
    return Object.entries(app.config.assets.imports).flatMap(([name, target]) => {
      const mistake = isOutside(target) ? undefined : importMistake(target, names);
      if (mistake === undefined) return [];
      const message = `assets.imports: ${JSON.stringify(name)} stands for ${JSON.stringify(target)}, ${mistake}`;
      return [{ id: "assets.E004", level: "error", message, hint: "Correct it in quintet.config.ts." }];
    });
  },
};

function importMistake(target: string, names: readonly string[]): string | undefined {
  if (target.endsWith("/"))
    return names.some((name) => isModuleBelow(name, target)) ? undefined : "in which no module is.";
  return names.includes(target) ? undefined : `which is no asset.${didYouMean(target, names)}`;
}

/** Pages that browsers load by https load no scripts and style sheets by http. */
const originCheck: Check = {
  name: "assets.origin",
  deployOnly: true,
  run({ config }) {
    const { origin } = config.assets;
    if (origin === undefined || origin.startsWith("https:")) return [];
    return [
      {
        id: "assets.W005",
        level: "warning",
        message: `Assets come from ${origin}: on pages by https browsers refuse them, and on others anyone on the way can change them.`,
        hint: "Write the origin of the CDN with https://.",
      },
    ];
  },
};

/** Whether production serves what stands in the folders. */
const collectedCheck: Check = {
  name: "assets.collected",
  deployOnly: true,
  run(app) {
    const folder = resolve(app.config.assets.collectedFolder);
    const manifest = readManifest(folder);
    if (manifest === undefined) {
      return [
        {
          id: "assets.W002",
          level: "warning",
          message: `No assets were collected in ${folder}: each process hashes and compresses them itself, when they are first asked for.`,
          hint: "Run quintet assets collect when you deploy.",
        },
      ];
    }
    return staleFindings(app, manifest);
  },
};

function staleFindings(app: App, manifest: Manifest): CheckFinding[] {
  const { builder } = app.service(assetsService);
  const names = builder.folders.list().map(({ name }) => name);
  const stale = names.filter((name) => builder.build(name)?.hashedName !== manifest.assets.get(name)?.file);
  const gone = [...manifest.assets.keys()].filter((name) => !names.includes(name));
  const changed = [...stale, ...gone];
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 3).join(", ") + (changed.length > 3 ? ", …" : "");
  return [
    {
      id: "assets.E003",
      level: "error",
      message: `Assets have changed since they were collected (${shown}); production serves them as they were.`,
      hint: "Run quintet assets collect when you deploy.",
    },
  ];
}

/** Told when production starts. It looks at times only: start-up reads no assets. */
const newerCheck: Check = {
  name: "assets.newer",
  run(app) {
    const { debug, assets } = app.config;
    const manifest = join(resolve(assets.collectedFolder), manifestName);
    const collected = debug ? undefined : statSync(manifest, { throwIfNoEntry: false });
    if (collected === undefined) return [];
    const { folders } = app.service(assetsService).builder;
    const newer = folders.list().find(({ path }) => statSync(path).mtimeMs > collected.mtimeMs);
    if (newer === undefined) return [];
    return [
      {
        id: "assets.W003",
        level: "warning",
        message: `${newer.path} is newer than the collected assets, which are served in its place.`,
        hint: "Run quintet assets collect.",
      },
    ];
  },
};

export const assetChecks: readonly Check[] = [
  foldersCheck,
  referencesCheck,
  importsCheck,
  newerCheck,
  originCheck,
  collectedCheck,
];
