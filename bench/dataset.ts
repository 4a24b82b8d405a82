/*
 * The rows that every contender works on: 200 authors with 5 articles each. The same numbers make the same rows on each
 * run. An article has 8 columns, of the types that applications have most.
 */

export interface Author {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

export interface Article {
  readonly id: number;
  readonly title: string;
  readonly status: string;
  readonly views: number;
  /** Two digits after the point: `"12.30"`. */
  readonly price: string;
  readonly published: boolean;
  readonly createdAt: Date;
  readonly authorId: number;
}
export type NewArticle = Omit<Article, "id">;

export const authorCount = 200;
export const articleCount = 1000;

const statuses = ["draft", "review", "published", "archived"] as const;
const firstDay = Date.UTC(2024, 0, 1);
const sevenHoursMs = 7 * 3_600_000;

export const authors: readonly Author[] = Array.from({ length: authorCount }, (_, index) => ({
  id: index + 1,
  name: `Author ${index + 1}`,
  email: `author${index + 1}@example.com`,
}));

export const articles: readonly Article[] = Array.from({ length: articleCount }, (_, index) => ({
  id: index + 1,
  ...articleValues(index + 1),
}));

/** Rows to insert; like the others, with titles of their own. */
export const newArticles: readonly NewArticle[] = articles.map(({ id, ...values }) => ({
  ...values,
  title: `New ${id}`,
}));

function articleValues(number: number): NewArticle {
  return {
    title: `Article ${number} of the season`,
    status: statuses[number % statuses.length]!,
    views: (number * 7919) % 10_000,
    price: (((number * 37) % 10_000) / 100 + 0.5).toFixed(2),
    published: number % 3 !== 0,
    createdAt: new Date(firstDay + number * sevenHoursMs + (number % 2) * 123),
    authorId: ((number - 1) % authorCount) + 1,
  };
}

/** What the search looks for: five conditions. */
export const criteria = {
  status: "published",
  published: true,
  minViews: 1000,
  before: new Date(Date.UTC(2024, 8, 1)),
  titleStart: "Article",
  limit: 20,
};
export type Criteria = typeof criteria;
