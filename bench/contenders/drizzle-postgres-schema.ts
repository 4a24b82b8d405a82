import { Decimal } from "decimal.js";
import { relations } from "drizzle-orm";
import { boolean, customType, integer, pgTable, timestamp, varchar } from "drizzle-orm/pg-core";

const decimal = customType<{ data: Decimal | string; driverData: string }>({
  dataType: () => "numeric(8, 2)",
  fromDriver: (stored) => new Decimal(stored),
  toDriver: (value) => String(value),
});

export const authors = pgTable("authors", {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  name: varchar({ length: 100 }).notNull(),
  email: varchar({ length: 100 }).notNull(),
});
export const articles = pgTable("articles", {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  title: varchar({ length: 200 }).notNull(),
  status: varchar({ length: 20 }).notNull(),
  views: integer().notNull(),
  price: decimal().notNull(),
  published: boolean().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
  authorId: integer("author_id").notNull(),
});
export const authorRelations = relations(authors, ({ many }) => ({ articles: many(articles) }));
export const articleRelations = relations(articles, ({ one }) => ({
  author: one(authors, { fields: [articles.authorId], references: [authors.id] }),
}));
