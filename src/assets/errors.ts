import { didYouMean, QuintetError } from "../core/index.ts";
import { type AssetProblem, describeProblem } from "./asset-file.ts";
import { endingOf } from "./asset-folders.ts";

/** A page asks for the address of a file that no folder holds. Told in debug only; in production the page still renders. */
export class AssetNotFoundError extends QuintetError {
  readonly code = "assets.not-found";

  constructor(name: string, known: readonly string[], folders: readonly string[]) {
    const places =
      folders.length === 0 ? "There are no folders to look in." : `Looked in:\n  ${folders.join("\n  ")}`;
    super(`There is no asset ${JSON.stringify(name)}.${didYouMean(name, known)}\n${places}`);
  }
}

/** A file is called like an asset, and its ending is none of those that are served. */
export class AssetEndingError extends QuintetError {
  readonly code = "assets.ending";

  constructor(name: string) {
    const ending = endingOf(name).slice(1);
    const advice =
      ending === ""
        ? "Give it an ending that browsers know."
        : `If browsers need such files, write assets: { endings: [${JSON.stringify(ending)}] } in quintet.config.ts.`;
    super(
      `${JSON.stringify(name)} is no asset: files ${ending === "" ? "without an ending" : `that end in .${ending}`} are not served.\n${advice}`,
    );
  }
}

/** A style sheet or a module refers to an asset that isn't there. */
export class AssetReferenceError extends QuintetError {
  readonly code = "assets.reference";
  readonly problems: readonly AssetProblem[];

  constructor(problems: readonly AssetProblem[]) {
    super(
      `${problems.map(describeProblem).join("\n")}\nCorrect the address, or write assets: { strict: false } in quintet.config.ts to let it be.`,
    );
    this.problems = problems;
  }
}

/** The manifest of the collected assets can't be read. */
export class AssetManifestError extends QuintetError {
  readonly code = "assets.manifest";

  constructor(path: string) {
    super(
      `${path} is no manifest that this version of Quintet can read.\nWrite it anew: quintet assets collect. Without it, assets are served from their own folders.`,
    );
  }
}

/** `assetTags()` or `{% asset_tags %}` is asked for a file of a kind for which there is no tag. */
export class AssetTagError extends QuintetError {
  readonly code = "assets.tag";

  constructor(name: string) {
    super(
      `There is no tag that loads ${JSON.stringify(name)}: asset_tags makes those of style sheets (.css), modules (.js, .mjs) and fonts (.woff2, .woff).\nFor other files write the tag yourself, with {% static ${JSON.stringify(name)} %} for the address.`,
    );
  }
}
