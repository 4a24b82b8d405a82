import Sqlite from "better-sqlite3";
import { Decimal } from "decimal.js";
import { type Generated, Kysely, PostgresDialect, SqliteDialect } from "kysely";
import pg from "pg";
import type { DatabaseKind } from "../databases/bench-database.ts";
import { storedMoment } from "../databases/sqlite.ts";
import type { NewArticle } from "../dataset.ts";
import type { Contender, Session } from "./contender.ts";

/** The values as the drivers give them; Kysely converts none. */
interface Tables {
  authors: { id: Generated<number>; name: string; email: string };
  articles: {
    id: Generated<number>;
    title: string;
    status: string;
    views: number;
    price: string | number;
    published: boolean | number;
    created_at: Date | string;
    author_id: number;
  };
}

export const kysely: Contender = {
  name: "Kysely",
  sqliteMoments: "text",
  open: async (kind, address) => session(connect(kind, address), kind),
};

function connect(kind: DatabaseKind, address: string): Kysely<Tables> {
  if (kind === "postgres")
    return new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: address }) }) });
  const database = new Sqlite(address);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.pragma("foreign_keys = ON");
  return new Kysely({ dialect: new SqliteDialect({ database: database as never }) }); // has what Kysely calls
}

const columns = [
  "articles.id",
  "articles.title",
  "articles.status",
  "articles.views",
  "articles.price",
  "articles.published",
  "articles.created_at",
  "articles.author_id",
] as const;

function session(db: Kysely<Tables>, kind: DatabaseKind): Session {
  const isSqlite = kind === "sqlite";
  const moment = (date: Date) => (isSqlite ? (storedMoment(date, "text") as string) : date);
  const flag = (value: boolean) => (isSqlite ? Number(value) : value);
  const articles = db.selectFrom("articles").select(columns);
  const stored = ({ createdAt, authorId, price, published, ...values }: NewArticle) => ({
    ...values,
    price: isSqlite ? Number(price) : price,
    published: flag(published),
    created_at: moment(createdAt),
    author_id: authorId,
  });
  return {
    getByKey: async (id) => articleOf(await articles.where("id", "=", id).executeTakeFirstOrThrow()),
    list: async (limit) => (await articles.orderBy("id").limit(limit).execute()).map(articleOf),
    async articlesWithAuthor(limit) {
      const rows = await db
        .selectFrom("articles")
        .innerJoin("authors", "authors.id", "articles.author_id")
        .select([...columns, "authors.name", "authors.email"])
        .orderBy("articles.id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...articleOf(row),
        author: { id: row.author_id, name: row.name, email: row.email },
      }));
    },
    async authorsWithArticles(limit) {
      const authors = await db
        .selectFrom("authors")
        .select(["id", "name", "email"])
        .orderBy("id")
        .limit(limit)
        .execute();
      const parents = authors.map((author) => ({
        ...author,
        articles: [] as ReturnType<typeof articleOf>[],
      }));
      const found = new Map(parents.map((parent) => [parent.id, parent]));
      const children = articles.where("author_id", "in", [...found.keys()]).orderBy("id");
      for (const row of await children.execute()) found.get(row.author_id)!.articles.push(articleOf(row));
      return parents;
    },
    insertOne: async (article) =>
      (await db.insertInto("articles").values(stored(article)).returning("id").executeTakeFirstOrThrow()).id,
    insertMany: (all) => db.insertInto("articles").values(all.map(stored)).execute(),
    updateViews: (id, views) => db.updateTable("articles").set({ views }).where("id", "=", id).execute(),
    async search({ status, published, minViews, before, titleStart, limit }) {
      const rows = await articles
        .where("status", "=", status)
        .where("published", "=", flag(published))
        .where("views", ">=", minViews)
        .where("created_at", "<", moment(before))
        .where("title", "like", `${titleStart}%`)
        .orderBy("created_at", "desc")
        .limit(limit)
        .execute();
      return rows.map(articleOf);
    },
    async totalsByStatus() {
      const rows = await db
        .selectFrom("articles")
        .select(({ fn }) => [
          "status",
          fn.countAll<number | string>().as("articles"),
          fn.sum("views").as("views"),
        ])
        .groupBy("status")
        .execute();
      return rows.map(({ status, articles, views }) => ({
        status,
        articles: Number(articles),
        views: Number(views),
      }));
    },
    close: () => db.destroy(),
  };
}

interface StoredArticle extends Omit<Tables["articles"], "id"> {
  id: number;
}

/** Kysely gives what the driver gives: prices, moments and flags are the caller's affair. */
function articleOf(row: StoredArticle) {
  const { created_at: moment } = row;
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    views: row.views,
    price: new Decimal(row.price),
    published: Boolean(row.published),
    createdAt: moment instanceof Date ? moment : new Date(`${moment}Z`),
    authorId: row.author_id,
  };
}
