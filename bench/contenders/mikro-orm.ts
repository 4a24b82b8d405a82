import { defineEntity, MikroORM, p, Type } from "@mikro-orm/core";
import { PostgreSqlDriver } from "@mikro-orm/postgresql";
import { NodeSqliteDialect, type SqlEntityManager, SqliteDriver, sql } from "@mikro-orm/sql";
import { Decimal } from "decimal.js";
import type { NewArticle } from "../dataset.ts";
import type { Contender, Session } from "./contender.ts";

class DecimalType extends Type<Decimal | null, string | number> {
  override convertToDatabaseValue(value: unknown) {
    return String(value);
  }
  override convertToJSValue(stored: string | number) {
    return new Decimal(stored);
  }
  override compareAsType() {
    return "string";
  }
  override getColumnType() {
    return "numeric(8,2)";
  }
}

const AuthorEntity = defineEntity({
  name: "Author",
  tableName: "authors",
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    email: p.string(),
    articles: () => p.oneToMany(ArticleEntity).mappedBy("author"),
  },
});
const ArticleEntity = defineEntity({
  name: "Article",
  tableName: "articles",
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    status: p.string(),
    views: p.integer(),
    price: p.type(DecimalType),
    published: p.boolean(),
    createdAt: p.datetime().name("created_at"),
    author: () => p.manyToOne(AuthorEntity).name("author_id"),
  },
});

export const mikroOrm: Contender = {
  name: "MikroORM",
  sqliteMoments: "milliseconds",
  async open(kind, address) {
    const entities = [AuthorEntity, ArticleEntity];
    const orm =
      kind === "sqlite"
        ? await MikroORM.init({
            driver: SqliteDriver,
            dbName: address,
            driverOptions: new NodeSqliteDialect(address),
            entities,
          })
        : await MikroORM.init({ driver: PostgreSqlDriver, clientUrl: address, entities });
    const manager = orm.em as unknown as SqlEntityManager; // both drivers have this one
    if (kind === "sqlite") {
      for (const pragma of ["journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"])
        await manager.getConnection().execute(`PRAGMA ${pragma}`);
    }
    return session(manager, () => orm.close());
  },
};

/** Each call has an entity manager of its own, as each request of an application has. */
function session(manager: SqlEntityManager, close: Session["close"]): Session {
  const stored = ({ authorId, price, ...values }: NewArticle) => ({
    ...values,
    price: new Decimal(price),
    author: authorId,
  });
  return {
    getByKey: (id) => manager.fork().findOneOrFail(ArticleEntity, id),
    list: (limit) => manager.fork().find(ArticleEntity, {}, { orderBy: { id: "asc" }, limit }),
    articlesWithAuthor: (limit) =>
      manager.fork().find(ArticleEntity, {}, { populate: ["author"], orderBy: { id: "asc" }, limit }),
    authorsWithArticles: (limit) =>
      manager
        .fork()
        .find(
          AuthorEntity,
          {},
          { populate: ["articles"], strategy: "select-in", orderBy: { id: "asc" }, limit },
        ),
    insertOne: (article) => manager.fork().insert(ArticleEntity, stored(article)),
    insertMany: (all) => manager.fork().insertMany(ArticleEntity, all.map(stored)),
    updateViews: (id, views) => manager.fork().nativeUpdate(ArticleEntity, { id }, { views }),
    search: ({ status, published, minViews, before, titleStart, limit }) =>
      manager.fork().find(
        ArticleEntity,
        {
          status,
          published,
          views: { $gte: minViews },
          createdAt: { $lt: before },
          title: { $like: `${titleStart}%` },
        },
        { orderBy: { createdAt: "desc" }, limit },
      ),
    async totalsByStatus() {
      const rows = await manager
        .fork()
        .createQueryBuilder(ArticleEntity)
        .select(["status", sql`count(*)`.as("articles"), sql`sum(views)`.as("views")])
        .groupBy("status")
        .execute<{ status: string; articles: number | string; views: number | string }[]>("all");
      return rows.map(({ status, articles, views }) => ({
        status,
        articles: Number(articles),
        views: Number(views),
      }));
    },
    close,
  };
}
