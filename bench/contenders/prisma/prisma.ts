import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import type { DatabaseKind } from "../../databases/bench-database.ts";
import type { Contender, Session } from "../contender.ts";
import { generateClient } from "./generate.ts";
import type { PrismaClient } from "./prisma-client.ts";

export const prisma: Contender = {
  name: "Prisma",
  sqliteMoments: "iso",
  async open(kind, address) {
    generateClient(kind);
    const { PrismaClient } = await import(`../../generated/${kind}/client.ts`);
    const client: PrismaClient = new PrismaClient({ adapter: adapterFor(kind, address) });
    if (kind === "sqlite") {
      for (const pragma of ["journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"])
        await client.$queryRawUnsafe(`PRAGMA ${pragma}`);
    }
    return session(client);
  },
};

function adapterFor(kind: DatabaseKind, address: string) {
  if (kind === "sqlite") return new PrismaBetterSqlite3({ url: `file:${address}` });
  return new PrismaPg({ connectionString: address });
}

function session(client: PrismaClient): Session {
  const { article, author } = client;
  return {
    getByKey: (id) => article.findUniqueOrThrow({ where: { id } }),
    list: (take) => article.findMany({ orderBy: { id: "asc" }, take }),
    articlesWithAuthor: (take) =>
      article.findMany({ include: { author: true }, orderBy: { id: "asc" }, take }),
    authorsWithArticles: (take) =>
      author.findMany({ include: { articles: true }, orderBy: { id: "asc" }, take }),
    insertOne: (data) => article.create({ data }),
    insertMany: (all) => article.createMany({ data: [...all] }),
    updateViews: (id, views) => article.updateMany({ where: { id }, data: { views } }),
    search: ({ status, published, minViews, before, titleStart, limit }) =>
      article.findMany({
        where: {
          status,
          published,
          views: { gte: minViews },
          createdAt: { lt: before },
          title: { startsWith: titleStart },
        },
        orderBy: { createdAt: "desc" },
        take: limit,
      }),
    async totalsByStatus() {
      const groups = await article.groupBy({ by: ["status"], _count: true, _sum: { views: true } });
      return groups.map(({ status, _count, _sum }) => ({ status, articles: _count, views: _sum.views }));
    },
    close: () => client.$disconnect(),
  };
}
