import assert from "node:assert/strict";
import { test } from "node:test";
import { QuintetError } from "quintet";
import type { DatabaseDescription } from "quintet/db";
import { rolledBack } from "quintet/testing";
import { type TestDatabase, testDatabases } from "./databases.ts";
import { dates } from "./side-by-side/dates.ts";
import { type DjangoAnswer, DjangoProcess, findDjango } from "./side-by-side/django.ts";
import { documents } from "./side-by-side/documents.ts";
import { fill, models } from "./side-by-side/models.ts";
import { comparable, plain, sorted } from "./side-by-side/normal.ts";
import { numbers } from "./side-by-side/numbers.ts";
import type { Pair } from "./side-by-side/pair.ts";
import { relations } from "./side-by-side/relations.ts";
import { texts } from "./side-by-side/texts.ts";
import { totals } from "./side-by-side/totals.ts";
import { writes } from "./side-by-side/writes.ts";

/*
 * The same questions to a real Django and to Quintet, about the same rows in the same tables, on the databases that
 * differ most: what one answers, the other must. Skipped where no Django can be had.
 */

const pairs: readonly Pair[] = [
  ...dates,
  ...texts,
  ...numbers,
  ...documents,
  ...totals,
  ...relations,
  ...writes,
];

const django = await findDjango();
const noDjango = django === undefined && "no real Django here (../shared/tools/real-django)";

const engines = {
  postgres: "django.db.backends.postgresql",
  mysql: "django.db.backends.mysql",
} as const;

/** Django's settings for a database of the tests. */
async function settingsOf({ dialect, describe }: TestDatabase): Promise<object> {
  const { options } = (await describe()) as DatabaseDescription & {
    readonly options: { readonly url: string; readonly database?: string };
  };
  const { username, password, hostname, port, pathname } = new URL(options.url);
  return {
    ENGINE: engines[dialect as keyof typeof engines],
    NAME: options.database ?? pathname.slice(1),
    ...{ USER: username, PASSWORD: password, HOST: hostname, PORT: port },
    ...(dialect === "mysql" ? { OPTIONS: { charset: "utf8mb4" } } : {}),
  };
}

/** What a query of Quintet comes to, written as Django's answers are. */
async function askQuintet({ query }: Pair): Promise<DjangoAnswer> {
  try {
    return { answer: comparable(plain(await rolledBack(async () => await query()))) };
  } catch (error) {
    if (!(error instanceof QuintetError)) throw error;
    return { error: error.name, message: error.message };
  }
}

function agree({ refused = false }: Pair, theirs: DjangoAnswer, ours: DjangoAnswer): void {
  const said = `Django: ${JSON.stringify(theirs)}\nQuintet: ${JSON.stringify(ours)}`;
  if (refused || "error" in theirs || "error" in ours) {
    assert.deepEqual(["error" in theirs, "error" in ours], [refused, refused], said);
    return;
  }
  const wanted = comparable(theirs.answer);
  const isUnordered = typeof wanted === "object" && wanted !== null && "unordered" in wanted;
  if (isUnordered) assert.deepEqual(sorted(ours.answer as unknown[]), sorted(wanted.unordered as unknown[]));
  else assert.deepEqual(ours.answer, wanted);
}

const postgres = testDatabases.find(({ dialect }) => dialect === "postgres")!;
const mysql = testDatabases.find(({ dialect }) => dialect === "mysql")!;
/** What Django said on PostgreSQL of questions with time zones, and of those that Quintet answers alike everywhere. */
const postgresAnswers = new Map<string, DjangoAnswer>();

for (const place of [postgres, mysql]) {
  const skip = noDjango || place.skip;
  test(`Django and Quintet answer alike on ${place.name}`, { skip }, async (context) => {
    await using database = await place.open(models);
    await fill(database);
    const side = new DjangoProcess(django!, await settingsOf(place));
    try {
      for (const pair of pairs) {
        if (pair.only !== undefined && pair.only !== place.dialect) continue;
        await context.test(pair.name, async (inner) => {
          const isShared = pair.zoned === true || pair.decision !== undefined;
          const known = isShared && place === mysql ? postgresAnswers.get(pair.name) : undefined;
          if (isShared && place === mysql && known === undefined)
            return inner.skip("needs PostgreSQL, on which Django answers for both");
          const theirs = pair.zoned === true && known !== undefined ? known : await side.ask(pair.python);
          if (isShared && place === postgres) postgresAnswers.set(pair.name, theirs);
          const ours = await askQuintet(pair);
          agree(pair, known ?? theirs, ours);
          if (pair.decision !== undefined && place === mysql)
            assert.throws(
              () => agree(pair, theirs, ours),
              assert.AssertionError,
              "Django answers like Quintet now",
            );
        });
      }
    } finally {
      side.close();
    }
  });
}
