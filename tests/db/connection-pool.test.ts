import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionPool, type PoolSettings } from "../../src/db/backends/connection-pool.ts";

/** A connection whose statements are answered when the test says so: what the pool does can't be seen from a server's. */
class Line {
  readonly number: number;
  pending = 0;
  isSlow = false;
  isBroken = false;
  isClosed = false;

  constructor(number: number) {
    this.number = number;
  }
  close() {
    this.isClosed = true;
  }
}

function makePool(settings: Partial<PoolSettings> = {}, open?: () => Promise<Line>) {
  const lines: Line[] = [];
  const opened = async () => {
    const line = new Line(lines.length + 1);
    lines.push(line);
    return line;
  };
  const pool = new ConnectionPool<Line>(
    open ?? opened,
    { max: 2, idleMs: 1000, waitMs: 1000, ...settings },
    "The test's database",
  );
  return { pool, lines };
}

test("connections are opened when they are needed, and used again", async () => {
  const { pool, lines } = makePool();

  const first = await pool.take();
  pool.release(first);
  const again = await pool.take();

  assert.equal(again, first);
  assert.equal(lines.length, 1);
});

test("who finds no connection waits, and gets one in the order of asking", async () => {
  const { pool } = makePool({ max: 1 });
  const held = await pool.take();
  const order: string[] = [];

  const waiting = ["a", "b", "c"].map(async (name) => {
    const line = await pool.take();
    order.push(name);
    pool.release(line);
  });
  pool.release(held);
  await Promise.all(waiting);

  assert.deepEqual(order, ["a", "b", "c"]);
});

test("statements share a connection, and a transaction may take it before all are answered", async () => {
  const { pool, lines } = makePool({ max: 1 });
  const answers = Promise.withResolvers<number>();
  const send = (line: Line) => {
    line.pending++;
    return answers.promise;
  };

  const shared = [pool.share(send), pool.share(send)];
  await sleep(1);
  const taken = await pool.take();
  const later = pool.share(async (line) => line.number);
  assert.equal(taken.pending, 2);
  assert.equal(await Promise.race([later, sleep(5, "waits")]), "waits");
  answers.resolve(7);
  pool.release(taken);

  assert.deepEqual(await Promise.all(shared), [7, 7]);
  assert.equal(await later, 1);
  assert.equal(lines.length, 1);
});

test("a statement doesn't queue behind a slow one while another connection can be had", async () => {
  const { pool, lines } = makePool();
  await pool.share(async () => {});
  Object.assign(lines[0]!, { pending: 1, isSlow: true });

  const used = await pool.share(async (line) => line.number);
  Object.assign(lines[1]!, { pending: 1, isSlow: false });
  const afterwards = await pool.share(async (line) => line.number);

  assert.deepEqual([used, afterwards], [2, 2]);
});

test("waiting ends with an error that says for what", async () => {
  const { pool } = makePool({ max: 1, waitMs: 5 });
  await pool.take();

  await assert.rejects(pool.take(), {
    code: "db.connection",
    message: /waited 5 ms for one of the 1 connections/,
  });
});

test("a connection that can't be opened is the error of the one who asked", async () => {
  const { pool } = makePool({}, () => Promise.reject(new Error("refused")));

  await assert.rejects(pool.take(), /refused/);
  await assert.rejects(
    pool.share(async () => {}),
    /refused/,
  );
  assert.equal(pool.size, 0);
});

test("a broken connection is replaced", async () => {
  const { pool, lines } = makePool({ max: 1 });
  const first = await pool.take();
  first.isBroken = true;
  const waiting = pool.take();
  pool.release(first);

  assert.equal((await waiting).number, 2);
  assert.equal(lines[0]!.isClosed, true);
});

test("connections that nobody uses are closed", async () => {
  const { pool, lines } = makePool({ idleMs: 5 });
  pool.release(await pool.take());

  await sleep(30);

  assert.equal(lines[0]!.isClosed, true);
  assert.equal(pool.size, 0);
});

test("a closed pool gives no connections, and closes those that come back", async () => {
  const { pool } = makePool();
  const held = await pool.take();

  await pool.close();
  pool.release(held);

  assert.equal(held.isClosed, true);
  await assert.rejects(pool.take(), /was closed/);
});
