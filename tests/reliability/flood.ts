import { fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

/*
 * More requests than a server can answer, at a fixed rate, over connections that were there before. Written on sockets: the
 * client of node:http takes as long for a request as a server for a refusal, and would be what is measured. New connections
 * are left out as well, because an event loop accepts one in each of its turns, whatever the server above it does.
 */

export interface FloodOptions {
  readonly port: number;
  readonly path: string;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** More than wait for an answer at any time; what finds none free isn't sent, and counted. */
  readonly connections: number;
}

export interface FloodResult {
  readonly sent: number;
  /** Those that found every connection waiting. */
  readonly unsent: number;
  readonly ok: number;
  readonly refused: number;
  /** Connections that ended, and answers of any other kind. */
  readonly failed: number;
  readonly okP99Ms: number;
  readonly refusedP99Ms: number;
  /** How late the flood itself was, at most: what it is late, the answers seem to be. */
  readonly ownDelayMs: number;
}

/** Makes the flood in another process. */
export async function flood(options: FloodOptions): Promise<FloodResult> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  const [result] = (await once(child, "message")) as [FloodResult];
  return result;
}

/** A connection that sends one request after the other. */
class Client {
  readonly #socket: Socket;
  readonly #request: string;
  #received = "";
  #answered: ((answer: string | undefined) => void) | undefined;

  constructor(socket: Socket, request: string) {
    this.#socket = socket;
    this.#request = request;
    socket.setEncoding("latin1").setNoDelay();
    socket.on("data", (text: string) => this.#receive(text));
    socket.on("error", () => {});
    socket.on("close", () => this.#answered?.(undefined));
  }

  static async open(port: number, request: string): Promise<Client> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const client = new Client(socket, request);
    await client.ask(); // accepted, and not only in the queue
    return client;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** The whole answer; `undefined` where the connection ended instead. */
  ask(): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#answered = resolve;
    this.#socket.write(this.#request);
    return promise;
  }

  end(): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd === -1) return;
    const [, length = "0"] = /\r\ncontent-length: (\d+)\r\n/i.exec(this.#received) ?? [];
    if (this.#received.length < headEnd + 4 + Number(length)) return;
    const answer = this.#received;
    this.#received = "";
    this.#answered?.(answer);
  }
}

async function makeFlood({ port, path, rate, seconds, connections }: FloodOptions): Promise<FloodResult> {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  const free: Client[] = [];
  while (free.length < connections)
    free.push(...(await Promise.all(Array.from({ length: 20 }, () => Client.open(port, request)))));
  const all = [...free];
  // A server ends connections that have rested too long: the first may have, while the last were opened.
  const nextFree = () => {
    let client = free.shift();
    while (client?.isOpen === false) client = free.shift();
    return client;
  };

  const okMs: number[] = [];
  const refusedMs: number[] = [];
  let [sent, unsent, failed] = [0, 0, 0];
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const start = performance.now();
  const end = start + seconds * 1_000;

  const ask = async (client: Client, dueAt: number) => {
    const answer = await client.ask();
    const now = performance.now();
    if (client.isOpen) free.push(client);
    if (now > end) return; // an answer that comes later is none of this load
    if (answer?.startsWith("HTTP/1.1 200 ")) okMs.push(now - dueAt);
    else if (answer?.startsWith("HTTP/1.1 503 ") && /\r\nretry-after: /i.test(answer))
      refusedMs.push(now - dueAt);
    else failed++;
  };

  for (let at = 0; performance.now() < end; ) {
    const due = Math.ceil(((performance.now() - start) / 1_000) * rate);
    for (; at < due; at++) {
      const client = nextFree();
      if (client === undefined) unsent++;
      else {
        sent++;
        void ask(client, start + (at / rate) * 1_000);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const client of all) client.end();
  return {
    sent,
    unsent,
    failed,
    ok: okMs.length,
    refused: refusedMs.length,
    okP99Ms: percentile(okMs, 0.99),
    refusedP99Ms: percentile(refusedMs, 0.99),
    ownDelayMs: delays.max / 1e6,
  };
}

function percentile(values: number[], share: number): number {
  if (values.length === 0) return 0;
  return values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
}

if (process.send !== undefined && process.argv[2]?.startsWith("{")) {
  const result = await makeFlood(JSON.parse(process.argv[2]) as FloodOptions);
  process.send(result, () => process.exit());
}
