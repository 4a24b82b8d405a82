import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { logger } from "quintet";
import type { WebApp } from "quintet/app";
import { createTables, databasesService, Model, string } from "quintet/db";
import {
  BadRequestError,
  ForbiddenError,
  html,
  NotFoundError,
  PayloadTooLargeError,
  Response,
  TooManyRequestsError,
} from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { template } from "quintet/templates";
import { smallApp } from "../app/small-app.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";
import { openPage, pageFaults } from "./watched-page.ts";

/*
 * The pages that people see when something went wrong, and those that developers look into: on a telephone and on a desk, in
 * light and in dark. SCREENSHOTS=/some/folder keeps pictures of them.
 */

class Book extends Model({
  title: string({ maxLength: 100 }),
  author: string({ maxLength: 100, default: "" }),
}) {}

function priceOf(isbn: string): number {
  if (isbn === "") throw new RangeError("A book without an ISBN has no price");
  throw new RangeError(`No price is known for ${isbn}`);
}

const page = (body: string) =>
  html(`<!doctype html><html lang="en"><head><title>Shop</title></head><body>${body}</body></html>`);

const routes = defineRoutes({
  home: path("", () => page("<h1>Shop</h1>")),
  books: mount(
    "books/",
    defineRoutes({
      list: path("", () => page("books")),
      detail: path("<int:pk>/", () => page("book")),
      archive: path("archive/<int:year>/<slug:topic>/", () => page("archive")),
      loop: path("loop/", async () => {
        for (const title of ["a", "b", "c"]) await Book.where({ title }).count();
        await Book.orderBy("title");
        logger("shop").warn({ shelf: 12 }, "the shelf is nearly empty");
        return html(template("list.html")({}));
      }),
    }),
  ),
  fails: path("fails/<int:pk>/", async () => {
    for (const title of ["a", "b"]) await Book.where({ title }).count();
    try {
      priceOf("978-3-16-148410-0");
    } catch (cause) {
      throw new Error("The price list could not be drawn", { cause });
    }
    return page("");
  }),
  inPage: path("in-page/", () => html(template("basket.html")({ price: () => priceOf("") }))),
  noBook: path("no-book/", () => {
    throw new NotFoundError("There is no book 12.");
  }),
  form: path("form/", {
    get: () => page('<form method="post"><button>Send</button></form>'),
    post: () => page("sent"),
  }),
  status: path("status/<int:status>/", (_request, { status }) => {
    if (status === 400) throw new BadRequestError("The day 2024-02-31 does not exist.");
    if (status === 403) throw new ForbiddenError();
    if (status === 413)
      throw new PayloadTooLargeError("The request is larger than the 2.6 MB that it may have.");
    if (status === 429) throw new TooManyRequestsError(30);
    if (status === 503) return new Response(null, { status: 503 });
    throw new Error("nobody may read this");
  }),
});

const files = {
  "base.html":
    "<title>{% block title %}{% endblock %}</title>\n<main>\n{% block content %}{% endblock %}\n</main>\n",
  "basket.html":
    '{% extends "base.html" %}\n{% block content %}\n<ul>\n{% for row in "ab" %}\n  <li>{{ row }}: {{ price }}</li>\n{% endfor %}\n</ul>\n{% endblock %}\n',
  "list.html":
    '<!doctype html><html lang="en"><head><title>List</title></head><body>{% lorem 3 w %}</body></html>',
};

const sizes = [390, 1280] as const;

/** What axe looks for: all where a page is first seen, and then what may differ from there. */
const rules = {
  390: { light: undefined, dark: ["color-contrast"] },
  1280: { light: ["scrollable-region-focusable"], dark: ["scrollable-region-focusable"] },
} as const;

