import { connect, type Socket } from "node:net";

/** What a server answered, byte for byte where it matters. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; each value as it was sent. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** What is sent. Nothing of it is changed or refused on the way, as a client library would. */
export interface RawRequest {
  readonly method?: string;
  /** As it stands in the first line: `"/a/../b"`. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
}

/** Bytes of a request whose connection ends with it. `host` stands in the Host header unless headers name another. */
export function rawRequest(host: string, { method, target = "/", headers = {}, body }: RawRequest): Buffer {
  const given = Array.isArray(headers) ? headers : Object.entries(headers);
  const names = new Set(given.map(([name]) => String(name).toLowerCase()));
  const lines = [`${method ?? (body === undefined ? "GET" : "POST")} ${target} HTTP/1.1`];
  if (!names.has("host")) lines.push(`Host: ${host}`);
  if (!names.has("connection")) lines.push("Connection: close");
  const content = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  if (body !== undefined && !names.has("content-length") && !names.has("transfer-encoding"))
    lines.push(`Content-Length: ${content.length}`);
  for (const [name, value] of given) lines.push(`${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), content]);
}

/** Sends bytes as they stand, and gives all that comes back until the connection ends; a reset counts as an end. */
export function exchange(port: number, sent: string | Uint8Array, { waitMs = 20_000 } = {}): Promise<string> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(sent));
    const patience = setTimeout(() => socket.destroy(), waitMs);
    socket.on("data", (chunk) => received.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(patience);
      resolve(Buffer.concat(received).toString("latin1"));
    });
  });
}

/** A connection that its caller writes to and destroys. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
    socket.on("error", () => {});
  });
}

/** The answers in what a server sent over one connection, in order. Throws where it isn't HTTP. */
export function parseAnswers(received: string, { method = "GET" } = {}): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (end === -1 || !status) throw new Error(`not an answer: ${JSON.stringify(rest.slice(0, 200))}`);
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^:\s]+): ?(.*)$/.exec(line) ?? [];
      if (name === "") throw new Error(`not a header: ${JSON.stringify(line)}`);
      headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
    }
    rest = rest.slice(end + 4);
    if (status >= 100 && status < 200) continue;
    const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
    const body = hasBody ? takeBody(rest, headers) : { text: "", length: 0 };
    rest = rest.slice(body.length);
    answers.push({ status, headers, body: Buffer.from(body.text, "latin1").toString("utf8") });
  }
  return answers;
}

function takeBody(
  rest: string,
  headers: ReadonlyMap<string, readonly string[]>,
): { text: string; length: number } {
  if (headers.get("transfer-encoding")?.[0] === "chunked") return takeChunks(rest);
  const length = headers.get("content-length")?.[0];
  const size = length === undefined ? rest.length : Number(length);
  return { text: rest.slice(0, size), length: size };
}

function takeChunks(rest: string): { text: string; length: number } {
  let text = "";
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf("\r\n", at);
    if (lineEnd === -1) return { text, length: rest.length }; // cut off
    const size = Number.parseInt(rest.slice(at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (size === 0) return { text, length: at };
    text += rest.slice(lineEnd + 2, lineEnd + 2 + size);
  }
}
