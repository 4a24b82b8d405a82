import assert from "node:assert/strict";
import { test } from "node:test";
import { auth, staffRequired } from "quintet/auth";
import { unsafeMd5 } from "quintet/crypto";
import { text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { watchLog } from "../../../src/core/index.ts";
import { Browser, listeningApp } from "./default-app.ts";

/* Logs of the checklist: what an app that listens writes about logins, refusals and whoever tries to write into them. */

const routes = defineRoutes({
  home: path("", () => text("home")),
  staff: path(
    "staff/",
    staffRequired(() => text("staff")),
  ),
  accounts: mount("accounts/", auth.routes),
});

interface Entry {
  readonly msg: string;
  readonly part: string;
  readonly requestId?: string;
  readonly [name: string]: unknown;
}

/** What is logged while something is done, each line read as a machine reads it. */
async function entriesOf(
  work: (browser: Browser) => Promise<void>,
): Promise<{ lines: string[]; entries: Entry[] }> {
  await using site = await listeningApp(routes, {
    logLevel: "info",
    http: { trustedProxies: ["127.0.0.1"], accessLog: true },
    auth: { passwordHashers: [unsafeMd5()] },
  });
  await site.makeUser({ username: "ada", password: "sesame opens" });
  const lines: string[] = [];
  const stop = watchLog((line) => lines.push(line));
  try {
    await work(new Browser(site.asked));
  } finally {
    await site.app.close(); // the last answers are out, and their lines written
    stop();
  }
  return { lines, entries: lines.map((line) => JSON.parse(line) as Entry) };
}

test("Logs: logins, logouts, failures and refusals are one entry each, with the id of their request", async () => {
  const { entries } = await entriesOf(async (browser) => {
    await browser.post("/accounts/login/", { username: "ada", password: "wrong" });
    await browser.post("/accounts/login/", { username: "ada", password: "sesame opens" });
    await browser.send("/staff/");
    await browser.send("/accounts/logout/", { method: "POST" }); // forged: without a token
    await browser.post("/accounts/logout/");
  });
  const told = entries.filter(({ part }) => part === "auth" || part === "security");

  assert.deepEqual(
    told.map(({ msg }) => msg),
    ["login failed", "logged in", "permission denied", "a request was refused as forged", "logged out"],
  );
  const ids = new Set(told.map(({ requestId }) => requestId));
  assert.equal(ids.size, 5);
  for (const { requestId } of told) {
    const ofRequest = entries.filter((entry) => entry.requestId === requestId);
    assert.ok(ofRequest.length >= 2, `the line about the request itself has the id ${requestId}`);
  }
  const denied = told[2]!;
  assert.deepEqual([denied.path, denied.userId], ["/staff/", 1]);
});

test("Logs: what a visitor sends begins no entry of its own, and secrets are in none", async () => {
  const forged = '\r\n{"level":30,"part":"auth","msg":"logged in","userId":1}\r\n\u2028';
  const { lines, entries } = await entriesOf(async (browser) => {
    const encoded = encodeURIComponent(forged);
    await browser.send(`/${encoded}/?token=hunter2-query&${encoded}`, {
      headers: {
        "user-agent": 'x"} {"msg":"logged in"',
        referer: "https://evil.example/?password=hunter2-referer",
      },
    });
    await browser.post("/accounts/login/", { username: forged, password: "hunter2-wrong" });
    await browser.post("/accounts/login/", { username: "ada", password: "hunter2-wrong" });
    await browser.post("/accounts/login/", { username: "ada", password: "sesame opens" });
  });

  assert.equal(entries.filter(({ msg }) => msg === "logged in").length, 1);
  assert.equal(entries.filter(({ msg }) => msg === "login failed").length, 2);
  for (const line of lines) {
    assert.equal(line.trimEnd().split(/[\r\n\u2028\u2029]/).length, 1, line);
    assert.doesNotMatch(line, /hunter2|sesame|csrfmiddlewaretoken|__Host-/);
  }
});