describe("pages about errors and for developers", { skip: skipsWithoutChromium }, () => {
  let browser: Browser;
  let debug: WebApp;
  let production: WebApp;
  let debugUrl: string;
  let productionUrl: string;

  before(async () => {
    browser = await launchChromium();
    const security = { allowedHosts: ["localhost"] };
    const common = { routes, files, module: { models: [Book] }, security };
    debug = await smallApp({ ...common, debug: true });
    production = await smallApp({ ...common });
    for (const app of [debug, production]) await createTables(app.service(databasesService).default, [Book]);
    const listening = { port: 0, host: "localhost", shutdownGraceMs: 0 };
    debugUrl = (await debug.listen(listening)).url;
    productionUrl = (await production.listen(listening)).url;
  });
  after(async () => {
    await browser.close();
    await debug.close();
    await production.close();
  });

  /** Opens each address at each size and in each scheme; what is wrong with any of them. */
  async function faultsOf(
    pages: Readonly<Record<string, (page: Page) => Promise<unknown>>>,
  ): Promise<string[]> {
    const faults: string[] = [];
    for (const width of sizes) {
      const { page, problems, close } = await openPage(browser, { viewport: { width, height: 900 } });
      for (const [name, open] of Object.entries(pages)) {
        await open(page);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          const found = await pageFaults(page, rules[width][colorScheme]);
          faults.push(...found.map((fault) => `${name} ${width} ${colorScheme}: ${fault}`));
          if (process.env.SCREENSHOTS)
            await page.screenshot({
              path: `${process.env.SCREENSHOTS}/${name}-${width}-${colorScheme}.png`,
              fullPage: true,
            });
        }
      }
      // That an answer is an error is what they are about.
      faults.push(...problems.filter((problem) => !/the server responded with a status of/.test(problem)));
      await close();
    }
    return faults;
  }

  test("are complete in production, without a second request", async () => {
    const statuses = [400, 403, 404, 413, 429, 500];
    const open = (status: number) => async (page: Page) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      const url = status === 404 ? `${productionUrl}/nowhere/` : `${productionUrl}/status/${status}/`;
      const answer = await page.goto(url);
      assert.equal(answer?.status(), status);
      const font = await page.locator("body").evaluate((body) => getComputedStyle(body).fontFamily);
      assert.match(font, /system-ui/); // the policy lets the page's own style in
      page.removeAllListeners("request");
      assert.deepEqual(
        asked.filter((each) => !each.endsWith("/favicon.ico")),
        [url],
      );
    };

    const faults = await faultsOf(
      Object.fromEntries(statuses.map((status) => [`status-${status}`, open(status)])),
    );

    assert.deepEqual(faults, []);
  });

  test("tell developers what went wrong", async () => {
    const open = (path: string) => (page: Page) => page.goto(debugUrl + path);

    const faults = await faultsOf({
      "debug-error": open("/fails/12/?from=list"),
      "debug-template": open("/in-page/"),
      "debug-404": async (page) => {
        await page.goto(`${debugUrl}/boks/12/`);
        await page.getByText("Did you mean /books/12/?", { exact: true }).waitFor();
      },
      "debug-404-own": open("/no-book/"),
      "debug-csrf": async (page) => {
        await page.goto(`${debugUrl}/form/`);
        await page.getByRole("button").click();
        await page.getByRole("heading", { level: 1 }).waitFor();
      },
    });

    assert.deepEqual(faults, []);
  });

  test("show developers the last requests, and each of them", async () => {
    for (const path of ["/", "/books/loop/", "/fails/12/", "/nowhere/", "/status/429/"])
      await (await fetch(debugUrl + path)).text();
    const home = await (await fetch(debugUrl)).text();
    const [, tools = ""] = /src="(\/__quintet\/\w+\/)/.exec(home) ?? [];
    const listed = async (page: Page) => {
      await page.goto(`${debugUrl}${tools}requests/`);
      await page.getByRole("link", { name: "/books/loop/" }).first().waitFor();
    };

    const faults = await faultsOf({
      "inspector-list": listed,
      "inspector-request": async (page) => {
        await listed(page);
        await page.getByRole("link", { name: "/books/loop/" }).first().click();
        await page.getByText("Sent again and again").first().waitFor();
      },
      "inspector-failed": async (page) => {
        await listed(page);
        await page.getByRole("link", { name: "/fails/12/" }).first().click();
        await page.getByText("The price list could not be drawn").first().waitFor();
      },
    });

    assert.deepEqual(faults, []);
  });
});
