import assert from "node:assert/strict";
import { test } from "node:test";
import { defineConfig, defineModule, Secret } from "quintet";
import { admin, resource } from "quintet/admin";
import { auth, User } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { createTables, databasesService, Model, string } from "quintet/db";
import { memoryStorage, storagesService, storedFile, storedImage } from "quintet/files";
import { flashMessages } from "quintet/flash";
import { defineRoutes, mount } from "quintet/routing";
import { sessions } from "quintet/sessions";
import { createTestApp } from "quintet/testing";
import { png } from "../files/pictures.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";
import { openPage, pageFaults } from "./watched-page.ts";

/* Somebody adds a picture in the admin, sees it, keeps it, replaces it and clears it; looked at in light and in dark. */

class Poster extends Model({
  title: string({ maxLength: 60 }),
  picture: storedImage({ nullable: true, uploadTo: "posters/", help: "PNG, JPEG or WebP." }),
  paper: storedFile({ nullable: true, names: "upload" }),
}) {
  override toString() {
    return this.title;
  }
}

const posters = defineModule({
  name: "gallery",
  folder: import.meta.dirname,
  models: [Poster],
  admin: [resource(Poster, { columns: ["title", "picture", "paper"] })],
});
const password = "a tune for five strings";

async function openGallery() {
  const config = defineConfig({
    modules: [contentTypes, auth, sessions, flashMessages, admin, posters],
    secretKey: new Secret("replaced"),
    routes: defineRoutes({ admin: mount("admin/", admin.routes) }),
    storages: { default: memoryStorage() },
  });
  const app = await createTestApp(config);
  await createTables(app.service(databasesService).default, [Poster]);
  await app.run(() => User.createUser({ username: "root", password, isStaff: true, isSuperuser: true }));
  const { url } = await app.listen({ host: "localhost", port: 0 });
  return { app, url, [Symbol.asyncDispose]: () => app.close() };
}

for (const width of [390]) {
  test(`files in the admin (${width} px, light and dark)`, { skip: skipsWithoutChromium }, async () => {
    await using gallery = await openGallery();
    const browser = await launchChromium();
    const { page, problems } = await openPage(browser, { viewport: { width, height: 800 } });
    const look = async (name: string) => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await pageFaults(page, colorScheme === "dark" ? ["color-contrast"] : undefined), []);
        if (process.env.SCREENSHOTS)
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${width}-${colorScheme}.png` });
      }
    };
    const save = async () => {
      await Promise.all([page.waitForNavigation(), page.locator("[data-save]").click()]);
    };
    const picture = (buffer: Buffer) => ({ name: "summer.png", mimeType: "image/png", buffer });
    try {
      await page.goto(`${gallery.url}/admin/gallery/poster/add/`);
      await page.getByLabel("Username").fill("root");
      await page.getByLabel("Password").fill(password);
      await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Sign in" }).click()]);

      await page.getByLabel("Title").fill("Tea");
      await page.getByLabel("Picture").setInputFiles(picture(png(50_000, 50_000)));
      await save();
      await page.getByText("The picture is too large").waitFor();
      await look("refused");
      const drawn = Buffer.from(await page.evaluate(drawPicture), "base64");
      await page.getByLabel("Picture").setInputFiles(picture(drawn));
      await page
        .getByLabel("Paper")
        .setInputFiles({ name: "Paper on tea.pdf", mimeType: "x/y", buffer: Buffer.from("%PDF-1.7") });
      await save();
      await page.locator("td img.file-picture, .file-picture").first().waitFor();
      await look("list");

      await Promise.all([
        page.waitForNavigation(),
        page.getByRole("link", { name: "Tea", exact: true }).first().click(),
      ]);
      const isShown = await page
        .locator("img.file-picture")
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
      assert.equal(isShown, 320);
      await page.getByText("Paper_on_tea.pdf").waitFor();
      await look("change");
      await page.getByLabel("Title").fill("Green tea");
      await save();
      await page.getByRole("link", { name: "Green tea", exact: true }).first().click();
      await page.locator("#id_picture-clear").check();
      await save();
      const [poster] = await gallery.app.run(() => Poster.all());

      assert.equal(poster!.picture, null);
      assert.equal(poster!.paper!.name, "Paper_on_tea.pdf");
      assert.equal(
        await gallery.app.service(storagesService).get("default").exists("Paper_on_tea.pdf"),
        true,
      );
      // The browser tells of the 422 itself.
      assert.deepEqual(
        problems.filter((problem) => !problem.includes("422")),
        [],
      );
    } finally {
      await browser.close();
    }
  });
}

/** Runs in the page. */
function drawPicture(): string {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 200 });
  const context = canvas.getContext("2d")!;
  context.fillStyle = "teal";
  context.fillRect(0, 0, 320, 200);
  return canvas.toDataURL("image/png").split(",")[1]!;
}
