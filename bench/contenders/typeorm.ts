import "reflect-metadata";
import Sqlite from "better-sqlite3";
import { Decimal } from "decimal.js";
import { DataSource, EntitySchema, LessThan, Like, MoreThanOrEqual } from "typeorm";
import type { DatabaseKind } from "../databases/bench-database.ts";
import type { Contender, Session } from "./contender.ts";

interface Author {
  id: number;
  name: string;
  email: string;
  articles?: Article[];
}
interface Article {
  id: number;
  title: string;
  status: string;
  views: number;
  price: Decimal | string;
  published: boolean;
  createdAt: Date;
  authorId: number;
  author?: Author;
}

const AuthorEntity = new EntitySchema<Author>({
  name: "authors",
  columns: {
    id: { type: "integer", primary: true, generated: "increment" },
    name: { type: "varchar" },
    email: { type: "varchar" },
  },
  relations: { articles: { type: "one-to-many", target: "articles", inverseSide: "author" } },
});

function articleEntity(kind: DatabaseKind) {
  const isSqlite = kind === "sqlite";
  const price = {
    from: (stored: string | number) => new Decimal(stored),
    to: (value: Decimal | string) => (isSqlite ? Number(value) : String(value)),
  };
  return new EntitySchema<Article>({
    name: "articles",
    columns: {
      id: { type: "integer", primary: true, generated: "increment" },
      title: { type: "varchar" },
      status: { type: "varchar" },
      views: { type: "integer" },
      price: { type: "decimal", transformer: price },
      published: { type: "boolean" },
      createdAt: { type: isSqlite ? "datetime" : "timestamptz", name: "created_at" },
      authorId: { type: "integer", name: "author_id" },
    },
    relations: {
      author: {
        type: "many-to-one",
        target: "authors",
        joinColumn: { name: "author_id" },
        inverseSide: "articles",
      },
    },
  });
}

export const typeorm: Contender = {
  name: "TypeORM",
  sqliteMoments: "text",
  async open(kind, address) {
    const ArticleEntity = articleEntity(kind);
    const entities = [AuthorEntity, ArticleEntity];
    const source = new DataSource(
      kind === "sqlite"
        ? {
            type: "better-sqlite3",
            driver: Sqlite,
            database: address,
            enableWAL: true,
            prepareDatabase: (database: Sqlite) => void database.pragma("synchronous = NORMAL"),
            entities,
          }
        : { type: "postgres", url: address, entities },
    );
    await source.initialize();
    return session(source, ArticleEntity);
  },
};

function session(source: DataSource, ArticleEntity: EntitySchema<Article>): Session {
  const authors = source.getRepository(AuthorEntity);
  const articles = source.getRepository(ArticleEntity);
  return {
    getByKey: (id) => articles.findOneByOrFail({ id }),
    list: (take) => articles.find({ order: { id: "asc" }, take }),
    articlesWithAuthor: (take) => articles.find({ relations: { author: true }, order: { id: "asc" }, take }),
    authorsWithArticles: (take) =>
      authors.find({
        relations: { articles: true },
        order: { id: "asc" },
        take,
      }),
    // Copies, because TypeORM puts the new keys into what it is given.
    insertOne: async (article) => (await articles.insert({ ...article })).identifiers[0],
    insertMany: (all) => articles.insert(all.map((article) => ({ ...article }))),
    updateViews: (id, views) => articles.update({ id }, { views }),
    search: ({ status, published, minViews, before, titleStart, limit }) =>
      articles.find({
        where: {
          status,
          published,
          views: MoreThanOrEqual(minViews),
          createdAt: LessThan(before),
          title: Like(`${titleStart}%`),
        },
        order: { createdAt: "desc" },
        take: limit,
      }),
    async totalsByStatus() {
      const rows = await articles
        .createQueryBuilder("article")
        .select("article.status", "status")
        .addSelect("count(*)", "articles")
        .addSelect("sum(article.views)", "views")
        .groupBy("article.status")
        .getRawMany<{ status: string; articles: number | string; views: number | string }>();
      return rows.map(({ status, articles, views }) => ({
        status,
        articles: Number(articles),
        views: Number(views),
      }));
    },
    close: () => source.destroy(),
  };
}
