/*
 * What the examples of the documentation take for granted: the models of a bookshop, and the keys that every
 * configuration has. Pages import them in their preambles.
 */
import { type ConfigOptions, secret } from "quintet";
import {
  belongsTo,
  choice,
  datetime,
  decimal,
  hasMany,
  integer,
  Model,
  manyToMany,
  string,
  text,
} from "quintet/db";

export const requiredConfig: Pick<ConfigOptions, "modules" | "secretKey"> = {
  modules: [],
  secretKey: secret("SECRET_KEY"),
};

export class Author extends Model({
  name: string({ maxLength: 100 }),
  country: string({ maxLength: 100, optional: true, default: "" }),
  get books() {
    return hasMany(() => Book, "author");
  },
}) {}

export class Tag extends Model({ slug: string({ maxLength: 50, unique: true }) }) {}

export class Book extends Model({
  title: string({ maxLength: 200 }),
  price: decimal({ digits: 8, places: 2 }),
  pages: integer({ nullable: true }),
  status: choice({ draft: "Draft", published: "Published" }, { default: "draft" }),
  createdAt: datetime({ default: "now" }),
  get author() {
    return belongsTo(() => Author, { onDelete: "cascade" });
  },
  get tags() {
    return manyToMany(() => Tag);
  },
  get reviews() {
    return hasMany(() => Review, "book");
  },
}) {}

export class Review extends Model({
  text: text(),
  get book() {
    return belongsTo(() => Book, { onDelete: "cascade" });
  },
}) {}

export class Note extends Model({ title: string({ maxLength: 200 }) }) {}
