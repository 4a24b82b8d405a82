import type { App } from "./app.ts";

/** How bad a finding is: an `error` makes `quintet check` fail, a `warning` is told. */
export type CheckLevel = "error" | "warning";

/** One thing that a check found. */
export interface CheckFinding {
  /** Stable, so that it can be looked up and accepted (`quintet check --accept`): `"security.W004"`. */
  readonly id: string;
  readonly level: CheckLevel;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string;
}

/** Looks at an app before it runs, and says what is wrong with it. */
export interface Check {
  /** `part.what-is-checked`. */
  readonly name: string;
  /** Only run by `quintet check --deploy`. */
  readonly deployOnly?: boolean;
  run(app: App): readonly CheckFinding[] | Promise<readonly CheckFinding[]>;
}

/** Runs the checks of all modules of an app. */
export async function runChecks(app: App, options: { deploy?: boolean } = {}): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = [];
  for (const module of app.modules) {
    for (const check of module.checks ?? []) {
      if (check.deployOnly && !options.deploy) continue;
      findings.push(...(await check.run(app)));
    }
  }
  return findings;
}
