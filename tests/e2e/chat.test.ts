import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { type ChatProcess, startChat } from "../examples/chat/chat-process.ts";
import {
  beginEvents,
  type ModelService,
  pieceEvent,
  startModelService,
} from "../examples/chat/model-service.ts";
import { launchChromium, skipsWithoutChromium } from "./chromium.ts";
import { openPage, pageFaults } from "./watched-page.ts";

/*
 * A person's walk through the demo, in a real browser: the app runs as a process of its own, and its model is a server
 * of this file that writes a word every few milliseconds, and pauses after twenty where a test wants to look.
 */
const wordEveryMs = 25;
const pauseAfter = 20;
let pauses = false;
const password = "a tune for five strings";

/** Answers "count to N" with N words; other questions with words until the client leaves. */
async function startCountingModel(): Promise<ModelService> {
  return startModelService((response, _request, body) => {
    const { messages } = JSON.parse(body) as { messages: { content: string }[] };
    const goal = Number(/count to (\d+)/.exec(messages.at(-1)!.content)?.[1] ?? Number.POSITIVE_INFINITY);
    beginEvents(response);
    response.write(pieceEvent("Here is **a list**:\n\n```ts\nconst x = 1;\n```\n\n"));
    let count = 0;
    const timer = setInterval(() => {
      if (pauses && count === pauseAfter) return;
      count++;
      if (count <= goal) response.write(pieceEvent(`word${count} `));
      else response.end(`${pieceEvent("", "stop")}data: [DONE]\n\n`);
      if (count > goal) clearInterval(timer);
    }, wordEveryMs);
    response.on("close", () => clearInterval(timer));
  });
}

