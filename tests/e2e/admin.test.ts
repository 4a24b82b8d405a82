import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Server } from "quintet/http";
import { Author, Book, type Bookshop, makeBooks, openBookshop, User } from "../admin/bookshop.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";
import { openPage, pageFaults, type WatchedPage } from "./watched-page.ts";

/*
 * A person's walk through the admin, in a real browser: the bookshop of the admin's own tests, listening on a port. At
 * every stop the page is looked at in light and in dark.
 */
const password = "a tune for five strings";

/** What the second look at the same page can find: colours, and nothing else. */
const rulesOf = { light: undefined, dark: ["color-contrast"] };

describe("the admin in a browser", { skip: skipsWithoutChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  for (const width of [390, 1280]) {
    test(`somebody finds, adds, changes and deletes rows (${width} px, light and dark)`, async () => {
      await using shop = await openShop();
      const visit = await visitIn(browser, { viewport: { width, height: 800 } });
      const { page, look } = visit;

      // The login leads to the page that was asked for.
      await page.goto(`${shop.url}/admin/`);
      await logIn(page, "root", "not the password");
      await page.getByRole("alert").waitFor();
      await look("login");
      await logIn(page, "root", password);
      await page.getByRole("heading", { name: "Your recent changes" }).waitFor();
      await look("dashboard");

      // What the list shows is in its URL.
      await follow(page, page.locator("main").getByRole("link", { name: "Books", exact: true }));
      await page.getByRole("searchbox", { name: /^Search/ }).fill("Book 0");
      await arriving(page, () => page.keyboard.press("Enter"));
      await page.getByText("Status", { exact: true }).first().click();
      await follow(page, page.getByRole("link", { name: "Published", exact: true }));
      await page.getByText("41 books found").waitFor();
      await sortByTitle(page);
      assert.equal(await firstRow(page), "Book 001");
      await sortByTitle(page);
      assert.equal(await firstRow(page), "Book 041");
      await follow(page, page.getByRole("link", { name: "Page 3" }));
      assert.equal(await firstRow(page), "Book 001");
      const state = { q: "Book 0", "f.status": "published", order: "-title", page: "3" };
      assert.deepEqual(stateOf(page), state);
      await page.goBack();
      assert.equal(await firstRow(page), "Book 041");
      await page.goBack();
      assert.equal(await firstRow(page), "Book 001");
      await page.goForward();
      await page.goForward();
      assert.deepEqual(stateOf(page), state);

      // From a row one comes back to the same list.
      await follow(page, page.getByRole("link", { name: "Book 001" }));
      await saveWith(page, "Save");
      assert.deepEqual(stateOf(page), state);
      await follow(page, page.getByRole("link", { name: "Clear" }));
      await page.getByText("44 books").first().waitFor();

      // A mistake is told beside its field, and what was entered stays.
      await follow(page, page.getByRole("link", { name: "Add book" }));
      await page.getByLabel("Price").fill("1.234");
      await page.getByLabel("Blurb").fill("Five strings");
      await saveWith(page, "Save");
      await page.getByRole("alert").getByText("Please correct the 3 errors below.").waitFor();
      const title = page.getByLabel("Title");
      assert.ok(await title.evaluate((input) => input === document.activeElement));
      assert.match((await title.getAttribute("aria-describedby")) ?? "", /id_title_error/);
      assert.match((await page.locator("#id_title_error").textContent()) ?? "", /required/);
      assert.equal(await page.getByLabel("Blurb").inputValue(), "Five strings");
      await page.getByText("Unsaved changes").waitFor();
      await look("form-errors");
      await title.fill("A quintet");
      await page.getByLabel("Price").fill("12.50");
      await page.getByLabel("Author").selectOption("Tove Jansson");
      await page.getByLabel("classic").check();
      await saveWith(page, "Save");
      await page.getByText("The book “A quintet” was added.").waitFor();

      // Leaving asks only where something would be lost.
      const questions: string[] = [];
      page.on("dialog", (dialog) => {
        questions.push(dialog.type());
        void dialog.dismiss();
      });
      await follow(page, page.getByRole("link", { name: "A quintet" }));
      await title.fill("A sextet");
      await page.getByText("Unsaved changes").waitFor();
      await title.fill("A quintet");
      await page.getByText("Unsaved changes").waitFor({ state: "hidden" });
      await follow(page, page.getByRole("link", { name: "History" }));
      await page.goBack();
      assert.deepEqual(questions, []);
      await title.fill("A sextet");
      const [dialog] = await Promise.all([
        page.waitForEvent("dialog"),
        page.getByRole("link", { name: "History" }).click(),
      ]);
      assert.equal(dialog.type(), "beforeunload");
      assert.equal(await title.inputValue(), "A sextet");
      await saveWith(page, "Save and continue");
      await page.getByText("The book “A sextet” was changed.").waitFor();
      assert.deepEqual(questions, ["beforeunload"]);

      await follow(page, page.getByRole("link", { name: "History" }));
      await page.getByText("Changed Title.").waitFor();
      await look("history");

      // Before rows go, the page names them.
      await jumpTo(page, "books shop");
      await page.getByLabel("Select Book 002").check();
      await page.getByLabel("Select Book 004").click({ modifiers: ["Shift"] });
      await page.getByText("3 selected").waitFor();
      await look("selected");
      await arriving(page, () => page.getByRole("button", { name: "Delete…" }).click());
      await page.getByRole("heading", { name: "Delete 3 books?" }).waitFor();
      for (const going of ["Book 002", "Book 003", "Book 004"])
        await page.getByRole("link", { name: going }).waitFor();
      await look("delete");
      await arriving(page, () => page.getByRole("button", { name: "Delete 3 rows" }).click());
      await page.getByText("3 books were deleted.").waitFor();
      await page.getByText("42 books").first().waitFor();
      assert.equal(await page.getByRole("link", { name: "Book 003" }).count(), 0);

      await themeStays(page);
      await page.locator("summary", { hasText: "Your account" }).click();
      await arriving(page, () => page.getByRole("button", { name: "Log out" }).click());
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      await page.goto(`${shop.url}/admin/shop/book/`);
      await page.getByRole("button", { name: "Sign in" }).waitFor();

      // Chromium notes refused forms as errors: the wrong password, and the book with mistakes.
      const refused = await visit.end();
      assert.equal(refused.filter((problem) => problem.includes("status of 422")).length, 2);
      assert.deepEqual(
        refused.filter((problem) => !problem.includes("status of 422")),
        [],
      );
    });
  }

  test("who may only look sees values, and nothing to enter", async () => {
    await using shop = await openShop();
    await shop.clientOf({ username: "looker", password }, ["shop.view_book"]);
    const { page, look, end } = await visitIn(browser, { viewport: { width: 1280, height: 800 } });

    await page.goto(`${shop.url}/admin/shop/book/`);
    await logIn(page, "looker", password);
    await page.getByRole("link", { name: "Book 001" }).waitFor();
    assert.equal(await page.getByRole("checkbox").count(), 0);
    assert.equal(await page.getByRole("link", { name: "Add book" }).count(), 0);
    await follow(page, page.getByRole("link", { name: "Book 001" }));
    await page.locator("main").getByText("Tove Jansson").waitFor();
    assert.equal(await page.locator("main :is(input:not([type=hidden]), select, textarea)").count(), 0);
    assert.equal(await page.locator("main").getByRole("button").count(), 0);
    await look("view-only");

    assert.deepEqual(await end(), []);
  });

  test("all of it works without scripts", async () => {
    await using shop = await openShop();
    const { page, close } = await openPage(browser, {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 800 },
    });

    await page.goto(`${shop.url}/admin/shop/author/`);
    await logIn(page, "root", password);
    await page.getByRole("link", { name: "Add author" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator("#id_name_error").waitFor();
    await page.getByLabel("Name").fill("Astrid Lindgren");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The author “Astrid Lindgren” was added.").waitFor();
    await page.getByRole("link", { name: "Astrid Lindgren" }).click();
    await page.getByLabel("Name").fill("Selma Lagerlöf");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The author “Selma Lagerlöf” was changed.").waitFor();

    await page.getByRole("link", { name: "Selma Lagerlöf" }).click();
    await page.getByRole("link", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "Delete “Selma Lagerlöf”?" }).waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("The author “Selma Lagerlöf” was deleted.").waitFor();

    await page.getByLabel("Select Tove Jansson").check();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("heading", { name: "Delete 1 author and everything that belongs to it?" }).waitFor();
    await page.getByRole("link", { name: "Keep" }).click();
    await page.locator("summary", { hasText: "Your account" }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();

    await shop.run(async () => assert.equal(await Author.count(), 1));
    await close();
  });
});

interface OpenShop extends AsyncDisposable, Pick<Bookshop, "clientOf" | "run"> {
  readonly url: string;
}

/** The shop with 41 published books and three drafts, on a port. */
async function openShop(): Promise<OpenShop> {
  const shop = await openBookshop();
  await shop.run(async () => {
    const author = await makeBooks(41, { status: "published" });
    for (const title of ["Sketch 1", "Sketch 2", "Sketch 3"]) await Book.create({ title, author });
    await User.createUser({ username: "root", password, isStaff: true, isSuperuser: true });
  });
  const server: Server = await shop.app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url: server.url.replace("127.0.0.1", "localhost"), // the host that a test app answers for
    clientOf: shop.clientOf,
    run: shop.run,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await shop[Symbol.asyncDispose]();
    },
  };
}

