import { didYouMean, QuintetError } from "../core/index.ts";

/** A page needs what Vite builds, and it was not built. */
export class ViteNotBuiltError extends QuintetError {
  readonly code = "vite.not-built";

  constructor(manifest: string) {
    super(
      `There is no manifest of Vite at ${manifest}.\nBuild the front end with "npx vite build", or develop with "quintet dev", which starts Vite's own server where a vite.config.ts stands beside quintet.config.ts.`,
    );
  }
}

/** Vite's manifest can't be read. */
export class ViteManifestError extends QuintetError {
  readonly code = "vite.manifest";

  constructor(manifest: string) {
    super(`${manifest} is no manifest of Vite. Build the front end anew: npx vite build.`);
  }
}

/** A page names a file that Vite did not build as an entry. */
export class ViteEntryError extends QuintetError {
  readonly code = "vite.entry";

  constructor(entry: string, known: readonly string[]) {
    super(
      `Vite has built no ${JSON.stringify(entry)}.${didYouMean(entry, known)}\nIn its manifest: ${known.join(", ")}.\nName it in vite.config.ts: quintet({ entries: [${JSON.stringify(entry)}] }), and build again.`,
    );
  }
}

/** Vite's development server doesn't answer. */
export class ViteServerError extends QuintetError {
  readonly code = "vite.server";

  constructor(url: string, cause: unknown) {
    super(
      `Vite's development server does not answer at ${url}.\nStart it with "npx vite", or run "quintet dev", which does.`,
      { cause },
    );
  }
}

/** `quintet dev` was to start Vite for the project's vite.config.ts, and it isn't installed. */
export class MissingViteError extends QuintetError {
  readonly code = "vite.missing";

  constructor(configFile: string, cause: unknown) {
    super(`${configFile} needs Vite, which is not installed.\nInstall it: npm install --save-dev vite`, {
      cause,
    });
  }
}
