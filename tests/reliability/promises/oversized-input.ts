import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { counted, type Figure, type Promised, type Size } from "../promise.ts";
import { largestDuring, RunningSite } from "../running-site.ts";

const megabyte = 1_048_576;

/** Sends a head and then pieces until the server has had enough; gives its status and how long it took after that. */
async function pour(port: number, head: string, piece: Buffer, maxBytes: number) {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  let isOver = false;
  socket.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
  });
  const closed = once(socket, "close").catch(() => {});
  socket
    .on("error", () => {})
    .once("close", () => {
      isOver = true;
    });
  socket.write(head);
  let sent = 0;
  const start = performance.now();
  for (; sent < maxBytes && !isOver && answer === ""; sent += piece.length) {
    if (!socket.write(piece)) await Promise.race([once(socket, "drain").catch(() => {}), closed]);
    else await new Promise(setImmediate);
  }
  const deadline = setTimeout(() => socket.destroy(), 10_000);
  while (answer === "" && !isOver) await new Promise((resolve) => setTimeout(resolve, 1));
  clearTimeout(deadline);
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), sent, ms: performance.now() - start };
}

const post = (path: string, type: string, more = "") =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\n${more}`;
const chunked = "Transfer-Encoding: chunked\r\n\r\n";
const form = "application/x-www-form-urlencoded";
const multipart = "multipart/form-data; boundary=b";
const filler = Buffer.alloc(65_536, "a");

function attacks(size: Size): [what: string, head: string, piece: Buffer, maxBytes: number][] {
  const fields = Buffer.from("a=b&".repeat(size.pick(1_000_000, 2_000)));
  const deep = Buffer.from("[".repeat(size.pick(1_000_000, 10_000)));
  const bomb = gzipSync(Buffer.alloc(size.pick(100, 1) * megabyte));
  const part = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n'.repeat(500),
  );
  const whole = (head: string, body: Buffer): [string, Buffer, number] => [
    `${head}Content-Length: ${body.length}\r\n\r\n`,
    body,
    body.length,
  ];
  const huge = size.pick(10_000, 20) * megabyte;
  return [
    ["a header of 1 MB", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", filler, megabyte],
    ["an address of 1 MB", "GET /", filler, megabyte],
    [
      "a body that says it has 10 GB",
      `${post("/json/", "application/json")}Content-Length: ${huge}\r\n\r\n`,
      filler,
      huge,
    ],
    [
      "a body that doesn't say",
      post("/json/", "application/json", chunked),
      Buffer.concat([Buffer.from("10000\r\n"), filler, Buffer.from("\r\n")]),
      huge,
    ],
    [
      "chunks with endless extensions",
      post("/json/", "application/json", `${chunked}1;x=`),
      filler,
      megabyte,
    ],
    ["many fields", ...whole(post("/upload/", form), fields)],
    ["deep JSON", ...whole(post("/json/", "application/json"), deep)],
    [
      "a multipart of endless files",
      `${post("/upload/", multipart)}Content-Length: ${huge}\r\n\r\n`,
      part,
      huge,
    ],
    [
      "a part header of 1 MB",
      `${post("/upload/", multipart)}Content-Length: ${huge}\r\n\r\n--b\r\nX: `,
      filler,
      huge,
    ],
    ["a gzip bomb", ...whole(post("/json/", "application/json", "Content-Encoding: gzip\r\n"), bomb)],
  ];
}

export const oversizedInput: Promised = {
  name: "R8",
  claim: "Oversized input is refused early",
  fault: "headers, addresses, bodies, chunks, fields, files and nesting beyond all limits",
  async judge(size) {
    await using site = await RunningSite.start();
    await fetch(site.url);
    const before = site.rssMb;
    const figures: Figure[] = [];
    let largest = 0;
    for (const [what, head, piece, maxBytes] of attacks(size)) {
      const poured = await largestDuring(() => site.rssMb, pour(site.port, head, piece, maxBytes));
      largest = Math.max(largest, poured.largest);
      const { status, sent, ms } = poured.result;
      const measured = `${status}, ${(sent / megabyte).toFixed(1)} MB, ${ms.toFixed(0)} ms`;
      figures.push({ what, measured, target: "4xx", holds: status >= 400 && status < 500 });
    }
    const grown = largest - before;
    figures.push(
      size.timed(
        { what: "memory grew at most by", measured: `${grown.toFixed(0)} MB`, target: "< 32 MB" },
        grown < 32,
      ),
      counted("the same process answers the next request", (await fetch(site.url)).status, 200),
    );
    return figures;
  },
};