describe("the chat in a browser", { skip: skipsWithoutChromium }, () => {
  let browser: Browser;
  let model: ModelService;
  let chat: ChatProcess;

  before(async () => {
    [browser, model] = await Promise.all([launchChromium(), startCountingModel()]);
    chat = await startChat({ OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: "counting-model" });
  });
  after(async () => {
    await browser?.close();
    await chat?.[Symbol.asyncDispose]();
    await model?.[Symbol.asyncDispose]();
  });

  for (const width of [390, 1280]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`a person signs up, asks, stops, comes back, renames and deletes (${width} px, ${colorScheme})`, async () => {
        const viewport = { width, height: 800 };
        const { page, problems, close } = await openPage(browser, { viewport, colorScheme });
        const faults: string[] = [];
        const look = async () => faults.push(...(await pageFaults(page)));

        await page.goto(chat.url);
        await look();
        await page.getByRole("link", { name: "Create an account" }).click();
        await look();
        await signUp(page, `person-${width}-${colorScheme}`);
        await shown(page.getByText("What would you like to know"));
        await look();

        // The answer grows.
        pauses = true;
        await page.getByLabel("Your question").fill("Please count to 40");
        await page.keyboard.press("Enter");
        const answer = page.locator("[data-answer]").last();
        await answer.getByText("word3 ").waitFor();
        const before = await answer.locator("[data-prose]").textContent();
        assert.ok(!before?.includes("word40"), "not all of it was there at once");
        pauses = false;
        await answer.getByText("word40").waitFor();
        await answer.getByRole("button", { name: "Answer again" }).waitFor();
        assert.equal(await answer.locator("strong").textContent(), "a list");
        await look();

        // The second one is stopped in the middle.
        await page.getByLabel("Your question").fill("Go on for ever\nand ever");
        await page.keyboard.press("Enter");
        const endless = page.locator("[data-answer]").nth(1);
        await endless.getByText("word5 ").waitFor();
        await page.getByRole("button", { name: "Stop answering" }).click();
        await endless.getByText("You stopped this answer.").waitFor();
        await page.getByRole("button", { name: "Send" }).waitFor();
        const stoppedText = await endless.locator("[data-prose]").textContent();

        // What was stopped is still there, and a running answer is found again.
        await page.reload();
        assert.equal(
          await page.locator("[data-answer]").nth(1).locator("[data-prose]").textContent(),
          stoppedText,
        );
        // Until the server has heard of it the old answer stands there, with the same words.
        const heard = page.waitForResponse((response) => response.request().method() === "POST");
        await page.getByRole("button", { name: "Answer again" }).click();
        await heard;
        const again = page.locator("[data-answer]").nth(1);
        await again.getByText("word4 ").waitFor();
        await page.reload();
        await again.getByText("word30 ").waitFor();
        await page.getByRole("button", { name: "Stop answering" }).click();
        await again.getByText("You stopped this answer.").waitFor();

        // It is in the list, under its first question; a new name shows there too.
        await openList(page, width);
        await page
          .locator("#conversations")
          .getByRole("link", { name: "Please count to 40", exact: true })
          .waitFor();
        await look();
        await page
          .locator("#conversations")
          .getByRole("link", { name: "Rename “Please count to 40”" })
          .click();
        await page.getByRole("dialog").getByLabel("Title").fill("Counting");
        await look();
        await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
        await shown(page.getByRole("heading", { name: "Counting" }));

        await page.getByRole("link", { name: "Delete this chat" }).click();
        await page.getByRole("dialog").getByText("its 4 messages will be gone").waitFor();
        await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
        await shown(page.getByText("What would you like to know"));
        assert.equal(await page.locator("#conversations").getByText("Counting").count(), 0);

        await openList(page, width);
        await page.getByRole("link", { name: "Settings" }).click();
        await shown(page.getByRole("heading", { name: "Use your own key" }));
        await look();
        await openList(page, width);
        await page.getByRole("link", { name: "Documentation" }).click();
        await page.locator(".prose h1").first().waitFor();
        await look();

        await close();
        assert.deepEqual(problems, []);
        assert.deepEqual(faults, []);
      });
    }
  }

  test("the theme is switched by hand, and stays", async () => {
    const { page, problems, close } = await openPage(browser, { colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(chat.url);
    const light = await background();
    await page.getByRole("button", { name: "Switch between light and dark" }).click();
    const dark = await background();
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await background(), dark);
    await close();
    assert.deepEqual(problems, []);
  });

  test("all of it works without scripts", async () => {
    const { page, close } = await openPage(browser, {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 800 },
    });
    await page.goto(`${chat.url}/sign-up/`);
    await signUp(page, "no-scripts");

    await page.getByLabel("Your question").fill("Please count to 5");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("[data-answer]").getByText("word5").waitFor();
    await page.getByLabel("Your question").fill("Please count to 7");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("[data-answer]").nth(1).getByText("word7").waitFor();
    assert.equal(await page.getByRole("button", { name: "Copy" }).count(), 0);

    await page.getByRole("link", { name: "Rename this chat" }).click();
    await page.getByLabel("Title").fill("Without scripts");
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("heading", { name: "Without scripts" }).waitFor();
    await page.getByRole("button", { name: "Open the list" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Create an account" }).waitFor();
    await close();
  });

  test("the administrator signs in, finds a conversation and changes it", async () => {
    const person = await openPage(browser, {});
    await person.page.goto(`${chat.url}/sign-up/`);
    await signUp(person.page, "somebody");
    await person.page.getByLabel("Your question").fill("Please count to 2");
    await person.page.keyboard.press("Enter");
    await person.page.getByRole("button", { name: "Answer again" }).waitFor();

    const { page, problems, close } = await openPage(browser, {});
    await page.goto(`${chat.url}/admin/`);
    await page.locator("input[name=username]").fill("admin");
    await page.locator("input[name=password]").fill(chat.password);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Conversations" }).first().click();
    await page.getByRole("link", { name: "Please count to 2" }).first().click();
    await page.locator("input[name=title]").fill("Changed by the administrator");
    await page.locator("input[name=title]").press("Enter");
    await page.getByText("was changed").first().waitFor();

    await person.page.reload();
    await person.page.getByRole("heading", { name: "Changed by the administrator" }).waitFor();
    await close();
    await person.close();
    assert.deepEqual([...problems, ...person.problems], []);
  });
});

async function signUp(page: Page, username: string): Promise<void> {
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password again").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/");
}

/** Waits for something on the next page, and for the page's scripts: without them its links lead elsewhere. */
async function shown(locator: Locator): Promise<void> {
  await locator.waitFor();
  await locator.page().waitForLoadState();
}

/** On a phone, the list is a drawer. */
async function openList(page: Page, width: number): Promise<void> {
  if (width < 800) await page.getByRole("button", { name: "Open the list" }).click();
}
