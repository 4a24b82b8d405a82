import { Decimal } from "decimal.js";
import { relations } from "drizzle-orm";
import { customType, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

const decimal = customType<{ data: Decimal | string; driverData: number }>({
  dataType: () => "decimal",
  fromDriver: (stored) => new Decimal(stored),
  toDriver: (value) => Number(value),
});

export const authors = sqliteTable("authors", {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  email: text().notNull(),
});
export const articles = sqliteTable("articles", {
  id: integer().primaryKey({ autoIncrement: true }),
  title: text().notNull(),
  status: text().notNull(),
  views: integer().notNull(),
  price: decimal().notNull(),
  published: integer({ mode: "boolean" }).notNull(),
  createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull(),
  authorId: integer("author_id").notNull(),
});
export const authorRelations = relations(authors, ({ many }) => ({ articles: many(articles) }));
export const articleRelations = relations(articles, ({ one }) => ({
  author: one(authors, { fields: [articles.authorId], references: [authors.id] }),
}));
