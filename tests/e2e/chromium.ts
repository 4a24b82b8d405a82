import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";

const paths = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const executablePath = paths.find((path) => path !== undefined && existsSync(path));
const isRequired = process.env.QUINTET_REQUIRE_SERVICES === "1";

/** For the `skip` of a test: why it can't run here, or false. Where services are required it runs, and fails. */
export const skipsWithoutChromium: string | false =
  executablePath === undefined && !isRequired
    ? "Chromium was not found. Install it, or name it in CHROMIUM_PATH."
    : false;

export function launchChromium(): Promise<Browser> {
  if (executablePath === undefined)
    throw new Error("Chromium is required, and was not found. Name it in CHROMIUM_PATH.");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
