import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { MomentFormat } from "../contenders/contender.ts";
import { type Article, articleCount, articles, authors } from "../dataset.ts";
import type { BenchDatabase, BenchDatabases } from "./bench-database.ts";

/** A file for each contender: what one writes must not empty the caches of another. */
export function sqliteDatabases(): BenchDatabases {
  const folder = mkdtempSync(join(tmpdir(), "quintet-bench-"));
  let files = 0;
  return {
    version: `SQLite ${process.versions.sqlite}`,
    make: async (moments) => makeDatabase(join(folder, `${++files}.sqlite3`), moments),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
    },
  };
}

// Column types that Prisma's adapter and Django know by these names; SQLite itself takes any.
const tables = `
  CREATE TABLE authors (
    id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL, email varchar(100) NOT NULL
  );
  CREATE TABLE articles (
    id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(200) NOT NULL, status varchar(20) NOT NULL,
    views integer NOT NULL, price decimal NOT NULL, published boolean NOT NULL, created_at datetime NOT NULL,
    author_id integer NOT NULL REFERENCES authors (id)
  );
  CREATE INDEX articles_author ON articles (author_id);
  CREATE INDEX articles_created ON articles (created_at);`;

function makeDatabase(file: string, format: MomentFormat): BenchDatabase {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  database.exec(tables);
  fill(database, format);
  return {
    address: file,
    async articles(afterId = 0) {
      const rows = database.prepare("SELECT * FROM articles WHERE id > ? ORDER BY id").all(afterId);
      return rows.map((row) => articleOf(row));
    },
    async reset() {
      database.exec(`DELETE FROM articles WHERE id > ${articleCount}`);
      const update = database.prepare("UPDATE articles SET views = ? WHERE id = ? AND views <> ?");
      database.exec("BEGIN");
      for (const { id, views } of articles) update.run(views, id, views);
      database.exec("COMMIT");
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    },
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

function fill(database: DatabaseSync, format: MomentFormat): void {
  const author = database.prepare("INSERT INTO authors VALUES (?, ?, ?)");
  const article = database.prepare("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  database.exec("BEGIN");
  for (const { id, name, email } of authors) author.run(id, name, email);
  for (const { id, title, status, views, price, published, createdAt, authorId } of articles) {
    const moment = storedMoment(createdAt, format);
    article.run(id, title, status, views, Number(price), published ? 1 : 0, moment, authorId);
  }
  database.exec("COMMIT; ANALYZE;");
}

export function storedMoment(moment: Date, format: MomentFormat): string | number {
  if (format === "milliseconds") return moment.getTime();
  const iso = moment.toISOString();
  if (format === "iso") return iso.replace("Z", "+00:00");
  const seconds = iso.slice(0, 19).replace("T", " ");
  return iso.endsWith(".000Z") ? seconds : `${seconds}.${iso.slice(20, 23)}000`;
}

function articleOf(row: Record<string, unknown>): Article {
  const { created_at: moment } = row;
  const text = typeof moment === "string" && !/(Z|\+00:00)$/.test(moment) ? `${moment}Z` : moment;
  return {
    id: row.id as number, // the types of the columns above
    title: row.title as string,
    status: row.status as string,
    views: row.views as number,
    price: Number(row.price).toFixed(2),
    published: row.published === 1,
    createdAt: new Date(text as string | number),
    authorId: row.author_id as number,
  };
}
