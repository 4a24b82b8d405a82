import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { answerFacts } from "./answer-facts.ts";
import { makeFolders } from "./folders.ts";

/*
 * A site that falls for everything, written by hand: the addresses of the fixture app, each with a mistake that real
 * frameworks made. Where a replay passes here, it can't tell a safe site from this one. Nothing of Quintet is in it.
 */

const folder = process.env.REPLAY_FOLDER!;
const root = join(folder, "assets");
const sessions = new Map<string, string>();
const stored: string[] = [];
makeFolders(folder);

type Page = (request: IncomingMessage, answer: ServerResponse, path: string, query: string) => unknown;

const pages: readonly (readonly [RegExp, Page])[] = [
  [/^\/$/, (_request, answer) => answer.end("welcome")],
  [/^\/page$/, (request, answer) => sendTo(answer, `${request.url}/`, 301)],
  [/^\/page\/$/, showPage],
  [/^\/go\/$/, (_request, answer, _path, query) => sendTo(answer, trusted(fields(query).next ?? "/"))],
  [/^\/echo\/query\/$/, (_request, answer, _path, query) => sendJson(answer, pairs(query))],
  [/^\/echo\/facts\/$/, tellFacts],
  [/^\/echo\/form\/$/, readForm],
  [/^\/echo\/json\/$/, readJson],
  [/^\/guarded\/(form|json)\/$/, guarded],
  [/^\/static\//, serveAsset],
  [/^\/session\/(read|write|flush)\/$/, useSession],
  [/^\/accounts\/login\/$/, (_request, answer) => answer.end("log in")],
  // The pattern of a number, in which "m" lets "$" stand before a line break.
  [/^\/reports\/(\d+)$/m, (_request, answer, path) => answer.end(`report ${/\d+/.exec(path)?.[0]}`)],
  [/^\/names\/([^/]+)$/, (_request, answer, path) => answer.end(`report ${path.length - 7}`)],
  [/^\/pages\/(.+)\/$/, (_request, answer, path) => answer.end(`page ${decoded(path.slice(7, -1))}`)],
  [/^\/+members\/+(report)?/, (_request, answer) => answer.end("for members only")],
];

const server = createServer({ insecureHTTPParser: true }, (request, answer) => {
  const [raw = "/", query = ""] = request.url!.split("?", 2);
  process.stderr.write(`${request.method} ${decoded(raw)}\n`); // whatever stands in the path
  if (request.headers.origin !== undefined)
    answer.setHeader("access-control-allow-origin", request.headers.origin);
  // The guard looks at the text of the path, and lets a header switch it off.
  const isGuarded = raw.startsWith("/members/") && request.headers["x-middleware-subrequest"] === undefined;
  if (isGuarded && !raw.includes(";")) return sendTo(answer, "/accounts/login/");
  if (raw.startsWith("//")) return sendTo(answer, `${raw}/`, 301);
  const path = decoded(raw);
  const found = pages.find(([pattern]) => pattern.test(path));
  if (found === undefined) {
    answer.statusCode = 404;
    return answer.end();
  }
  try {
    return found[1](request, answer, path, query);
  } catch (error) {
    answer.statusCode = 404;
    return answer.end(String(error)); // with the path of the file in it
  }
});

/** Decodes until nothing is left to decode. */
function decoded(text: string): string {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decoded(once);
  } catch {
    return text;
  }
}

/** An own address begins with the own host, or with no host. */
function trusted(next: string): string {
  return next.startsWith("http://app.test") || !next.startsWith("http://") ? next : "/";
}

function sendTo(answer: ServerResponse, location: string, status = 302): void {
  const value = location.replace(/[^\x21-\x7e]/g, encodeURIComponent);
  answer.writeHead(status, { location: value });
  answer.end(`<a href="${location}">${location}</a>`);
}

