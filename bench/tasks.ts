import type { Answer, Session } from "./contenders/contender.ts";
import type { DatabaseKind } from "./databases/bench-database.ts";
import { type Article, articleCount, articles, criteria, newArticles } from "./dataset.ts";

/** One row of the table. */
export interface Task {
  readonly name: string;
  /** The least ratio to the bare driver that Quintet shall have. */
  readonly bar: Readonly<Record<DatabaseKind, number>>;
  /** Whether it changes rows, so that the database is put back after each batch. */
  readonly writes: boolean;
  /** @param turn - Counts up, so that not the same row is asked for again and again. */
  run(session: Session, turn: number): Answer;
}

const singleRow = { sqlite: 0.4, postgres: 0.9 };
const relations = { sqlite: 0.8, postgres: 0.9 };
const lists = { sqlite: 1, postgres: 0.9 };

export const tasks: readonly Task[] = [
  reading("get by key", singleRow, (session, turn) => session.getByKey(keyOf(turn))),
  reading("list 100", lists, (session) => session.list(100)),
  reading("list 1,000", lists, (session) => session.list(1000)),
  reading("list 100, all values read", lists, (session) => readAll(session.list(100))),
  reading("list 1,000, all values read", lists, (session) => readAll(session.list(1000))),
  reading("100 with a to-one relation", relations, (session) => session.articlesWithAuthor(100)),
  reading("100 parents with 5 children", relations, (session) => session.authorsWithArticles(100)),
  writing("insert one", singleRow, (session, turn) =>
    session.insertOne(newArticles[turn % newArticles.length]!),
  ),
  writing("bulk insert 1,000", lists, (session) => session.insertMany(newArticles)),
  writing("update one", singleRow, (session, turn) => {
    const { id, views } = articles[keyOf(turn) - 1]!;
    return session.updateViews(id, views + (turn % 7));
  }),
  reading("five conditions, order, limit", lists, (session) => session.search(criteria)),
  reading("group by", lists, (session) => session.totalsByStatus()),
];

/** Walks through all keys in an order that isn't theirs: 389 and the number of rows have no common divisor. */
function keyOf(turn: number): number {
  return ((turn * 389) % articleCount) + 1;
}

/** Reads each value of each row: some contenders make moments and decimals when they are read. */
function readAll(answer: Answer<readonly unknown[]>): Answer {
  return "then" in answer ? answer.then(readValues) : readValues(answer);
}

/** Gives a number that depends on all values, so that none of them needn't be made. */
function readValues(rows: readonly unknown[]): number {
  let sum = 0;
  for (const row of rows as readonly ListedArticle[]) {
    const { id, title, status, views, price, published, createdAt } = row; // checked by check.ts
    sum += id + title.length + status.length + views + Number(published) + createdAt.getTime();
    if (price === null) sum++;
  }
  return sum;
}
interface ListedArticle extends Omit<Article, "price"> {
  readonly price: unknown;
}

function reading(name: string, bar: Task["bar"], run: Task["run"]): Task {
  return { name, bar, run, writes: false };
}
function writing(name: string, bar: Task["bar"], run: Task["run"]): Task {
  return { name, bar, run, writes: true };
}
