import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

/*
 * Many connections that do hardly anything, from a process of their own.
 *
 *   headers   a head that never ends, a byte now and then
 *   body      a body that never ends, a byte now and then
 *   reader    asks for more than fits anywhere, and reads none of it
 *   idle      one answer, and then nothing
 */

export type Manner = "headers" | "body" | "reader" | "idle";

export interface CrowdOptions {
  readonly port: number;
  readonly count: number;
  readonly manners: readonly Manner[];
  /** How often the slow ones send a byte. */
  readonly everyMs: number;
}

export interface CrowdResult {
  /** From the first byte to the end of the connection. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly closed: number;
}

/** A crowd that is there; `dispersed` resolves when all of its connections have ended. */
export async function gather(options: CrowdOptions) {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  await once(child, "message");
  const dispersed = once(child, "message").then(([result]) => result as CrowdResult);
  return { dispersed, leave: () => void child.kill("SIGKILL") };
}

const maxArriving = 200;

const openings: Readonly<Record<Manner, string>> = {
  headers: "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
  body: "POST /json/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n[",
  reader: "GET /endless/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  idle: "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
};

if (process.send !== undefined && process.argv[2]?.startsWith("{")) {
  const options = JSON.parse(process.argv[2]) as CrowdOptions;
  const lives: Promise<number>[] = [];
  // Only so many are on their way at a time: what is tried is how they stay, and a queue of a port that is too short for
  // all of them would have the fresh ones wait as well.
  const arriving = new Set<Promise<void>>();
  for (let made = 0; made < options.count; made++) {
    const { arrived, over } = stand(options, options.manners[made % options.manners.length]!);
    lives.push(over);
    arriving.add(arrived);
    void arrived.then(() => arriving.delete(arrived));
    if (arriving.size >= maxArriving) await Promise.race(arriving);
  }
  await Promise.all(arriving);
  process.send("here");
  const lived = (await Promise.all(lives)).sort((a, b) => a - b);
  const result: CrowdResult = { minMs: lived[0]!, maxMs: lived.at(-1)!, closed: lived.length };
  process.send(result, () => process.exit());
}

/** One connection, until it ends: `over` gives how long it lived. */
function stand({ port, everyMs }: CrowdOptions, manner: Manner) {
  const arrived = Promise.withResolvers<void>();
  const over = Promise.withResolvers<number>();
  const socket = connect(port, "127.0.0.1");
  let start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  socket.on("error", () => {});
  socket.once("connect", () => {
    start = performance.now();
    socket.write(openings[manner]);
    if (manner === "headers" || manner === "body")
      timer = setInterval(() => socket.writable && socket.write("1"), everyMs);
    arrived.resolve();
  });
  if (manner === "reader") {
    // A connection that is never read never tells that it has ended; a write does.
    socket.pause();
    timer = setInterval(() => socket.write("\r\n"), everyMs);
  } else socket.resume();
  socket.once("close", () => {
    clearInterval(timer);
    arrived.resolve();
    over.resolve(performance.now() - start);
  });
  return { arrived: arrived.promise, over: over.promise };
}
