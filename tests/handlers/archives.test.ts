import assert from "node:assert/strict";
import { test } from "node:test";
import { type PlainDate, Temporal } from "quintet/dates";
import {
  type ArchiveContext,
  archiveHandler,
  dateDetailHandler,
  dayArchiveHandler,
  monthArchiveHandler,
  todayArchiveHandler,
  weekArchiveHandler,
  yearArchiveHandler,
} from "quintet/handlers";
import { defineRoutes, mount, path } from "quintet/routing";
import { library, Novel } from "./library.ts";

// The cases are modelled on the date views of Django (views/generic/dates.py), one page for all of them.
type Shown = ArchiveContext<Novel> & { rows: Novel[] };
const day = (date: PlainDate | null) => (date === null ? "-" : date.toString());
const template = ({ rows, date, previous, next, dates }: Shown) =>
  `${rows.map(String).join()} | ${day(date)} | ${day(previous)} ${day(next)} | ${dates.map(day).join()}`;

/** All pages of one field, with these options. */
const archive = (
  dateField: "publishedOn" | "soldAt",
  options: { allowEmpty?: boolean; allowFuture?: boolean; perPage?: number; showsRows?: boolean } = {},
) => {
  const shared = { dateField, template, ...options } as const;
  return defineRoutes({
    index: path("", archiveHandler(Novel, shared)),
    today: path("today/", todayArchiveHandler(Novel, shared)),
    year: path("<int:year>/", yearArchiveHandler(Novel, shared)),
    week: path("<int:year>/week/<int:week>/", weekArchiveHandler(Novel, shared)),
    sundays: path("<int:year>/sunday/<int:week>/", weekArchiveHandler(Novel, { ...shared, weeks: "sunday" })),
    mondays: path("<int:year>/monday/<int:week>/", weekArchiveHandler(Novel, { ...shared, weeks: "monday" })),
    month: path("<int:year>/<int:month>/", monthArchiveHandler(Novel, shared)),
    day: path("<int:year>/<int:month>/<int:day>/", dayArchiveHandler(Novel, shared)),
    detail: path(
      "<int:year>/<int:month>/<int:day>/<int:id>/",
      dateDetailHandler(Novel, {
        dateField,
        ...(options.allowFuture === undefined ? {} : { allowFuture: options.allowFuture }),
        template: ({ row }) => row.title,
      }),
    ),
  });
};
const routes = defineRoutes({
  days: mount("days/", archive("publishedOn")),
  empty: mount("empty/", archive("publishedOn", { allowEmpty: true })),
  future: mount("future/", archive("publishedOn", { allowFuture: true })),
  all: mount("all/", archive("publishedOn", { allowEmpty: true, allowFuture: true })),
  full: mount("full/", archive("publishedOn", { showsRows: true, perPage: 2 })),
  moments: mount("moments/", archive("soldAt")),
});

const today = () => Temporal.Now.plainDateISO("Europe/Berlin");
const inDays = (days: number) => today().add({ days });

async function open(
  rows: Readonly<Record<string, string | PlainDate>>,
  moments: Record<string, string> = {},
) {
  const site = await library({ routes, i18n: { timeZone: "Europe/Berlin" } });
  await site.run(async () => {
    for (const [title, date] of Object.entries(rows)) {
      await Novel.create({
        title,
        publishedOn: typeof date === "string" ? Temporal.PlainDate.from(date) : date,
      });
    }
    for (const [title, moment] of Object.entries(moments)) {
      await Novel.create({ title, soldAt: new Date(moment) });
    }
  });
  return site;
}

const books = { A: "2006-05-01", B: "2008-10-01", C: "2008-10-05", D: "2008-12-31" };

test("the archive has its rows, the newest first, and its years", async () => {
  const { page } = await open({ ...books, F: inDays(3) });

  assert.deepEqual(await page("/days/"), [200, "D,C,B,A | - | - - | 2008-01-01,2006-01-01"]);
  assert.equal((await page("/full/?page=2"))[1], "B,A | - | - - | 2008-01-01,2006-01-01");
  assert.equal((await page("/full/?page=3"))[0], 404);
  assert.match((await page("/future/"))[1], /^F,D,C,B,A/);
});

test("an archive without rows is 404, unless that is allowed", async () => {
  const { page } = await open({ F: inDays(3) });

  assert.equal((await page("/days/"))[0], 404);
  assert.deepEqual(await page("/empty/"), [200, "| - | - - |"]);
});

test("a year has its months, and its rows where that was said", async () => {
  const { page } = await open(books);

  assert.deepEqual(await page("/days/2008/"), [200, "| 2008-01-01 | 2006-01-01 - | 2008-10-01,2008-12-01"]);
  assert.deepEqual(await page("/full/2008/"), [
    200,
    "D,C | 2008-01-01 | 2006-01-01 - | 2008-10-01,2008-12-01",
  ]);
  assert.equal((await page("/days/2006/"))[1], "| 2006-01-01 | - 2008-01-01 | 2006-05-01");
  assert.equal((await page("/days/2007/"))[0], 404);
  assert.deepEqual(await page("/empty/2007/"), [200, "| 2007-01-01 | 2006-01-01 2008-01-01 |"]);
});

