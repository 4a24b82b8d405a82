import type { DatabaseKind } from "../databases/bench-database.ts";
import type { Criteria, NewArticle } from "../dataset.ts";

/** What a task gives: at once where the driver is synchronous and nothing stands between. */
export type Answer<Result = unknown> = Result | PromiseLike<Result>;

/** One way to talk to a database. */
export interface Contender {
  readonly name: string;
  /** How it keeps moments on SQLite, which has no type for them: each as it does by itself. */
  readonly sqliteMoments: MomentFormat;
  /** @param address - The file of a SQLite database, or the URL of a PostgreSQL one; it has its tables and rows. */
  open(kind: DatabaseKind, address: string): Promise<Session>;
}

/** `2024-01-01 07:00:00.123000` as Django writes it, `2024-01-01T07:00:00.123+00:00`, or milliseconds since 1970. */
export type MomentFormat = "text" | "iso" | "milliseconds";

/** An open contender. Rows are what it makes of them by itself; moments are Dates, prices Decimals. */
export interface Session {
  getByKey(id: number): Answer;
  /** The first articles by key. */
  list(limit: number): Answer<readonly unknown[]>;
  articlesWithAuthor(limit: number): Answer<readonly unknown[]>;
  authorsWithArticles(limit: number): Answer<readonly unknown[]>;
  /** Gives the new key, or the new row. */
  insertOne(article: NewArticle): Answer;
  insertMany(articles: readonly NewArticle[]): Answer;
  updateViews(id: number, views: number): Answer;
  search(criteria: Criteria): Answer<readonly unknown[]>;
  /** `{ status, articles, views }` for each status: how many there are, and the sum of their views. */
  totalsByStatus(): Answer<readonly unknown[]>;
  close(): Answer;
}
