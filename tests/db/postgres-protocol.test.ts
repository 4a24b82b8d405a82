import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase, postgres } from "quintet/db";

/*
 * What a server that is broken, hostile, or no PostgreSQL at all can send, written byte by byte: a real one never does.
 * Whatever arrives, who asked hears of it by an error of ours, nobody waits for ever or gets the rows of another
 * statement, the process goes on, and the next statement gets a new connection.
 */

/** A message: its letter, the length, and the fields. */
function message(letter: string, ...fields: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(fields.map((field) => (typeof field === "string" ? Buffer.from(field) : field)));
  return framed(letter, body.length + 4, body);
}
function framed(letter: string, length: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(5);
  header.write(letter, "latin1");
  header.writeInt32BE(length, 1);
  return Buffer.concat([header, body]);
}
const short = (value: number) => Buffer.from([value >> 8, value & 255]);
const long = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const ready = message("Z", "I");
const parsed = message("1");
const bound = message("2");
const done = (tag = "SELECT 1") => message("C", `${tag}\0`);
/** One column of a type, by the type's number. */
const columns = (type: number, count = 1) =>
  message(
    "T",
    short(count),
    ...Array.from({ length: count }, () => [
      Buffer.from("a\0"),
      long(0),
      short(0),
      long(type),
      short(4),
      long(-1),
      short(0),
    ]).flat(),
  );
const row = (...values: readonly string[]) =>
  message("D", short(values.length), ...values.flatMap((value) => [long(Buffer.byteLength(value)), value]));
const failure = (code: string, severity = "ERROR") =>
  message("E", `S${severity}\0V${severity}\0C${code}\0Mbroken\0\0`);
const int4 = 23;
const text = 25;
const prepared = (type = int4) => Buffer.concat([parsed, columns(type), bound]);

/** A server that lets everybody in, and answers each statement with the next of the given bytes; then as it should. */
async function broken(answers: readonly (Buffer | "close" | "silence")[]) {
  const left = [...answers];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let isStarted = false;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.concat([message("R", long(0)), ready]));
        return;
      }
      if (data[0] === 0x58) return; // "X"
      if (data[0] === 0x51) {
        socket.write(Buffer.concat([done("SET"), ready])); // a script: the session is set up
        return;
      }
      const answer = left.shift() ?? Buffer.concat([prepared(), row("7"), done(), ready]);
      if (answer === "close") socket.destroy();
      else if (answer !== "silence") socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const database: Database = openDatabase(
    postgres({ host: "127.0.0.1", port, user: "x", database: "x", pool: { max: 1, waitMs: 1000 } }),
  );
  return {
    database,
    port,
    sockets,
    async [Symbol.asyncDispose]() {
      await database.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const nonsense: Readonly<Record<string, Buffer | "close">> = {
  "a message of length 0": framed("D", 0),
  "a message of length 3": framed("D", 3),
  "a negative length": framed("D", -1),
  "the least length": framed("Z", -(2 ** 31)),
  "more than any message has": framed("D", 2 ** 31 - 1),
  "another protocol": Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"),
  "bytes without meaning": Buffer.from(Array.from({ length: 64 }, (_, position) => (position * 37) & 255)),
  "an unknown message": message("y", "x"),
  "a request to log in": message("R", long(3)),
  "nothing before it is ready": ready,
  "columns and no answer": Buffer.concat([prepared(), ready]),
  "columns without an end": Buffer.concat([parsed, message("T", short(2), "a"), bound, done(), ready]),
  "more columns than are described": Buffer.concat([parsed, message("T", short(9000), "a\0"), done(), ready]),
  "a row without a description": Buffer.concat([parsed, bound, row("1"), done(), ready]),
  "a row of more columns": Buffer.concat([prepared(), row("1", "2"), done(), ready]),
  "a row of fewer columns": Buffer.concat([prepared(), row(), done(), ready]),
  "a row with a value beyond its end": Buffer.concat([
    prepared(text),
    message("D", short(1), long(1000), "x"),
    done(),
    ready,
  ]),
  "a row with a rest": Buffer.concat([
    prepared(),
    message("D", short(1), long(1), "1", "rest"),
    done(),
    ready,
  ]),
  "a whole number that is none": Buffer.concat([prepared(20), row("12345678901234567x"), done(), ready]),
  "an error without an end": Buffer.concat([message("E", "SERROR"), ready]),
  "a setting without an end": Buffer.concat([message("S", "TimeZone"), ready]),
  "an end of the connection": failure("57P01", "FATAL"),
  "a closed connection": "close",
};

for (const [name, answer] of Object.entries(nonsense)) {
  test(`${name}: the statement fails, and the next goes over a new connection`, async () => {
    await using server = await broken([answer === "close" ? answer : Buffer.concat([answer])]);
    const { database, sockets } = server;

    const asked = database.query("SELECT 1");
    const ended = setTimeout(() => [...sockets].at(-1)?.destroy(), 500); // half a message may go on some time
    await assert.rejects(asked, { code: "db.connection", message: /connection was lost \(.+\)\.\n/ });
    clearTimeout(ended);

    assert.deepEqual(await database.query("SELECT 1"), [[7]]);
    assert.equal(sockets.size, 2);
  });
}

test("an answer that comes in any pieces is the same", async () => {
  const answer = Buffer.concat([prepared(), row("1"), row("22"), message("N", "SNOTICE\0\0"), done(), ready]);
  await using server = await broken(["silence"]);
  const { database, sockets } = server;

  const asked = database.query("SELECT 1");
  while (sockets.size === 0) await sleep(5);
  await sleep(50);
  const [socket] = sockets;
  for (const byte of answer) {
    socket!.write(Buffer.from([byte]));
    await sleep(0);
  }

  assert.deepEqual(await asked, [[1], [22]]);
});

test("statements of one moment don't get each other's rows when one answer is missing", async () => {
  const first = Buffer.concat([prepared(), row("1"), done(), ready]);
  await using server = await broken([Buffer.concat([first, ready, prepared(), row("3"), done(), ready])]);

  const answers = await Promise.allSettled([1, 2, 3].map((n) => server.database.query(`SELECT ${n}`)));

  assert.deepEqual(answers[0], { status: "fulfilled", value: [[1]] });
  assert.deepEqual(
    answers.map(({ status }) => status),
    ["fulfilled", "rejected", "rejected"],
  );
});

test("a server that goes silent while a session is set up keeps no place in the pool", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.once("data", () => socket.write(Buffer.concat([message("R", long(0)), ready])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await using database = openDatabase(
    postgres({ host: "127.0.0.1", port, user: "x", database: "x", pool: { max: 1, waitMs: 200 } }),
  );

  for (let time = 0; time < 3; time++)
    await assert.rejects(database.query("SELECT 1"), { code: "db.connection" });
  await sleep(300);

  assert.ok(sockets.length > 1, "another connection was tried");
  for (const socket of sockets) socket.destroy();
  server.close();
});