test("a month has its rows and its days", async () => {
  const { page } = await open(books);

  assert.deepEqual(await page("/days/2008/10/"), [
    200,
    "C,B | 2008-10-01 | 2006-05-01 2008-12-01 | 2008-10-01,2008-10-05",
  ]);
  assert.equal((await page("/days/2008/11/"))[0], 404);
  assert.deepEqual(await page("/empty/2008/11/"), [200, "| 2008-11-01 | 2008-10-01 2008-12-01 |"]);
});

test("a day has its rows, and the next and previous day with some", async () => {
  const { page } = await open(books);

  assert.deepEqual(await page("/days/2008/10/5/"), [200, "C | 2008-10-05 | 2008-10-01 2008-12-31 |"]);
  assert.equal((await page("/days/2008/10/6/"))[0], 404);
  assert.equal((await page("/empty/2008/10/6/"))[1], "| 2008-10-06 | 2008-10-05 2008-10-07 |");
});

test("weeks are those of ISO 8601, or count from the first Sunday or Monday", async () => {
  const { page } = await open(books);

  // 2008-10-01 was a Wednesday, 2008-10-05 a Sunday.
  assert.deepEqual(await page("/days/2008/week/40/"), [200, "C,B | 2008-09-29 | 2006-05-01 2008-12-29 |"]);
  assert.equal((await page("/days/2008/sunday/39/"))[1], "B | 2008-09-28 | 2006-04-30 2008-10-05 |");
  assert.equal((await page("/days/2008/monday/39/"))[1], "C,B | 2008-09-29 | 2006-05-01 2008-12-29 |");
  assert.equal((await page("/all/2009/week/1/"))[1], "D | 2008-12-29 | 2008-12-22 2009-01-05 |");
  assert.equal((await page("/all/2007/sunday/0/"))[1], "| 2006-12-31 | 2006-12-24 2007-01-07 |");
  for (const target of ["2008/week/53", "2008/week/0", "2008/week/54", "2008/sunday/54", "2009/week/99"]) {
    assert.equal((await page(`/all/${target}/`))[0], 404, target);
  }
  assert.equal((await page("/all/2020/week/53/"))[0], 200);
});

test("the future is nobody's, unless that is allowed", async () => {
  const soon = inDays(3);
  const { page } = await open({ ...books, T: today(), F: soon });
  const address = (date: PlainDate) => `${date.year}/${date.month}/${date.day}/`;

  assert.equal((await page(`/days/${address(soon)}`))[0], 404);
  assert.match((await page(`/future/${address(soon)}`))[1], /^F \|/);
  assert.equal((await page(`/days/${address(today())}`))[1], `T | ${today()} | 2008-12-31 - |`);
  assert.equal((await page(`/empty/${address(today())}`))[1], `T | ${today()} | ${inDays(-1)} - |`);
  assert.equal((await page(`/all/${address(today())}`))[1], `T | ${today()} | ${inDays(-1)} ${inDays(1)} |`);
  assert.equal((await page("/days/today/"))[1], `T | ${today()} | 2008-12-31 - |`);
});

test("a row has a page at its day, and at no other", async () => {
  const { page } = await open({ ...books, F: inDays(3) });
  const { year, month, day: dayOfMonth } = inDays(3);

  assert.deepEqual(await page("/days/2008/10/1/2/"), [200, "B"]);
  assert.equal((await page("/days/2008/10/2/2/"))[0], 404);
  assert.equal((await page("/days/2008/10/1/99/"))[0], 404);
  assert.equal((await page(`/days/${year}/${month}/${dayOfMonth}/5/`))[0], 404);
  assert.deepEqual(await page(`/future/${year}/${month}/${dayOfMonth}/5/`), [200, "F"]);
});

test("dates that don't exist are 404", async () => {
  const { page } = await open(books);
  const targets = [
    "0",
    "9999",
    "10000",
    "2008/13",
    "2008/0",
    "9999/12",
    "2007/2/29",
    "2008/4/31",
    "9999/12/31",
  ];
  for (const target of [...targets, "9007199254740991", "9007199254740991/1/1"]) {
    assert.equal((await page(`/all/${target}/`))[0], 404, target);
  }
  assert.equal((await page("/all/2008/2/29/"))[0], 200);
});

test("a moment belongs to its day in the current time zone", async () => {
  const { page } = await open(
    {},
    { A: "2008-04-01T21:59:59Z", B: "2008-04-01T22:00:00Z", C: "2008-12-31T23:30:00Z" },
  );

  assert.equal((await page("/moments/2008/4/1/"))[1], "A | 2008-04-01 | - 2008-04-02 |");
  assert.equal((await page("/moments/2008/4/2/"))[1], "B | 2008-04-02 | 2008-04-01 2009-01-01 |");
  assert.equal(
    (await page("/moments/2008/4/"))[1],
    "B,A | 2008-04-01 | - 2009-01-01 | 2008-04-01,2008-04-02",
  );
  assert.equal((await page("/moments/"))[1], "C,B,A | - | - - | 2009-01-01,2008-01-01");
  assert.deepEqual(await page("/moments/2009/1/1/3/"), [200, "C"]);
});

test("a field that is no date is told when the handler is made", () => {
  assert.throws(() => archiveHandler(Novel, { dateField: "title" }), {
    code: "handlers.options",
    message: /publishedOn/,
  });
});