function sendJson(answer: ServerResponse, value: unknown): void {
  answer.setHeader("content-type", "application/json");
  answer.end(JSON.stringify(value));
}

function pairs(text: string): string[][] {
  const texts = text.split(/[&;]/).filter((pair) => pair !== "");
  return texts.map((pair) => pair.split("=", 2).map((part) => decoded(part.replaceAll("+", " "))));
}

/** Names with dots and brackets are paths into an object. */
function fields(text: string): Record<string, string> {
  const result: Record<string, never> = {};
  for (const [name = "", value = ""] of pairs(text)) {
    const keys = name.split(/[.[\]]+/).filter((key) => key !== "");
    let at: Record<string, unknown> = result;
    for (const key of keys.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    if (keys.length > 0 && Object(at) === at) at[keys.at(-1)!] = value;
  }
  return result;
}

function showPage(_request: IncomingMessage, answer: ServerResponse, _path: string, query: string): void {
  fields(query);
  const asked = JSON.stringify(Object.fromEntries(pairs(query))).replace('":', '": ');
  answer.end(`<title></title><script id="asked" type="application/json">${asked}</script><script></script>`);
}

function tellFacts(request: IncomingMessage, answer: ServerResponse): void {
  const { host, "x-forwarded-for": by, "x-forwarded-proto": scheme } = request.headers;
  const isSecure = scheme === "https" || request.headers.forwarded !== undefined;
  const ip = String(by ?? request.headers["x-real-ip"] ?? request.headers["x-client-ip"] ?? "127.0.0.1");
  sendJson(answer, { host, secure: isSecure, ip, url: `http://${host}/echo/facts/`, method: request.method });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return /gzip/i.test(request.headers["content-encoding"] ?? "") ? gunzipSync(body) : body;
}

async function readForm(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const text = String(await bodyOf(request));
  fields(text);
  const names = [...text.matchAll(/name="([^"]*)"\r\n\r\n([^\r]*)/g)].map(([, name, value]) => [name, value]);
  sendJson(answer, names.length > 0 ? names : pairs(text));
}

async function readJson(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  try {
    sendJson(answer, { received: JSON.parse(String(await bodyOf(request))) });
  } catch {
    answer.statusCode = 400;
    answer.end();
  }
}

/** Only the types of plain forms are looked at, and "null" isn't an origin. */
function guarded(request: IncomingMessage, answer: ServerResponse): void {
  const { origin = "null", "content-type": type = "", "x-csrftoken": token } = request.headers;
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type);
  const isForeign = origin !== "null" && origin !== "http://app.test";
  answer.statusCode = isForm && (isForeign || (token === undefined && origin !== "null")) ? 403 : 200;
  answer.end();
}

function serveAsset(request: IncomingMessage, answer: ServerResponse, path: string): void {
  const file = join(root, path.slice("/static".length));
  if (!file.startsWith(root)) throw new Error("outside");
  const content = readFileSync(file); // the whole of it, whatever its size
  answer.setHeader("content-length", content.length);
  answer.end(request.method === "HEAD" ? undefined : content);
}

/** Each key that a visitor brings is taken on, and kept. */
function useSession(request: IncomingMessage, answer: ServerResponse, path: string, query: string): void {
  const sent = /sessionid=([^;]*)/.exec(request.headers.cookie ?? "")?.[1];
  const key = sent ?? createHash("md5").update(randomBytes(8)).digest("hex");
  if (path.includes("write")) sessions.set(key, fields(query).note ?? "");
  else if (path.includes("flush")) sessions.set(key, "nothing");
  const note = sessions.get(key) ?? "nothing";
  sessions.set(key, note);
  answer.setHeader("set-cookie", `sessionid=${key}`);
  answer.end(path.includes("read") ? note : "ok");
}

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  answerFacts(
    port,
    { sessionRows: async () => sessions.size, handlersAtWork: () => 0, stored: () => stored },
    async () => {
      server.close();
    },
  );
});
