import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenLinks, defaultMiddleware, type ErrorReport } from "quintet/app";
import { NotFoundError, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { ask, smallApps } from "./small-app.ts";

const routes = defineRoutes({
  broken: path("reset/<str:token>/", () => {
    throw new RangeError("out of tea");
  }),
  missing: path("missing/", () => {
    throw new NotFoundError("not here");
  }),
  thrown: path("thrown/", () => {
    throw "a text";
  }),
  fine: path("", () => text("fine")),
});
const open = smallApps({ routes });

test("an error that nobody handled is reported once to each, with its request and without secrets", async () => {
  const reports: ErrorReport[] = [];
  const told: string[] = [];
  const app = await open({
    errorReporters: [(report) => void reports.push(report), ({ message }) => void told.push(message)],
  });

  await ask(app, "/reset/very-secret/?q=tea&access_token=1234", { headers: { cookie: "sessionid=5678" } });
  await ask(app, "/missing/");
  await ask(app, "/");

  assert.deepEqual(told, ["out of tea"]);
  const [report] = reports;
  assert.equal(reports.length, 1);
  assert.equal(report!.name, "RangeError");
  assert.equal(report!.status, 500);
  assert.match(report!.stack, /error-reports\.test\.ts:\d+/);
  assert.equal(report!.request?.path, "/reset/[secret]/");
  assert.equal(report!.request?.route, "broken");
  assert.equal(report!.request?.query.q, "tea");
  assert.doesNotMatch(JSON.stringify(report!.request), /very-secret|1234|5678/);
});

test("a reporter that fails hurts neither the visitor nor the other reporters", async () => {
  const told: string[] = [];
  const app = await open({
    errorReporters: [
      () => {
        throw new Error("at once");
      },
      () => Promise.reject(new Error("later")),
      ({ name, message }) => void told.push(`${name} ${message}`),
    ],
  });

  assert.equal((await ask(app, "/thrown/")).status, 500);
  assert.equal((await ask(app, "/thrown/")).status, 500);

  assert.deepEqual(told, ["string a text", "string a text"]);
});

test("a filter changes what reporters are told, or keeps it back", async () => {
  const told: string[] = [];
  const app = await open({
    errorReportFilter: (report) =>
      report.name === "RangeError" ? undefined : { ...report, message: `filtered ${report.message}` },
    errorReporters: [({ message }) => void told.push(message)],
  });

  await ask(app, "/reset/x/");
  await ask(app, "/thrown/");

  assert.deepEqual(told, ["filtered a text"]);
});

test("each app tells its own reporters alone, and none after it was closed", async () => {
  const told: string[] = [];
  const reporter = (name: string) => () => void told.push(name);
  const one = await open({ errorReporters: [reporter("one")] });
  const other = await open({ errorReporters: [reporter("other")] });

  await ask(one, "/thrown/");
  await one.close();
  await ask(other, "/thrown/");

  assert.deepEqual(told, ["one", "other"]);
});

test("broken links on pages of the site are told; those from elsewhere, and ignored ones, are not", async () => {
  const told: string[] = [];
  const app = await open({
    middleware: [
      brokenLinks(({ page, path: target }) => void told.push(`${page} -> ${target}`), {
        ignore: [/^\/favicon/],
      }),
      ...defaultMiddleware,
    ],
  });
  const from = (referer: string) => ({ headers: { referer } });

  await ask(app, "/nowhere/?a=1", from("http://localhost/list/?page=2"));
  await ask(app, "/nowhere/", from("http://elsewhere.example/"));
  await ask(app, "/nowhere/", from("http://localhost/nowhere/"));
  await ask(app, "/nowhere/", from("nonsense"));
  await ask(app, "/nowhere/");
  await ask(app, "/favicon.ico", from("http://localhost/"));
  await ask(app, "/", from("http://localhost/"));

  assert.deepEqual(told, ["/list/ -> /nowhere/"]);
});
