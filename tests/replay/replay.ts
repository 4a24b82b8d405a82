import type { Site } from "./site/running-site.ts";

/*
 * Attacks that other frameworks fell for, replayed against a site that listens. A replay has three parts, and the test
 * that it becomes asserts all of them:
 *
 *   control   the harmless neighbour of the attack works, so that the site isn't safe by refusing everything
 *   payloads  what is recorded, and others of its family: only the cause counts
 *   attack    sends one payload, and asserts what a safe site does then
 *
 * The replays know nothing of the site but its addresses, so `self-test.test.ts` can run them against one that falls for
 * them: a replay that passes there has no oracle.
 */
export interface Replay {
  /** The name of the record in `../shared/security`. */
  readonly id: string;
  control(site: Site): Promise<void>;
  readonly payloads: readonly unknown[];
  attack(site: Site, payload: never): Promise<void>;
  /** Which site is attacked: the one with default settings, or one in development. */
  readonly mode?: SiteMode;
  /** Asserted once, when all payloads were sent: the state that the site must be in. */
  after?(site: Site): Promise<void>;
}

/**
 * How the attacked site runs: as deployed, as on a developer's machine, as deployed but with a hundredth of its patience,
 * or behind one proxy that it trusts.
 */
export type SiteMode = "production" | "debug" | "hasty" | "proxied";

/** Makes a replay; its only use is to infer what the payloads are. */
export function replay<Payload>(
  id: string,
  parts: {
    readonly control: (site: Site) => Promise<void>;
    readonly payloads: readonly Payload[];
    readonly attack: (site: Site, payload: Payload) => Promise<void>;
    readonly after?: (site: Site) => Promise<void>;
    readonly mode?: SiteMode;
  },
): Replay {
  return { id, ...parts };
}

/** Runs the three parts, and says at which payload it failed. */
export async function runReplay({ id, control, payloads, attack, after }: Replay, site: Site): Promise<void> {
  await named(`${id}: the control`, () => control(site));
  if (payloads.length === 0)
    throw new Error(`${id} has no payloads, so it would pass whatever the site does.`);
  for (const payload of payloads)
    await named(`${id}: the attack with ${shown(payload)}`, () => attack(site, payload as never));
  if (after !== undefined) await named(`${id}: afterwards`, () => after(site));
  await named(`${id}: the site lives`, () => site.assertAlive());
}

async function named(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: ${message}`, { cause: error });
  }
}

function shown(payload: unknown): string {
  const text =
    typeof payload === "string" ? JSON.stringify(payload) : (JSON.stringify(payload) ?? String(payload));
  return text.length > 120 ? `${text.slice(0, 120)}… (${text.length} characters)` : text;
}
