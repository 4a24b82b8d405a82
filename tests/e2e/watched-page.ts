import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page in a context of its own that notes whatever goes wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of the console, uncaught ones, and violations of the Content-Security-Policy. */
  readonly problems: string[];
  close(): Promise<void>;
}

export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    // Violations of the policy are told here too, as errors.
    if (message.type() === "error") problems.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
  return { page, problems, close: () => context.close() };
}

/**
 * What axe finds that keeps people from using a page, and whether the page is wider than its window.
 *
 * @param rules - Those of axe to run; all by default.
 */
export async function pageFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (isTooWide) faults.push(`${page.url()} is wider than its window`);
  // What fades in has less contrast until it is there.
  await page.evaluate(() => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(passing.map(({ finished }) => finished)).then(() => undefined);
  });
  // Evaluated from outside of the page, which its policy does not hinder.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }>;
      };
    };
    return (await axe.run(runOnly === undefined ? {} : { runOnly: [...runOnly] })).violations;
  }, rules);
  for (const { impact, id, nodes } of violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    faults.push(`${page.url()}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }
  return faults;
}
