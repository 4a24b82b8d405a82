import Sqlite from "better-sqlite3";
import { and, asc, count, desc, eq, gte, like, lt, sum } from "drizzle-orm";
import { type BetterSQLite3Database, drizzle as sqliteDrizzle } from "drizzle-orm/better-sqlite3";
import { drizzle as postgresDrizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Contender, Session } from "./contender.ts";
import * as postgresSchema from "./drizzle-postgres-schema.ts";
import * as sqliteSchema from "./drizzle-sqlite-schema.ts";

type Schema = typeof sqliteSchema;
type Connection = BetterSQLite3Database<Schema>;

export const drizzle: Contender = {
  name: "Drizzle",
  sqliteMoments: "milliseconds",
  async open(kind, address) {
    if (kind === "sqlite") {
      const client = new Sqlite(address);
      client.pragma("journal_mode = WAL");
      client.pragma("synchronous = NORMAL");
      client.pragma("foreign_keys = ON");
      const db = sqliteDrizzle({ client: client as never, schema: sqliteSchema }); // has what Drizzle calls
      return session(db, sqliteSchema, () => client.close());
    }
    const pool = new pg.Pool({ connectionString: address });
    const db = postgresDrizzle({ client: pool, schema: postgresSchema });
    // The calls below are the same for both; only Drizzle's types differ.
    return session(db as unknown as Connection, postgresSchema as unknown as Schema, () => pool.end());
  },
};

function session(db: Connection, { articles, authors }: Schema, close: Session["close"]): Session {
  return {
    getByKey: async (id) => (await db.select().from(articles).where(eq(articles.id, id)))[0],
    list: (limit) => db.select().from(articles).orderBy(articles.id).limit(limit),
    articlesWithAuthor: (limit) =>
      db.query.articles.findMany({ with: { author: true }, orderBy: asc(articles.id), limit }),
    authorsWithArticles: (limit) =>
      db.query.authors.findMany({ with: { articles: true }, orderBy: asc(authors.id), limit }),
    insertOne: async (article) =>
      (await db.insert(articles).values(article).returning({ id: articles.id }))[0]!.id,
    insertMany: async (all) => await db.insert(articles).values([...all]),
    updateViews: async (id, views) => await db.update(articles).set({ views }).where(eq(articles.id, id)),
    search: ({ status, published, minViews, before, titleStart, limit }) =>
      db
        .select()
        .from(articles)
        .where(
          and(
            eq(articles.status, status),
            eq(articles.published, published),
            gte(articles.views, minViews),
            lt(articles.createdAt, before),
            like(articles.title, `${titleStart}%`),
          ),
        )
        .orderBy(desc(articles.createdAt))
        .limit(limit),
    totalsByStatus: () =>
      db
        .select({ status: articles.status, articles: count(), views: sum(articles.views).mapWith(Number) })
        .from(articles)
        .groupBy(articles.status),
    close,
  };
}
