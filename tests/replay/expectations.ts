import assert from "node:assert/strict";
import type { RawAnswer } from "./raw-http.ts";
import type { Site } from "./site/running-site.ts";

/** What several families of attacks look for in an answer, or in the process behind it. */

/** The host that a browser ends up at which follows this answer from `http://app.test/here/`; the own one where it stays. */
function hostAfter(answer: RawAnswer, from = "http://app.test/here/"): string {
  const location = answer.headers.get("location")?.[0];
  // Browsers read Location as Latin-1 bytes; the platform's parser does as they do with what it is given.
  return location === undefined ? "app.test" : new URL(location, from).host;
}

/** Whichever way a browser or a proxy reads it, the visitor stays on the site. */
export function assertStays(answer: RawAnswer): void {
  for (const from of ["http://app.test/here/", "https://app.test/", "http://app.test/a/b/c?d#e"])
    assert.equal(hostAfter(answer, from), "app.test", `leads to ${answer.headers.get("location")}`);
  const location = answer.headers.get("location")?.[0] ?? "/";
  assert.doesNotMatch(location, /^(?!https?:\/\/app\.test\/)[/\\]{2}|^(?!https?:\/\/app\.test)[a-z]+:/i);
}

export function assertStatus(answer: RawAnswer, ...statuses: readonly number[]): void {
  assert.ok(statuses.includes(answer.status), `status ${answer.status} instead of ${statuses.join(" or ")}`);
}

/** How many milliseconds of the processor the site spends on some work. */
export async function cpuMsOf(site: Site, work: () => Promise<unknown>): Promise<number> {
  const before = await site.cpuMs();
  await work();
  return (await site.cpuMs()) - before;
}

/**
 * Work grows with its input, not faster: four times as much takes at most eight times as long, and the largest at most
 * `maxMs`. What takes almost nothing isn't compared.
 */
export async function assertLinear(
  site: Site,
  sizes: readonly [number, number],
  work: (size: number) => Promise<unknown>,
  maxMs: number,
): Promise<void> {
  const [small, large] = sizes;
  const smallMs = await cpuMsOf(site, () => work(small));
  const largeMs = await cpuMsOf(site, () => work(large));
  assert.ok(largeMs < maxMs, `${largeMs} ms for ${large}, ${maxMs} ms allowed`);
  const factor = large / small;
  if (largeMs > 50)
    assert.ok(
      largeMs <= Math.max(smallMs, 5) * factor * 2,
      `${smallMs} ms for ${small}, ${largeMs} ms for ${large}`,
    );
}

/**
 * The site needs at most so many more bytes than before for some work: afterwards, and whenever the work calls `meanwhile`.
 * Garbage is collected then, which a busy machine would let grow: what is counted is what is held.
 */
export async function assertRssGrowth(
  site: Site,
  maxBytes: number,
  work: (meanwhile: () => Promise<void>) => Promise<unknown>,
): Promise<void> {
  const before = await site.facts();
  const check = async () => {
    const grown = (await site.facts()).rss - before.rss;
    assert.ok(
      grown < maxBytes,
      `${Math.round(grown / 1_048_576)} MB more, ${maxBytes / 1_048_576} MB allowed`,
    );
  };
  await work(check);
  await check();
}
