import {
  belongsTo,
  boolean,
  count,
  type Database,
  datetime,
  decimal,
  hasMany,
  integer,
  Model,
  openDatabase,
  postgres,
  setDefaultDatabase,
  sqlite,
  string,
} from "quintet/db";
import type { DatabaseKind } from "../databases/bench-database.ts";
import type { NewArticle } from "../dataset.ts";
import type { Contender, Session } from "./contender.ts";

class Author extends Model({
  name: string({ maxLength: 100 }),
  email: string({ maxLength: 100 }),
  get articles() {
    return hasMany(() => Article, "author");
  },
}) {
  static override meta() {
    return this.options({ table: "authors" });
  }
}

class Article extends Model({
  title: string({ maxLength: 200 }),
  status: string({ maxLength: 20 }),
  views: integer(),
  price: decimal({ digits: 8, places: 2 }),
  published: boolean(),
  createdAt: datetime(),
  get author() {
    return belongsTo(() => Author);
  },
}) {
  static override meta() {
    return this.options({ table: "articles" });
  }
}

export const quintet: Contender = {
  name: "Quintet",
  sqliteMoments: "text",
  async open(kind, address) {
    const database = databaseOf(kind, address);
    setDefaultDatabase(database);
    return session(database);
  },
};

function databaseOf(kind: DatabaseKind, address: string): Database {
  return openDatabase(kind === "sqlite" ? sqlite({ file: address }) : postgres({ url: address }));
}

function session(database: Database): Session {
  return {
    getByKey: (id) => Article.get(id),
    list: (limit) => Article.orderBy("id").limit(limit),
    articlesWithAuthor: (limit) => Article.include("author").orderBy("id").limit(limit),
    authorsWithArticles: (limit) => Author.include("articles").orderBy("id").limit(limit),
    insertOne: (article) => Article.create(valuesOf(article)),
    insertMany: (articles) => Article.createMany(articles.map(valuesOf)),
    updateViews: (id, views) => Article.where({ id }).update({ views }),
    search: ({ status, published, minViews, before, titleStart, limit }) =>
      Article.where({
        status,
        published,
        views: { gte: minViews },
        createdAt: { lt: before },
        title: { startsWith: titleStart },
      })
        .orderBy("-createdAt")
        .limit(limit),
    totalsByStatus: () =>
      Article.select((article) => ({
        status: article.status,
        articles: count(),
        views: article.views.sum(),
      })),
    close: () => database.close(),
  };
}

/** Written out, as in the other contenders: `{ authorId, ...values }` takes as long as inserting a tenth of the row. */
function valuesOf({ title, status, views, price, published, createdAt, authorId }: NewArticle) {
  return { title, status, views, price, published, createdAt, author: authorId };
}
