import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "../cli/running-command.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";

const options = { skip: skipsWithoutChromium };

test(
  "an open page reloads when code changes, shows why the app doesn't start, and comes back",
  options,
  async () => {
    const folder = copyOfProject("shop");
    after(() => rmSync(folder, { recursive: true }));
    const greet = (code: string) => writeFileSync(join(folder, "greeting.ts"), code);
    const shown = (text: string) => `export const greeting = "${text}";\n`;
    // The fixture answers with plain text; a page is what gets the script.
    writeFileSync(
      join(folder, "shop.ts"),
      `import { defineModule } from "quintet";
import { html } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { greeting } from "./greeting.ts";
export const shop = defineModule({ name: "shop", folder: import.meta.dirname });
export const routes = defineRoutes({
  home: path("", () => html(\`<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>\${greeting}</h1></body></html>\`)),
});
`,
    );
    await using dev = new RunningCommand(folder, ["dev", "--port", "0"]);
    const url = await dev.url();
    if (!dev.output.includes("Watching")) await dev.says(/Watching/);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByRole("heading", { name: "one" }).waitFor();

      greet(shown("two"));
      await page.getByRole("heading", { name: "two" }).waitFor();
      greet('export const greeting = "three;\n');
      await page.getByRole("heading", { name: "Unterminated string constant" }).waitFor();
      greet(shown("four"));
      await page.getByRole("heading", { name: "four" }).waitFor();

      // It leaves the page as it was, once it has run.
      await page.locator("script").first().waitFor({ state: "detached" });
    } finally {
      await browser.close();
    }
  },
);
