import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Decimal } from "decimal.js";
import { storedMoment } from "../databases/sqlite.ts";
import type { NewArticle } from "../dataset.ts";
import type { Session } from "./contender.ts";

/*
 * What a person would write who knows the driver: statements prepared once, plain objects with the types that the other
 * contenders give, one ordered statement for the children, bulk inserts in one transaction.
 */
const columns = "a.id, a.title, a.status, a.views, a.price, a.published, a.created_at, a.author_id";

export function openBareSqlite(file: string): Session {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
  const reading = (sql: string) => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true); // faster than the driver's own objects
    return (...params: SQLInputValue[]) => statement.all(...params) as unknown as StoredRow[];
  };
  const byKey = reading(`SELECT ${columns} FROM articles a WHERE a.id = ?`);
  const list = reading(`SELECT ${columns} FROM articles a ORDER BY a.id LIMIT ?`);
  const withAuthor = reading(
    `SELECT ${columns}, u.name, u.email FROM articles a JOIN authors u ON u.id = a.author_id ORDER BY a.id LIMIT ?`,
  );
  const authors = reading("SELECT id, name, email FROM authors ORDER BY id LIMIT ?");
  const children = reading(
    `SELECT ${columns} FROM articles a WHERE a.author_id IN (SELECT value FROM json_each(?)) ORDER BY a.author_id, a.id`,
  );
  const search = reading(
    `SELECT ${columns} FROM articles a WHERE a.status = ? AND a.published = ? AND a.views >= ? AND a.created_at < ?
     AND a.title LIKE ? ESCAPE '\\' ORDER BY a.created_at DESC LIMIT ?`,
  );
  const totals = reading("SELECT status, count(*), sum(views) FROM articles GROUP BY status");
  const into = "INSERT INTO articles (title, status, views, price, published, created_at, author_id) VALUES";
  const insert = database.prepare(`${into} (?, ?, ?, ?, ?, ?, ?)`);
  const insertBlock = database.prepare(`${into} ${Array(blockSize).fill("(?, ?, ?, ?, ?, ?, ?)").join()}`);
  const update = database.prepare("UPDATE articles SET views = ? WHERE id = ?");

  return {
    getByKey: (id) => articleOf(byKey(id)[0]!),
    list: (limit) => list(limit).map(articleOf),
    articlesWithAuthor: (limit) => withAuthor(limit).map(articleWithAuthor),
    authorsWithArticles(limit) {
      const parents = authors(limit).map(authorOf);
      const found = new Map(parents.map((parent) => [parent.id, parent]));
      for (const row of children(JSON.stringify([...found.keys()]))) {
        const article = articleOf(row);
        found.get(article.authorId)!.articles.push(article);
      }
      return parents;
    },
    insertOne: (article) => insert.run(...valuesOf(article)).lastInsertRowid,
    insertMany(articles) {
      database.exec("BEGIN");
      try {
        insertAll(articles, insert, insertBlock);
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    updateViews: (id, views) => update.run(views, id).changes,
    search: ({ status, published, minViews, before, titleStart, limit }) =>
      search(status, published ? 1 : 0, minViews, storedMoment(before, "text"), `${titleStart}%`, limit).map(
        articleOf,
      ),
    totalsByStatus: () => totals().map(([status, articles, views]) => ({ status, articles, views })),
    close: () => database.close(),
  };
}

type StoredRow = readonly (string | number)[];

// Blocks of 50 rows were the fastest of 1, 10, 50, 100 and 500.
const blockSize = 50;

function insertAll(articles: readonly NewArticle[], one: StatementSync, block: StatementSync): void {
  let start = 0;
  for (; start + blockSize <= articles.length; start += blockSize) {
    const values: SQLInputValue[] = [];
    for (let index = start; index < start + blockSize; index++) values.push(...valuesOf(articles[index]!));
    block.run(...values);
  }
  for (const article of articles.slice(start)) one.run(...valuesOf(article));
}

function valuesOf(article: NewArticle): SQLInputValue[] {
  const { title, status, views, price, published, createdAt, authorId } = article;
  return [title, status, views, Number(price), published ? 1 : 0, storedMoment(createdAt, "text"), authorId];
}

function articleOf(row: StoredRow) {
  return {
    id: row[0] as number, // in the order of `columns`
    title: row[1] as string,
    status: row[2] as string,
    views: row[3] as number,
    price: new Decimal(row[4]!),
    published: row[5] === 1,
    createdAt: momentOf(row[6] as string),
    authorId: row[7] as number,
  };
}

/** `2024-01-01 07:00:00.123000`, digit by digit: `new Date()` takes twice as long. */
function momentOf(text: string): Date {
  const milliseconds = text.length > 20 ? twoDigits(text, 20) * 10 + text.charCodeAt(22) - zero : 0;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, day] = [twoDigits(text, 5) - 1, twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  return new Date(Date.UTC(year, month, day, hour, minute, second, milliseconds));
}
const zero = "0".charCodeAt(0);
function twoDigits(text: string, start: number): number {
  return (text.charCodeAt(start) - zero) * 10 + text.charCodeAt(start + 1) - zero;
}

function articleWithAuthor(row: StoredRow) {
  const article = articleOf(row);
  return { ...article, author: { id: article.authorId, name: row[8] as string, email: row[9] as string } };
}

function authorOf(row: StoredRow) {
  return {
    id: row[0] as number,
    name: row[1] as string,
    email: row[2] as string,
    articles: [] as ReturnType<typeof articleOf>[],
  };
}