interface Visit extends Pick<WatchedPage, "page"> {
  /** Looks at the page in light and in dark. */
  look(name: string): Promise<void>;
  /** Closes the page, and gives what its console told. Nothing else may be wrong. */
  end(): Promise<readonly string[]>;
}

async function visitIn(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const { page, problems, close } = await openPage(browser, options);
  const faults: string[] = [];
  return {
    page,
    async look(name) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        faults.push(
          ...(await pageFaults(page, rulesOf[colorScheme])).map(
            (fault) => `${name}, ${colorScheme}: ${fault}`,
          ),
        );
      }
    },
    async end() {
      await close();
      assert.deepEqual(faults, []);
      return problems;
    },
  };
}

async function logIn(page: Page, username: string, entered: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(entered);
  await arriving(page, () => page.getByRole("button", { name: "Sign in" }).click());
}

/** Does what leads to another page, and waits until that one and its scripts are there. */
async function arriving(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent("load"), act()]);
}

function follow(page: Page, link: ReturnType<Page["locator"]>): Promise<void> {
  return arriving(page, () => link.first().click());
}

/** Presses one of the buttons that save; on a phone the lesser ones are behind another. */
async function saveWith(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  if (!(await button.isVisible())) await page.getByRole("button", { name: "More ways to save" }).click();
  await arriving(page, () => button.click());
}

/** On a phone the columns have no heads: there is a menu instead. */
async function sortByTitle(page: Page): Promise<void> {
  const menu = page.getByText("Order", { exact: true });
  const isPhone = await menu.isVisible();
  if (isPhone) await menu.click();
  await follow(page, page.locator(isPhone ? ".menu[open]" : "thead").getByRole("link", { name: "Title" }));
}

async function firstRow(page: Page): Promise<string | null> {
  return page.locator("tbody .row-link").first().textContent();
}

function stateOf(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams);
}

/** Ctrl-K, a few letters, Enter. */
async function jumpTo(page: Page, letters: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("searchbox").fill(letters);
  await arriving(page, () => page.keyboard.press("Enter"));
}

async function themeStays(page: Page): Promise<void> {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  const switched = await background();
  assert.notEqual(switched, before);
  await page.reload();
  assert.equal(await background(), switched);
}
