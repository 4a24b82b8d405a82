/*
 * The writers of safe-migrations.ts, on a thread of their own: four connections that each update a row, or insert one,
 * in a transaction of one statement, without a pause longer than a few milliseconds.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openDatabase, postgres } from "quintet/db";

const { url, rows } = workerData as { url: string; rows: number };
const port = parentPort!; // it is only run as a worker
const count = 4;
let goesOn = true;
let stallMs = 0;
/** When the longest wait began, since midnight of 1970. */
let stalledAt = 0;
let writes = 0;
let failed = 0;
let error: string | undefined;

port.once("message", () => {
  goesOn = false;
});
const databases = Array.from({ length: count }, (_, number) =>
  openDatabase(postgres({ url, pool: { max: 1 } }), `writer${number}`),
);
for (const database of databases) await database.query("SELECT 1");
let nextIsbn = rows * 10;
const work = Promise.all(databases.map(write));
setTimeout(() => port.postMessage("ready"), 500);
await work;
for (const database of databases) await database.close();
port.postMessage({ stallMs, stalledAt, writes, failed, error });

async function write(database: (typeof databases)[number], number: number): Promise<void> {
  for (let turn = 0; goesOn; turn++) {
    const id = 1 + Math.floor(Math.random() * rows);
    const startedAt = performance.now();
    try {
      if (turn % 4 === 0) {
        const isbn = `isbn-${nextIsbn++}`;
        await database.execute(
          `INSERT INTO shop_book (title, pages, isbn, author_id) VALUES ('New', 1, '${isbn}', 1)`,
        );
      } else await database.execute(`UPDATE shop_book SET pages = (pages + 1) % 1000 WHERE id = ${id}`);
      writes++;
    } catch (cause) {
      // A plain rename breaks who knows the old name, as its operation does for a release that runs.
      if (!String(cause).includes("title")) {
        failed++;
        error ??= String(cause);
      }
    }
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > stallMs) [stallMs, stalledAt] = [waitedMs, Date.now() - waitedMs];
    await new Promise((resolve) => setTimeout(resolve, 2 + number));
  }
}
