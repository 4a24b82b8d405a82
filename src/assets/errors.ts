import { didYouMean, QuintetError } from "../core/index.ts";

/** A page asks for the address of a file that no folder holds. Told in debug only; in production the page still renders. */
export class AssetNotFoundError extends QuintetError {
  readonly code = "assets.not-found";

  constructor(name: string, known: readonly string[], folders: readonly string[]) {
    const places =
      folders.length === 0 ? "There are no folders to look in." : `Looked in:\n  ${folders.join("\n  ")}`;
    super(`There is no asset ${JSON.stringify(name)}.${didYouMean(name, known)}\n${places}`);
  }
}
