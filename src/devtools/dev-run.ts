import { constantTimeEqual, randomString } from "../crypto/index.ts";

/** One run of `quintet dev`, or of an app that has debug on. */
export interface DevRun {
  /** Stands in all addresses of the developer's tools. Whoever doesn't know it finds nothing there. */
  readonly token: string;
  /** Names the life of the app that serves now: pages of an earlier one are old. */
  readonly life: string;
}

let current: DevRun | undefined;

/** Has this process take part in a run that another one has begun. */
export function joinDevRun(run: DevRun): void {
  current = run;
}

/** The run that this process takes part in; its own where it joined none. */
export function devRun(): DevRun {
  current ??= { token: newDevToken(), life: "1" };
  return current;
}

/** A token that nobody guesses: 32 letters and digits, 190 bits. */
export function newDevToken(): string {
  return randomString(32);
}

const prefix = "/__quintet/";

/** The address of one of the tools in this site: `devtoolsPath("requests/")`. */
export function devtoolsPath(name: string, run: DevRun = devRun()): string {
  return `${prefix}${run.token}/${name}`;
}

/** What an address asks of the tools: `"requests/"`. `undefined` for all others, and where the token isn't this run's. */
export function askedTool(target: string, run: DevRun = devRun()): string | undefined {
  if (!target.startsWith(prefix)) return undefined;
  const [token = "", ...name] = target.slice(prefix.length).split("?", 1)[0]!.split("/");
  return name.length > 0 && constantTimeEqual(token, run.token) ? name.join("/") : undefined;
}
