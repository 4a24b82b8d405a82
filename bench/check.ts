import { inspect, isDeepStrictEqual } from "node:util";
import type { Session } from "./contenders/contender.ts";
import type { BenchDatabase } from "./databases/bench-database.ts";
import { articleCount, articles, authors, criteria, newArticles } from "./dataset.ts";

/** Compares every answer of a contender, and what it wrote, with the data set. Throws where one differs. */
export async function checkAnswers(name: string, session: Session, database: BenchDatabase): Promise<void> {
  const same = (task: string, given: unknown, expected: unknown) => {
    if (isDeepStrictEqual(given, expected)) return;
    const [wrong, right] = firstDifference(given, expected);
    throw new Error(`${name}, ${task}: gives\n${inspect(wrong)}\ninstead of\n${inspect(right)}`);
  };
  const plain = articles.map(plainArticle);
  same("get by key", plainArticle(await session.getByKey(7)), plain[6]);
  for (const limit of [100, 1000])
    same(`list ${limit}`, (await session.list(limit)).map(plainArticle), plain.slice(0, limit));
  same(
    "to-one relation",
    (await session.articlesWithAuthor(100)).map((row) => ({
      ...plainArticle(row),
      author: plainAuthor(property(row, "author")),
    })),
    plain.slice(0, 100).map((article) => ({ ...article, author: authors[(article.authorId as number) - 1] })),
  );
  same(
    "children",
    (await session.authorsWithArticles(100)).map((row) => ({
      ...plainAuthor(row),
      articles: inOrder([...(property(row, "articles") as Iterable<unknown>)].map(plainArticle), "id"),
    })),
    authors
      .slice(0, 100)
      .map((author) => ({ ...author, articles: plain.filter(({ authorId }) => authorId === author.id) })),
  );
  same("five conditions", (await session.search(criteria)).map(plainArticle), expectedSearch());
  same("group by", inOrder((await session.totalsByStatus()).map(plainTotals), "status"), expectedTotals());
  await checkWrites(session, database, same);
}

/** Of lists the first items that differ, else the values themselves. */
function firstDifference(given: unknown, expected: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(given) || !Array.isArray(expected) || given.length !== expected.length)
    return [given, expected];
  const index = given.findIndex((item, place) => !isDeepStrictEqual(item, expected[place]));
  return [given[index], expected[index]];
}

type Same = (task: string, given: unknown, expected: unknown) => void;

async function checkWrites(session: Session, database: BenchDatabase, same: Same): Promise<void> {
  const written = async () =>
    (await database.articles(articleCount)).map(plainArticle).map(({ id, ...values }) => values);
  const expected = newArticles.map((article) => {
    const { id, ...values } = plainArticle({ ...article, id: 0 });
    return values;
  });
  await session.insertOne(newArticles[4]!);
  same("insert one", await written(), [expected[4]]);
  await database.reset();

  await session.insertMany(newArticles);
  same("bulk insert", await written(), expected);
  await database.reset();

  await session.updateViews(5, 123_456);
  const changed = articles.map((article) => ({ ...article, ...(article.id === 5 && { views: 123_456 }) }));
  same("update one", (await database.articles()).map(plainArticle), changed.map(plainArticle));
  await database.reset();
}

/** An article as plain data. Some keep the author's key as `authorId`, some in `author`. */
function plainArticle(row: unknown): Readonly<Record<string, unknown>> {
  const author = property(row, "author");
  const createdAt = property(row, "createdAt");
  if (!(createdAt instanceof Date)) throw new Error(`createdAt is no Date: ${inspect(row)}`);
  return {
    id: property(row, "id"),
    title: property(row, "title"),
    status: property(row, "status"),
    views: property(row, "views"),
    price: Number(String(property(row, "price"))).toFixed(2),
    published: property(row, "published"),
    createdAt: createdAt.toISOString(),
    authorId: property(row, "authorId") ?? property(author, "id"),
  };
}

function plainAuthor(row: unknown) {
  return { id: property(row, "id"), name: property(row, "name"), email: property(row, "email") };
}

function plainTotals(row: unknown) {
  return {
    status: property(row, "status"),
    articles: property(row, "articles"),
    views: property(row, "views"),
  };
}

function expectedSearch(): unknown[] {
  const { status, published, minViews, before, titleStart, limit } = criteria;
  const found = articles.filter(
    (article) =>
      article.status === status &&
      article.published === published &&
      article.views >= minViews &&
      article.createdAt < before &&
      article.title.startsWith(titleStart),
  );
  return found
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .slice(0, limit)
    .map(plainArticle);
}

function expectedTotals(): unknown[] {
  const groups = Map.groupBy(articles, ({ status }) => status);
  const totals = [...groups].map(([status, rows]) => ({
    status,
    articles: rows.length,
    views: rows.reduce((sum, { views }) => sum + views, 0),
  }));
  return inOrder(totals, "status");
}

function inOrder<Item>(items: readonly Item[], name: string): Item[] {
  const key = (item: Item) => property(item, name) as string | number;
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function property(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | null | undefined)?.[name];
}
