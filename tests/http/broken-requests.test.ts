import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { serve, text } from "quintet/http";

const head = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ";

/** `once()` would take an error, such as a reset, for the end of the test. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on("error", () => {}).once("close", () => resolve()));
}

/** Sends a head of so many bytes, reads only then, and gives what has come back until the connection is over. */
async function sendLongHead(port: number, bytes: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const isClosed = closed(socket);
  socket.write(head);
  const isSent = Promise.withResolvers<void>();
  socket.write("a".repeat(bytes), () => isSent.resolve()); // with an error, where the connection is gone already
  await isSent.promise;
  let received = "";
  socket.setEncoding("latin1").on("data", (piece: string) => {
    received += piece;
  });
  await isClosed;
  return received;
}

test("a client that goes on sending what was refused sees the answer, and only one", async () => {
  await using server = await serve(() => text("here"), { port: 0 });

  const received = await sendLongHead(server.port, 4_194_304);

  assert.match(received, /^HTTP\/1\.1 431 /);
  assert.equal(received.match(/HTTP\/1\.1 /g)!.length, 1);
});

test("a refused client that goes on and on is left after a moment", async () => {
  await using server = await serve(() => text("here"), { port: 0 });
  const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
  const isClosed = closed(socket.resume());
  socket.write(head + "a".repeat(40_000));

  const again = setInterval(() => socket.write("a"), 50);
  await isClosed;

  clearInterval(again);
});
