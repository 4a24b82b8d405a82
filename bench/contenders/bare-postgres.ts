import { Decimal } from "decimal.js";
import pg from "pg";
import type { NewArticle } from "../dataset.ts";
import type { Session } from "./contender.ts";

/*
 * What a person would write who knows the driver: one connection, named statements, rows as arrays, plain objects with
 * the types that the other contenders give, bulk inserts by one array for each column.
 */
const columns = "a.id, a.title, a.status, a.views, a.price, a.published, a.created_at, a.author_id";

export async function openBarePostgres(address: string): Promise<Session> {
  const client = new pg.Client(address);
  await client.connect();
  const statement =
    (name: string, text: string) =>
    async (...values: unknown[]): Promise<StoredRow[]> => {
      const { rows } = await client.query({ name, text, values, rowMode: "array" });
      return rows;
    };
  const byKey = statement("by_key", `SELECT ${columns} FROM articles a WHERE a.id = $1`);
  const list = statement("list", `SELECT ${columns} FROM articles a ORDER BY a.id LIMIT $1`);
  const withAuthor = statement(
    "with_author",
    `SELECT ${columns}, u.name, u.email FROM articles a JOIN authors u ON u.id = a.author_id ORDER BY a.id LIMIT $1`,
  );
  const authors = statement("authors", "SELECT id, name, email FROM authors ORDER BY id LIMIT $1");
  const children = statement(
    "children",
    `SELECT ${columns} FROM articles a WHERE a.author_id = ANY($1) ORDER BY a.author_id, a.id`,
  );
  const search = statement(
    "search",
    `SELECT ${columns} FROM articles a WHERE a.status = $1 AND a.published = $2 AND a.views >= $3
     AND a.created_at < $4 AND a.title LIKE $5 ORDER BY a.created_at DESC LIMIT $6`,
  );
  const totals = statement("totals", "SELECT status, count(*), sum(views) FROM articles GROUP BY status");
  const into = "INSERT INTO articles (title, status, views, price, published, created_at, author_id)";
  const insert = statement("insert", `${into} VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`);
  const insertAll = statement(
    "insert_all",
    `${into} SELECT * FROM unnest($1::varchar[], $2::varchar[], $3::integer[], $4::numeric[], $5::boolean[],
     $6::timestamptz[], $7::integer[])`,
  );
  const update = statement("update", "UPDATE articles SET views = $1 WHERE id = $2");

  return {
    getByKey: async (id) => articleOf((await byKey(id))[0]!),
    list: async (limit) => (await list(limit)).map(articleOf),
    articlesWithAuthor: async (limit) => (await withAuthor(limit)).map(articleWithAuthor),
    async authorsWithArticles(limit) {
      const parents = (await authors(limit)).map(authorOf);
      const found = new Map(parents.map((parent) => [parent.id, parent]));
      for (const row of await children([...found.keys()])) {
        const article = articleOf(row);
        found.get(article.authorId)!.articles.push(article);
      }
      return parents;
    },
    insertOne: async (article) => (await insert(...valuesOf(article)))[0]![0],
    insertMany(articles) {
      const rows = articles.map(valuesOf);
      return insertAll(...rows[0]!.map((_, column) => rows.map((row) => row[column])));
    },
    updateViews: (id, views) => update(views, id),
    search: async ({ status, published, minViews, before, titleStart, limit }) =>
      (await search(status, published, minViews, before, `${titleStart}%`, limit)).map(articleOf),
    totalsByStatus: async () =>
      (await totals()).map(([status, articles, views]) => ({
        status,
        articles: Number(articles),
        views: Number(views),
      })),
    close: () => client.end(),
  };
}

type StoredRow = readonly unknown[];

function valuesOf(article: NewArticle): unknown[] {
  const { title, status, views, price, published, createdAt, authorId } = article;
  return [title, status, views, price, published, createdAt, authorId];
}

function articleOf(row: StoredRow) {
  return {
    id: row[0] as number, // in the order of `columns`, as pg reads their types
    title: row[1] as string,
    status: row[2] as string,
    views: row[3] as number,
    price: new Decimal(row[4] as string),
    published: row[5] as boolean,
    createdAt: row[6] as Date,
    authorId: row[7] as number,
  };
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
